import { consolePages, href } from '../../../src/app/routes.ts'
import type { CurrencyRevenue } from '../../../src/domain/billing/revenue.ts'
import type { PageInfo } from '../../page.ts'
import { ShareBar } from '../../site/usage/share-bar.tsx'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'

interface Props {
  page: PageInfo
  revenue: CurrencyRevenue
}

const NONE = <span class="text-ink-3">–</span>
const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)

/** Plans that accounts have or were billed for, each version by itself. */
export const Plans = ({ page, revenue }: Props) => {
  const text = page.text.revenue
  const format = formatOf(page.locale)
  const money = (minor: number) => format.money(minor, revenue.currency)
  return (
    <section aria-labelledby={`in-${revenue.currency} plans-${revenue.currency}`}>
      <h3 class="mb-2" id={`plans-${revenue.currency}`}>
        {text.byPlan}
      </h3>
      <Table
        cards
        caption={`${text.byPlan}, ${revenue.currency}`}
        columns={[
          { name: text.plan, class: 'w-full' },
          { name: text.price, number: true },
          { name: text.accounts, number: true },
          { name: text.trials, number: true },
          { name: text.recurring, number: true },
          { name: text.billedName, number: true },
        ]}
      >
        {revenue.plans.map((plan) => {
          const recurring = plan.priceMinor * plan.accounts
          return (
            <tr>
              <RowHead>
                <div class="min-w-0 grow">
                  {plan.name} <span class="font-normal whitespace-nowrap text-ink-3">{text.version(plan.version)}</span>
                  <ShareBar share={share(recurring, revenue.recurringMinor)} />
                </div>
              </RowHead>
              <Cell label={text.price} number>
                {money(plan.priceMinor)}
              </Cell>
              <Cell label={text.accounts} number>
                {format.number(plan.accounts)}
              </Cell>
              <Cell label={text.trials} number>
                {plan.trials === 0 ? NONE : format.number(plan.trials)}
              </Cell>
              <Cell label={text.recurring} number>
                {money(recurring)}
              </Cell>
              <Cell label={text.billedName} number>
                {plan.billedMinor === 0 ? NONE : money(plan.billedMinor)}
              </Cell>
            </tr>
          )
        })}
      </Table>
      <p class="mt-2 max-w-text text-sm text-ink-3">{text.planNote}</p>
    </section>
  )
}

/** What is owed, by how long ago it was due. */
export const Ageing = ({ page, revenue }: Props) => {
  const text = page.text.revenue
  const format = formatOf(page.locale)
  const bills = revenue.ageing.reduce((sum, one) => sum + one.bills, 0)
  const cells = (count: number, minor: number) => (
    <>
      <Cell number>{count === 0 ? NONE : format.number(count)}</Cell>
      <Cell number>{count === 0 ? NONE : format.money(minor, revenue.currency)}</Cell>
    </>
  )
  return (
    <section class="min-w-0" aria-labelledby={`in-${revenue.currency} ageing-${revenue.currency}`}>
      <h3 class="mb-2" id={`ageing-${revenue.currency}`}>
        {text.ageing}
      </h3>
      <Table
        caption={`${text.ageing}, ${revenue.currency}`}
        columns={[
          { name: text.age, class: 'w-full' },
          { name: text.billsName, number: true },
          { name: text.owed, number: true },
        ]}
      >
        {revenue.ageing.map(({ age, bills, owedMinor }) => (
          <tr>
            <RowHead class="font-normal">
              {text.ages[age]}
              <ShareBar
                share={share(owedMinor, revenue.owedMinor)}
                fill={age === 'not_due' ? 'fill-bar' : 'fill-bad'}
              />
            </RowHead>
            {cells(bills, owedMinor)}
          </tr>
        ))}
        <tr>
          <RowHead>{text.total}</RowHead>
          {cells(bills, revenue.owedMinor)}
        </tr>
      </Table>
    </section>
  )
}

/** The accounts that were billed most. */
export const Top = ({ page, revenue }: Props) => {
  const text = page.text.revenue
  const format = formatOf(page.locale)
  const title = text.top(revenue.months.length)
  const most = revenue.top[0]?.billedMinor ?? 0
  return (
    <section class="min-w-0" aria-labelledby={`in-${revenue.currency} top-${revenue.currency}`}>
      <h3 class="mb-2" id={`top-${revenue.currency}`}>
        {title}
      </h3>
      {revenue.top.length === 0 ? (
        <p class="border-y border-line py-4 text-sm text-ink-3">{text.noTop}</p>
      ) : (
        <Table
          caption={`${title}, ${revenue.currency}`}
          columns={[
            { name: text.account, class: 'w-full' },
            { name: text.billsName, number: true },
            { name: text.billedName, number: true },
          ]}
        >
          {revenue.top.map(({ accountId, name, bills, billedMinor }) => (
            <tr>
              <RowHead class="w-full max-w-0 font-normal">
                <a
                  class="block truncate text-accent hover:underline"
                  title={name || accountId}
                  href={`${href(consolePages.bills)}?${new URLSearchParams({ account: accountId })}`}
                >
                  {name || accountId}
                </a>
                <ShareBar share={share(billedMinor, most)} />
              </RowHead>
              <Cell number>{format.number(bills)}</Cell>
              <Cell number>{format.money(billedMinor, revenue.currency)}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}
