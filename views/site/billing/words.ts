import type { OverageTier } from '../../../src/domain/billing/overage.ts'
import type { Plan } from '../../../src/domain/plans/plan.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'

/** A plan's terms in its reader's words. */
export function planWords({ text, locale, timeZone }: PageInfo) {
  const { billing, home, keyFields } = text
  const format = formatOf(locale, timeZone)
  const credits = (count: number) => billing.month.credits(count, format.number(count))
  const tierPrice = ({ price_minor, per }: OverageTier, currency: string) =>
    billing.tier.price(format.money(price_minor, currency), billing.tier.per(per, format.number(per)))
  const tier = (one: OverageTier, currency: string) =>
    one.to === null ? tierPrice(one, currency) : billing.tier.upTo(tierPrice(one, currency), format.number(one.to))
  return {
    credits,
    tierPrice,
    price: ({ priceMinor, currency }: Plan) =>
      priceMinor === 0 ? billing.free : billing.perMonth(format.money(priceMinor, currency)),
    included: ({ includedCredits }: Plan) =>
      includedCredits === null ? billing.noEnd : format.number(includedCredits),
    beyond: ({ includedCredits, overage, currency }: Plan) =>
      includedCredits === null
        ? billing.quote.none
        : overage === null
          ? billing.quote.stops
          : overage.map((one) => tier(one, currency)).join(billing.tier.joint),
    rates: ({ rateLimits }: Plan) =>
      rateLimits.length === 0
        ? home.noRates
        : rateLimits.map(({ limit, window_seconds }) => home.rate(format.number(limit), window_seconds)).join(', '),
    quotas: ({ quotas }: Plan) =>
      quotas.length === 0
        ? billing.quote.none
        : quotas
            .map(({ limit, period }) => keyFields.credits(format.number(limit), keyFields.periods[period]))
            .join(', '),
    most: (count: number | null) => (count === null ? home.noRates : format.number(count)),
  }
}
