import type { MonthBill } from '../../../src/domain/subscriptions/month.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { planWords } from './words.ts'

/** The running month as a bill would have it, had it ended now. */
export const MonthSoFar = ({ page, month }: { page: PageInfo; month: MonthBill }) => {
  const text = page.text.billing.month
  const format = formatOf(page.locale, page.timeZone)
  const words = planWords(page)
  const money = (minor: number) => format.money(minor, month.currency)
  const at = (ms: number, shown = `${format.day(ms)}, ${format.hour(ms)}`) => (
    <Time page={page} at={ms}>
      {shown}
    </Time>
  )
  const isFree = month.parts.every(({ trial, plan }) => trial || plan.priceMinor === 0) && month.overage.length === 0
  return (
    <section class="min-w-0" aria-labelledby="month-title">
      <h2 class="mb-2" id="month-title">
        {text.title(formatOf(page.locale).month(month.start))}
      </h2>
      <Table
        cards
        caption={text.title(formatOf(page.locale).month(month.start))}
        columns={[
          { name: text.what, class: 'w-1/2' },
          { name: text.from(format.zone) },
          { name: text.to(format.zone) },
          { name: text.amount, number: true },
        ]}
      >
        {month.parts.map(({ plan, trial, startsAt, endsAt, amountMinor }, i) => (
          <tr>
            <RowHead class="!font-normal">
              {trial
                ? text.trial(plan.name)
                : plan.priceMinor === 0
                  ? text.basePlain(plan.name)
                  : text.base(plan.name, format.money(plan.priceMinor, plan.currency))}
            </RowHead>
            <Cell label={text.from(format.zone)} class="whitespace-nowrap">
              {at(startsAt)}
            </Cell>
            <Cell label={text.to(format.zone)} class="whitespace-nowrap">
              {i === month.parts.length - 1 ? at(endsAt, text.now) : at(endsAt)}
            </Cell>
            <Cell label={text.amount} number>
              {money(amountMinor)}
            </Cell>
          </tr>
        ))}
        {month.overage.flatMap(({ plan, tiers }) =>
          tiers.map(({ tier, credits, amountMinor }) => (
            <tr>
              <RowHead class="!font-normal">
                {text.overage(plan.name, words.credits(credits), words.tierPrice(tier, plan.currency))}
              </RowHead>
              <Cell />
              <Cell />
              <Cell label={text.amount} number>
                {money(amountMinor)}
              </Cell>
            </tr>
          )),
        )}
        <tr>
          <RowHead>{text.sum}</RowHead>
          <Cell />
          <Cell />
          <Cell label={text.amount} number class="font-semibold">
            <span data-testid="sum">{money(month.soFar.sumMinor)}</span>
          </Cell>
        </tr>
      </Table>
      <p class="mt-3 max-w-text text-sm text-ink-3">
        {isFree && month.forecast.sumMinor === 0 ? text.free : text.note(format.moment(month.end))}
      </p>
    </section>
  )
}
