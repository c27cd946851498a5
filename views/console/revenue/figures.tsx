import type { CurrencyRevenue } from '../../../src/domain/billing/revenue.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'

interface Props {
  page: PageInfo
  revenue: CurrencyRevenue
}

// Hairlines between the cells, whether they stand in two columns or four.
const PLACE = [
  'border-line py-4',
  'max-lg:border-t max-lg:even:border-l max-lg:even:pl-4 sm:max-lg:even:pl-6',
  'lg:not-first:border-l lg:not-first:pl-6',
].join(' ')

/** A currency in four numbers. */
export const Figures = ({ page, revenue }: Props) => {
  const text = page.text.revenue
  const format = formatOf(page.locale)
  const { recurringMinor, accounts, trials, months, billedMinor, paidMinor, owedMinor, ageing } = revenue
  const money = (minor: number) => format.money(minor, revenue.currency)
  const bills = months.reduce((sum, month) => sum + month.bills, 0)
  const overdue = owedMinor - (ageing.find(({ age }) => age === 'not_due')?.owedMinor ?? 0)
  const figures = [
    { name: text.recurring, minor: recurringMinor, note: text.recurringNote(format.number(accounts), trials) },
    { name: text.billed(months.length), minor: billedMinor, note: text.bills(bills) },
    { name: text.paid(months.length), minor: paidMinor, note: text.paidNote },
    { name: text.owed, minor: owedMinor, note: overdue > 0 ? text.overdue(money(overdue)) : text.noneOverdue },
  ]
  return (
    <dl class="grid grid-cols-2 border-b border-line lg:grid-cols-4 lg:border-t" data-testid="figures">
      {figures.map(({ name, minor, note }) => (
        <div class={PLACE}>
          <dt class="text-sm text-ink-3">{name}</dt>
          <dd>
            <p class="text-xl font-semibold max-sm:text-lg tracking-tight [overflow-wrap:anywhere]">{money(minor)}</p>
            <p class="mt-1 text-sm text-ink-2">{note}</p>
          </dd>
        </div>
      ))}
    </dl>
  )
}
