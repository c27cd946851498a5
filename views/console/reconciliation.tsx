import { consolePages, href } from '../../src/app/routes.ts'
import type { Run, SeenDifference } from '../../src/domain/metering/reconciliation.ts'
import type { Page } from '../../src/domain/page.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Facts } from '../ui/facts.tsx'
import { Form } from '../ui/form.tsx'
import { Pager } from '../ui/pager.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

interface Props {
  page: PageInfo
  run: Run | null
  list: Page<SeenDifference>
  cursor: string | null
}

const Moment = ({ page, at }: { page: PageInfo; at: number }) => {
  const format = formatOf(page.locale, page.timeZone)
  return (
    <Time page={page} at={at}>
      {`${format.date(at)} ${format.time(at)}`}
    </Time>
  )
}

const LastRun = ({ page, run }: { page: PageInfo; run: Run }) => {
  const text = page.text.reconciliation
  const format = formatOf(page.locale, page.timeZone)
  return (
    <Facts
      wide
      facts={[
        [text.started(format.zone), <Moment page={page} at={run.startedAt} />],
        [text.finished, run.finishedAt === null ? text.underWay : <Moment page={page} at={run.finishedAt} />],
        [text.accounts, format.number(run.accounts)],
        [text.skipped, format.number(run.skipped)],
        [text.compared, run.since === 0 ? text.everything : text.from(format.date(run.since))],
        [text.differences, format.number(run.differences)],
      ]}
    />
  )
}

const Row = ({ page, difference }: { page: PageInfo; difference: SeenDifference }) => {
  const text = page.text.reconciliation
  const format = formatOf(page.locale, page.timeZone)
  const { code, subject, accountId, accountName, expected, found, firstSeenAt } = difference
  return (
    <tr>
      <RowHead>
        <div>
          <p>{text.codes[code]}</p>
          <p class="font-mono text-xs font-normal text-ink-3 [overflow-wrap:anywhere]">{code}</p>
        </div>
      </RowHead>
      <Cell label={text.account} class="[overflow-wrap:anywhere]">
        <div>
          <p>{accountName}</p>
          <p class="font-mono text-xs text-ink-3">
            <a class="hover:text-accent hover:underline" href={`${href(consolePages.calls)}?account=${accountId}`}>
              {accountId}
            </a>
          </p>
        </div>
      </Cell>
      <Cell label={text.about} class="[overflow-wrap:anywhere]">
        <span class="font-mono text-xs">{subject}</span>
      </Cell>
      <Cell label={text.expected} number>
        {format.number(expected)}
      </Cell>
      <Cell label={text.found} number class="text-bad">
        {format.number(found)}
      </Cell>
      <Cell label={text.firstSeen(format.zone)} class="sm:whitespace-nowrap">
        <Moment page={page} at={firstSeenAt} />
      </Cell>
    </tr>
  )
}

/** Whether the books of all accounts agree, and where they do not. */
export const ReconciliationPage = ({ page, run, list, cursor }: Props) => {
  const text = page.text.reconciliation
  const at = href(consolePages.reconciliation)
  const { zone } = formatOf(page.locale, page.timeZone)
  return (
    <ConsolePage page={page} title={text.title} place="reconciliation">
      <h1>{text.title}</h1>
      <p class="mt-1 max-w-text text-ink-2">{text.lead}</p>
      <section class="mt-6 max-w-text" aria-labelledby="run-title">
        <h2 class="mb-3" id="run-title">
          {text.last}
        </h2>
        {run ? <LastRun page={page} run={run} /> : <p class="text-sm text-ink-3">{text.never}</p>}
        <Form page={page} action={href(consolePages.reconciling)} class="mt-4" label={text.compare}>
          <Button kind="plain">{run && run.finishedAt === null ? text.goOn : text.compare}</Button>
        </Form>
      </section>
      <section class="mt-9" aria-labelledby="differences-title">
        <h2 class="mb-3" id="differences-title">
          {text.differences}
        </h2>
        {list.items.length === 0 ? (
          <Empty title={text.none}>{run ? text.noneNote : text.neverNote}</Empty>
        ) : (
          <Table
            cards
            caption={text.differences}
            columns={[
              { name: text.what },
              { name: text.account },
              { name: text.about },
              { name: text.expected, number: true },
              { name: text.found, number: true },
              { name: text.firstSeen(zone) },
            ]}
          >
            {list.items.map((difference) => (
              <Row page={page} difference={difference} />
            ))}
          </Table>
        )}
        {list.items.some(({ code }) => /^(daily|totals)\./.test(code)) && (
          <p class="mt-4">
            <LinkButton kind="plain" href={href(consolePages.repair)}>
              {text.repair.title}
            </LinkButton>
          </p>
        )}
        <Pager page={page} action={at} query={{}} cursor={cursor} next={list.next} />
      </section>
    </ConsolePage>
  )
}
