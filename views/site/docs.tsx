import type { DecisionCode } from '../../src/domain/metering/decision.ts'
import { MemberPage } from '../layout/member.tsx'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Code } from '../ui/code.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { Words } from '../ui/words.tsx'
import { curlExample } from './examples.ts'

interface Props {
  page: PageInfo
  exampleUrl: string
  /** Each code with the HTTP status that it answers with; null where the upstream says. */
  statuses: { code: DecisionCode; status: number | null }[]
}

const REFUSAL = `HTTP/1.1 429 Too Many Requests
Content-Type: application/problem+json
Retry-After: 17
RateLimit-Policy: "burst";q=60;w=60, "quota";q=1000
RateLimit: "burst";r=0;t=17, "quota";r=958;t=950400

{ "status": 429, "code": "RATE_LIMITED", "request_id": "req_…", "success": false, … }`

const Guide = ({ page, exampleUrl, statuses }: Props) => {
  const { docs, decisions } = page.text
  return (
    <div class="max-w-[52rem] space-y-10">
      <div>
        <h1>{docs.title}</h1>
        <p class="mt-1 text-ink-2">{docs.lead}</p>
      </div>
      <section class="space-y-3" aria-labelledby="call">
        <h2 id="call">{docs.call}</h2>
        <p class="max-w-text">
          <Words>{docs.callText}</Words>
        </p>
        <Code page={page} id="docs-call" title="Shell" code={curlExample(exampleUrl)} />
        {exampleUrl.includes('/api/demo/') && <p class="max-w-text text-sm text-ink-2">{docs.routeText}</p>}
      </section>
      <section aria-labelledby="headers">
        <h2 class="mb-3" id="headers">
          {docs.headers}
        </h2>
        <Table cards caption={docs.headers} columns={[{ name: docs.header }, { name: docs.meaning, class: 'w-full' }]}>
          {docs.headerRows.map(([name, meaning]) => (
            <tr>
              <RowHead class="font-mono text-xs whitespace-nowrap max-sm:font-semibold">{name}</RowHead>
              <Cell class="max-sm:!block max-sm:!text-left">
                <Words>{meaning}</Words>
              </Cell>
            </tr>
          ))}
        </Table>
      </section>
      <section class="space-y-3" aria-labelledby="codes">
        <h2 id="codes">{docs.codes}</h2>
        <p class="max-w-text">
          <Words>{docs.codesText}</Words>
        </p>
        <Table
          cards
          caption={docs.codes}
          columns={[
            { name: docs.code },
            { name: docs.status },
            { name: docs.meaning, class: 'w-1/2' },
            { name: docs.remedy, class: 'w-1/2' },
          ]}
        >
          {statuses.map(({ code, status }) => (
            <tr class="target:bg-wash" id={code}>
              <RowHead class="font-mono text-xs whitespace-nowrap max-sm:font-semibold">{code}</RowHead>
              <Cell label={docs.status} class="whitespace-nowrap">
                {status ?? docs.upstreamStatus}
              </Cell>
              <Cell class="max-sm:!text-left">{decisions[code].meaning}</Cell>
              <Cell class="text-ink-2 max-sm:!text-left">{decisions[code].remedy}</Cell>
            </tr>
          ))}
        </Table>
        <Code page={page} id="docs-refusal" title={docs.refusal} code={REFUSAL} />
      </section>
    </div>
  )
}

/** How to make a call and read what comes back; within the frame for who is signed in. */
export const DocsPage = (props: Props) => {
  const { page } = props
  return page.reader ? (
    <MemberPage page={page} title={page.text.docs.title} place="docs">
      <Guide {...props} />
    </MemberPage>
  ) : (
    <OpenPage page={page} title={page.text.docs.title}>
      <Guide {...props} />
    </OpenPage>
  )
}
