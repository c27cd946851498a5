import type { CurrencyRevenue } from '../../../src/domain/billing/revenue.ts'
import { MONEY_FILLS, MoneyChart, startOf } from '../../charts/money-chart.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'

/** What was billed and paid in each month: drawn, and as a table behind it. */
export const Months = ({ page, revenue }: { page: PageInfo; revenue: CurrencyRevenue }) => {
  const text = page.text.revenue
  // Months are in UTC, whatever the reader's zone.
  const format = formatOf(page.locale)
  const { currency, months, billedMinor, paidMinor } = revenue
  const money = (minor: number) => format.money(minor, currency)
  const legend = [
    { name: text.billedName, minor: billedMinor },
    { name: text.paidName, minor: paidMinor },
  ]
  return (
    <section aria-labelledby={`in-${currency} months-${currency}`}>
      <h3 class="mb-3" id={`months-${currency}`}>
        {text.byMonth}
      </h3>
      <MoneyChart months={months} currency={currency} text={page.text} format={format} />
      <ul class="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2">
        {legend.map(({ name, minor }, i) => (
          <li class="flex items-center gap-1.5">
            <svg class={`size-2.5 ${MONEY_FILLS[i]}`} viewBox="0 0 10 10" aria-hidden="true">
              <rect width="10" height="10" rx="2" />
            </svg>
            {name} <b class="font-[550] whitespace-nowrap text-ink">{money(minor)}</b>
          </li>
        ))}
        <li class="max-w-text text-ink-3">{text.taxes}</li>
      </ul>
      <details class="text-sm sm:mt-1">
        <summary class="inline-flex min-h-11 items-center text-ink-3 hover:text-ink sm:min-h-7">{text.asTable}</summary>
        <div class="max-w-form pt-2">
          <Table
            caption={`${text.byMonth}, ${currency}`}
            columns={[
              { name: text.month },
              { name: text.billsName, number: true, class: 'max-sm:hidden' },
              { name: text.billedName, number: true },
              { name: text.paidName, number: true },
            ]}
          >
            {months.toReversed().map((month) => (
              <tr>
                <RowHead class="font-normal">{format.month(startOf(month.period))}</RowHead>
                <Cell number class="max-sm:hidden">
                  {format.number(month.bills)}
                </Cell>
                <Cell number>{money(month.billedMinor)}</Cell>
                <Cell number>{money(month.paidMinor)}</Cell>
              </tr>
            ))}
          </Table>
        </div>
      </details>
    </section>
  )
}
