import type { Child } from 'hono/jsx'
import type { Subscription } from '../../../src/domain/subscriptions/subscriptions.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Progress } from '../../ui/progress.tsx'
import { planWords } from './words.ts'

const Figure = ({ name, note, children }: { name: string; note: string; children: Child }) => (
  <div class="min-w-0 border-line py-4 max-sm:border-t max-sm:first:border-t-0 max-sm:[&:nth-child(2)]:border-t-0 sm:border-l sm:pl-6 sm:first:border-l-0 sm:first:pl-0">
    <dt class="text-sm text-ink-3">{name}</dt>
    <dd>
      <p class="text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">{children}</p>
      <p class="mt-1 text-sm text-ink-2">{note}</p>
    </dd>
  </div>
)

/** Which plan, what it came to so far and may come to, and how much of it is used. */
export const Figures = ({ page, subscription }: { page: PageInfo; subscription: Subscription }) => {
  const text = page.text.billing
  const format = formatOf(page.locale)
  const { plan, month } = subscription
  const money = (minor: number) => format.money(minor, month.currency)
  const { included, used } = month
  // Beyond what is included calls go on where they are paid for: then nothing comes to an end.
  const isStopped = included !== null && (plan.overage === null || subscription.trialEndsAt !== null)
  return (
    <dl class="grid grid-cols-2 gap-x-6 border-y border-line lg:grid-cols-4">
      <Figure name={text.plan} note={plan.priceMinor === 0 ? text.noPrice : planWords(page).price(plan)}>
        <span data-testid="plan">{plan.name}</span>
      </Figure>
      <Figure name={text.soFar} note={text.beforeTax}>
        {money(month.soFar.sumMinor)}
      </Figure>
      <Figure name={text.forecast} note={text.atPace}>
        <span data-testid="forecast">{money(month.forecast.sumMinor)}</span>
      </Figure>
      <Figure name={text.used} note={included === null ? text.noEnd : text.ofIncluded(format.number(included))}>
        {format.number(used)}
        {isStopped && <Progress share={included === 0 ? 1 : used / included} />}
      </Figure>
    </dl>
  )
}
