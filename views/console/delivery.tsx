import { consolePages, href } from '../../src/app/routes.ts'
import type { Delivery } from '../../src/domain/operating/delivery.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Empty } from '../ui/empty.tsx'
import { State } from '../ui/state.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

const seconds = (ms: number) => Math.ceil(ms / 1000)

const Standing = ({ page, delivery }: { page: PageInfo; delivery: Delivery }) => {
  const text = page.text.delivery
  const { backlog, isLate } = delivery
  if (backlog === null) return <State tone="bad">{text.away}</State>
  if (backlog.failures > 0) return <State tone="bad">{text.failing(backlog.failures)}</State>
  return isLate ? <State tone="bad">{text.late}</State> : <State tone="good">{text.fine}</State>
}

/** How far D1 is behind the objects that count. */
export const DeliveryPage = ({ page, deliveries }: { page: PageInfo; deliveries: Delivery[] }) => {
  const text = page.text.delivery
  const format = formatOf(page.locale, page.timeZone)
  return (
    <ConsolePage page={page} title={text.title} place="delivery">
      <h1>{text.title}</h1>
      <p class="mt-1 mb-5 max-w-text text-ink-2">{text.lead}</p>
      {deliveries.length === 0 ? (
        <Empty title={text.none}>{text.noneNote}</Empty>
      ) : (
        <Table
          cards
          caption={text.title}
          columns={[
            { name: page.text.console.account, class: 'w-full' },
            { name: text.standing },
            { name: text.waiting, number: true },
            { name: text.age, number: true },
            { name: `${text.delivered} (${format.zone})` },
          ]}
        >
          {deliveries.map((delivery) => (
            <tr>
              <RowHead class="[overflow-wrap:anywhere]">
                <a
                  class="text-accent hover:underline"
                  href={`${href(consolePages.calls)}?${new URLSearchParams({ account: delivery.accountId })}`}
                >
                  {delivery.accountName || delivery.accountId}
                </a>
              </RowHead>
              <Cell label={text.standing} class="whitespace-nowrap">
                <Standing page={page} delivery={delivery} />
              </Cell>
              <Cell label={text.waiting} number>
                {delivery.backlog ? format.number(delivery.backlog.calls) : '–'}
              </Cell>
              <Cell label={text.age} number class="whitespace-nowrap">
                {delivery.age > 0 ? text.seconds(format.number(seconds(delivery.age))) : '–'}
              </Cell>
              <Cell label={text.delivered} class="whitespace-nowrap">
                <Time page={page} at={delivery.deliveredAt}>
                  {format.moment(delivery.deliveredAt)}
                </Time>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </ConsolePage>
  )
}
