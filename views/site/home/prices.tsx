import { href, site } from '../../../src/app/routes.ts'
import type { Plan } from '../../../src/domain/plans/plan.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'

/** What each plan costs and holds. */
export const Prices = ({ page, plans }: { page: PageInfo; plans: Plan[] }) => {
  const { home } = page.text
  const format = formatOf(page.locale, page.timeZone)
  return (
    <section class="mt-12" aria-labelledby="prices-title">
      <div class="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="prices-title">{home.prices}</h2>
        <a class="text-sm font-[550] text-accent hover:underline" href={href(site.pricing)}>
          {page.text.plans.all}
        </a>
      </div>
      <Table
        cards
        caption={home.prices}
        columns={[
          { name: home.plan },
          { name: home.price, number: true },
          { name: home.included, number: true },
          { name: home.rates, number: true },
        ]}
      >
        {plans.map((plan) => (
          <tr>
            <RowHead>{plan.name}</RowHead>
            <Cell label={home.price} number>
              {plan.priceMinor === 0 ? home.free : format.money(plan.priceMinor, plan.currency)}
            </Cell>
            <Cell label={home.included} number>
              {plan.includedCredits === null ? home.noEnd : format.number(plan.includedCredits)}
            </Cell>
            <Cell label={home.rates} number>
              {plan.rateLimits.length === 0
                ? home.noRates
                : plan.rateLimits.map((rate) => home.rate(format.number(rate.limit), rate.window_seconds)).join(', ')}
            </Cell>
          </tr>
        ))}
      </Table>
    </section>
  )
}
