import { KEY_QUOTA_NAME } from './decide.ts'
import type { Decision, MeterCode } from './decision.ts'
import { type AdmitRequest, type CallRecord, type LimitBefore, type Trail, UNDER_WAY } from './face.ts'
import { isAdmitted } from './rollup.ts'

/** The codes of what counts nothing, with the check that each belongs to: in the order of the checks. */
const CHECK_OF = {
  KEY_NOT_FOUND: 'key_known',
  KEY_REVOKED: 'key_status',
  KEY_DISABLED: 'key_status',
  KEY_EXPIRED: 'key_expiry',
  ACCOUNT_SUSPENDED: 'account_status',
  ACCOUNT_UNVERIFIED: 'verified',
  PAYMENT_REQUIRED: 'payment',
  IP_FORBIDDEN: 'ip',
  INSUFFICIENT_SCOPE: 'scope',
} as const satisfies Record<
  Exclude<MeterCode, 'VALID' | 'RATE_LIMITED' | 'SPENDING_LIMIT' | 'QUOTA_EXCEEDED' | 'METER_UNAVAILABLE'>,
  string
>

/** A check that counts nothing. */
export type StandingCheck = (typeof CHECK_OF)[keyof typeof CHECK_OF]
export const STANDING = [...new Set(Object.values(CHECK_OF))]

export type CheckResult = 'passed' | 'refused' | 'not_reached'

/** One check of a call's decision. Those behind the first refusal were not reached. */
export type Check =
  | { check: StandingCheck; result: CheckResult }
  | {
      check: 'rate_limit' | 'quota'
      result: CheckResult
      name: string
      /** Whose limit it is. */
      of: 'key' | 'account'
      limit: number
      /** Of a rate limit. */
      windowSeconds: number | null
      /** Calls, or credits of a quota, that were left before the call, and after its decision. */
      before: number
      after: number
    }

/** What a decision looked at, kept with the call's record. The first `ofKey` limits are the key's own rate limits. */
export function trailOf({ code, limits }: Decision, { credits, scopes }: AdmitRequest, ofKey: number): Trail {
  const before = limits.map(({ name, quota, remaining, window_seconds: window }, i): LimitBefore => {
    const left = code === 'VALID' ? remaining + (window === null ? credits : 1) : remaining
    if (window === null) return [name, quota, left]
    return i < ofKey ? [name, quota, left, window, 1] : [name, quota, left, window]
  })
  return scopes.length === 0 ? [credits, before] : [credits, before, scopes]
}

/** The decision's code of a record. */
export const codeOf = ({ outcome }: Pick<CallRecord, 'outcome'>): string =>
  isAdmitted(outcome) || outcome === UNDER_WAY ? 'VALID' : outcome

/**
 * Every check of a call in its order, from what was kept of its decision. A record of before trails were kept says nothing
 * of limits, and of a code that is no check's nothing is known.
 */
export function explain(call: Pick<CallRecord, 'outcome' | 'trail'>): Check[] {
  const code = codeOf(call)
  const [asked, limits] = call.trail ?? [0, []]
  const refusing = Object.hasOwn(CHECK_OF, code) ? CHECK_OF[code as keyof typeof CHECK_OF] : null
  const counted = ['VALID', 'RATE_LIMITED', 'SPENDING_LIMIT', 'QUOTA_EXCEEDED'].includes(code)
  let over = !counted && refusing === null
  const resultOf = (refuses: boolean): CheckResult => {
    if (over) return 'not_reached'
    over = refuses
    return refuses ? 'refused' : 'passed'
  }
  const standing = STANDING.map((check): Check => ({ check, result: resultOf(check === refusing) }))
  const counting = limits.map(([name, limit, before, window, ofKey]): Check => {
    const price = window === undefined ? asked : 1
    const result = resultOf(before < price)
    return {
      check: window === undefined ? 'quota' : 'rate_limit',
      result,
      name,
      of: ofKey === 1 || name === KEY_QUOTA_NAME ? 'key' : 'account',
      limit,
      windowSeconds: window ?? null,
      before,
      after: code === 'VALID' ? before - price : before,
    }
  })
  return [...standing, ...counting]
}
