import { href, site } from '../../src/app/routes.ts'
import type { CallRecord } from '../../src/domain/metering/face.ts'
import type { PageInfo } from '../page.ts'
import { decisionText } from '../text/decision.ts'
import { formatOf } from '../text/format.ts'
import { Cell, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

type Row = CallRecord & { keyHint: string; accountId?: string }

/** How a call ended: its status when the upstream answered, else why not, linked to what that means. */
const Outcome = ({ page, call }: { page: PageInfo; call: Row }) => {
  const { dashboard } = page.text
  if (call.outcome === 'under_way') return <span class="text-ink-3">{page.text.calls.underWay}</span>
  if (call.outcome === 'unknown') return <span class="text-bad">{dashboard.unknown}</span>
  if (call.outcome === 'ok') return <span class={call.status < 400 ? 'text-good' : 'text-ink'}>{call.status}</span>
  if (call.outcome === 'failed') return <span class="text-bad">{dashboard.failed(call.status)}</span>
  return (
    <a class="text-bad hover:underline" href={`${href(site.docs)}#${call.outcome}`} title={call.outcome}>
      {decisionText(page.text, call.outcome)}
    </a>
  )
}

interface Props {
  page: PageInfo
  caption: string
  calls: Row[]
  /** Where a call is explained. */
  at: (call: Row) => string
  /** Where the calls of an account are, in a list of several. */
  accountAt?: ((id: string) => string) | undefined
}

/** Calls, each leading to its explanation. */
export const CallTable = ({ page, caption, calls, at, accountAt }: Props) => {
  const { dashboard } = page.text
  const format = formatOf(page.locale, page.timeZone)
  const today = format.date(page.now)
  return (
    <Table
      caption={caption}
      columns={[
        { name: dashboard.time(format.zone), class: 'max-sm:whitespace-normal' },
        { name: dashboard.request, class: 'w-full' },
        ...(accountAt ? [{ name: page.text.calls.account, class: 'max-lg:hidden' }] : []),
        { name: dashboard.key, class: 'max-sm:hidden' },
        { name: dashboard.outcome },
        { name: dashboard.took, number: true },
      ]}
    >
      {calls.map((call) => (
        <tr id={call.id}>
          <Cell class="whitespace-nowrap">
            <Time page={page} at={call.at}>
              {format.date(call.at) === today ? format.time(call.at) : format.day(call.at)}
            </Time>
          </Cell>
          <Cell class="w-full max-w-0 truncate font-mono text-xs">
            <a class="text-accent hover:underline" href={at(call)} title={`${call.method} ${call.path}`}>
              {call.method} {call.path}
            </a>
          </Cell>
          {accountAt && call.accountId && (
            <Cell class="font-mono text-xs whitespace-nowrap max-lg:hidden">
              <a class="hover:text-accent hover:underline" href={accountAt(call.accountId)}>
                {call.accountId}
              </a>
            </Cell>
          )}
          <Cell class="font-mono text-xs whitespace-nowrap max-sm:hidden">{call.keyHint}</Cell>
          <Cell class="min-w-18 [word-break:keep-all] sm:whitespace-nowrap">
            <Outcome page={page} call={call} />
          </Cell>
          <Cell number class="whitespace-nowrap">
            {call.outcome === 'ok' || call.outcome === 'failed' ? (
              format.took(call.ms)
            ) : (
              <span class="text-ink-3">{dashboard.none}</span>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
