import { consolePages, href } from '../../src/app/routes.ts'
import type { PeriodState } from '../../src/domain/billing/runs.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Form } from '../ui/form.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

const Row = ({ page, state }: { page: PageInfo; state: PeriodState }) => {
  const text = page.text.closing
  const format = formatOf(page.locale, page.timeZone)
  const { period, run, done, left, bills } = state
  const count = bills.reduce((sum, bill) => sum + bill.count, 0)
  return (
    <tr>
      <RowHead class="whitespace-nowrap">{period}</RowHead>
      <Cell label={text.began(format.zone)} class="sm:whitespace-nowrap">
        {run && (
          <div>
            <Time page={page} at={run.startedAt}>
              {`${format.date(run.startedAt)} ${format.time(run.startedAt)}`}
            </Time>
            {run.queuedAt === null && <p class="text-ink-3">{text.queueing(format.number(run.queued))}</p>}
          </div>
        )}
      </Cell>
      <Cell label={text.done} number>
        {format.number(done)}
      </Cell>
      <Cell label={text.left} number class={left > 0 ? 'text-bad' : ''}>
        {format.number(left)}
      </Cell>
      <Cell label={text.bills} number>
        {format.number(count)}
      </Cell>
      <Cell label={text.total} number>
        <div>
          {bills.length === 0
            ? '–'
            : bills.map(({ currency, totalMinor }) => <p>{format.money(totalMinor, currency)}</p>)}
        </div>
      </Cell>
      <Cell class="text-right max-sm:!justify-end">
        {left > 0 && (
          <Form page={page} action={href(consolePages.periodClosing, { period })}>
            <Button kind="quiet" label={text.againNamed(period)}>
              {text.again}
            </Button>
          </Form>
        )}
      </Cell>
    </tr>
  )
}

/** The last months: how far their closing is, and what was billed. */
export const PeriodsPage = ({ page, periods }: { page: PageInfo; periods: PeriodState[] }) => {
  const text = page.text.closing
  const { zone } = formatOf(page.locale, page.timeZone)
  return (
    <ConsolePage page={page} title={text.title} place="periods">
      <h1>{text.title}</h1>
      <p class="mt-1 mb-6 max-w-text text-ink-2">{text.lead}</p>
      {periods.length === 0 ? (
        <Empty title={text.none}>{text.noneNote}</Empty>
      ) : (
        <Table
          cards
          caption={text.title}
          columns={[
            { name: text.month },
            { name: text.began(zone) },
            { name: text.done, number: true },
            { name: text.left, number: true },
            { name: text.bills, number: true },
            { name: text.total, number: true },
            { name: text.act, hidden: true },
          ]}
        >
          {periods.map((state) => (
            <Row page={page} state={state} />
          ))}
        </Table>
      )}
    </ConsolePage>
  )
}
