import type { KeyRateLimit, Quota, RateLimit } from '../metering/face.ts'

/** A limit that a call of a key meets: the key's own, or that of its account's plan. A quota counts credits, a rate calls. */
export interface KeyLimit {
  of: 'key' | 'plan'
  rate: KeyRateLimit | null
  quota: Quota | null
  /** Of several of its kind the one that a steady stream of calls meets first, on whichever route. */
  tightest: boolean
}

const DAYS = { day: 1, week: 7, month: 31, total: Number.POSITIVE_INFINITY }

const pace = ({ rate, quota }: KeyLimit): number =>
  rate ? rate.limit / rate.window_seconds : quota ? quota.limit / DAYS[quota.period] : Number.POSITIVE_INFINITY

/** Everything that limits a key: every call must pass all of it, so that no key exceeds its account. */
export function limitsOf(
  key: { rateLimits: KeyRateLimit[]; quota: Quota | null },
  plan: { rateLimits: RateLimit[]; includedCredits: number | null; quotas: Quota[] },
): KeyLimit[] {
  const limit = (of: KeyLimit['of'], rate: KeyRateLimit | null, quota: Quota | null): KeyLimit => ({
    of,
    rate,
    quota,
    tightest: false,
  })
  const rates = [
    ...key.rateLimits.map((rate) => limit('key', rate, null)),
    ...plan.rateLimits.map((rate) => limit('plan', rate, null)),
  ]
  const quotas = [
    ...(key.quota ? [limit('key', null, key.quota)] : []),
    ...(plan.includedCredits === null ? [] : [limit('plan', null, { limit: plan.includedCredits, period: 'month' })]),
    ...plan.quotas.map((quota) => limit('plan', null, quota)),
  ]
  return [rates, quotas].flatMap((kind) => {
    const everywhere = kind.filter(({ rate }) => rate?.route === undefined)
    const least = Math.min(...everywhere.map(pace))
    const first = everywhere.find((one) => pace(one) === least)
    return kind.map((one) => ({ ...one, tightest: everywhere.length > 1 && one === first }))
  })
}
