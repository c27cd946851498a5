import { KEY_QUOTA_NAME, quotaName } from '../../src/domain/metering/decide.ts'
import type { CallRecord, RateLimit } from '../../src/domain/metering/face.ts'
import { PERIOD_KINDS, type PeriodKind, periodAt } from '../../src/domain/periods.ts'
import type { Schedule } from './schedule.ts'

type KeyPeriods = ReadonlyMap<string, PeriodKind | undefined>

/** Every limit that more was taken from than it holds. `keyIds` are those of the schedule's keys, in their order. */
export function againstLimits(
  admitted: readonly CallRecord[],
  keyIds: readonly string[],
  { keys }: Schedule['accounts'][number],
  plans: Schedule['plans'],
): string[] {
  const periods: KeyPeriods = new Map(keys.map(({ quota }, k) => [keyIds[k] ?? '', quota?.period]))
  const ofKeys = keys.flatMap(({ rateLimits }, k) =>
    rateLimits.flatMap((limit) => {
      const ofKey = admitted.filter(({ keyId }) => keyId === keyIds[k])
      const met = ofKey.filter(({ routeId }) => limit.route === undefined || limit.route === routeId)
      return againstWindows(met, `key ${k}'s ${limit.name}`, limit)
    }),
  )
  // Whichever plan was in force: of limits of one name the largest.
  const largest = plans.flatMap(({ rateLimits }) => rateLimits).sort((a, b) => a.limit - b.limit)
  const ofAccount = [...new Map(largest.map((limit) => [limit.name, limit])).values()].flatMap((limit) => {
    const met = admitted.filter(({ trail }) => trail?.[1].some(([name, , , window]) => name === limit.name && window))
    return againstWindows(met, `the account's ${limit.name}`, limit)
  })
  return [...againstQuotas(admitted, periods), ...ofKeys, ...ofAccount]
}

/**
 * Of each call its limits had enough left, and in no period is more spent than the largest of its quotas, but by answers
 * that cost more than was held for them. `periods`: of the keys' quotas.
 */
function againstQuotas(admitted: readonly CallRecord[], periods: KeyPeriods): string[] {
  const wrong: string[] = []
  const spent = new Map<string, { credits: number; quota: number; over: number }>()
  for (const { id, at, keyId, credits, trail } of admitted) {
    const [held, limits] = trail ?? [0, []]
    for (const [name, quota, left, window] of limits) {
      const price = window === undefined ? held : 1
      if (left < price) wrong.push(`${id} took ${price} of ${name} where ${left} were left`)
      if (window !== undefined) continue
      const isOfKey = name === KEY_QUOTA_NAME
      const kind = isOfKey ? periods.get(keyId) : PERIOD_KINDS.find((period) => quotaName(period) === name)
      const period = `${isOfKey ? keyId : 'account'}/${periodAt(kind ?? 'month', at).name}`
      const sum = spent.get(period) ?? { credits: 0, quota: 0, over: 0 }
      sum.credits += credits
      sum.quota = Math.max(sum.quota, quota)
      sum.over += Math.max(0, credits - held)
      spent.set(period, sum)
    }
  }
  for (const [period, { credits, quota, over }] of spent)
    if (credits > quota + over) wrong.push(`${period} spent ${credits} of ${quota}, ${over} of them unforeseen`)
  return wrong
}

/** No window of a rate limit holds more calls than it may. It opens with the first call that finds none open. */
function againstWindows(
  calls: readonly CallRecord[],
  name: string,
  { limit, window_seconds: seconds }: RateLimit,
): string[] {
  let [end, used, most] = [0, 0, 0]
  for (const { at } of [...calls].sort((a, b) => a.at - b.at)) {
    if (at >= end) [end, used] = [at + seconds * 1000, 0]
    used += 1
    most = Math.max(most, used)
  }
  return most > limit ? [`${most} calls in one window of ${name} of ${limit}`] : []
}
