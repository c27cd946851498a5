import { isWithin } from '../keys/addresses.ts'
import { PERIOD_KINDS, type PeriodKind } from '../periods.ts'
import type { Decision, LimitState, MeterCode } from './decision.ts'
import type { AccountSnapshot, AdmitRequest, KeySnapshot, PlanSnapshot, Quota, RateLimit } from './face.ts'
import { creditsUnderCap, planAt, useOfMonth } from './phases.ts'
import { ACCOUNT, counterName, currentPeriod, keyRatesOf, type MeterState } from './state.ts'

/** The name under which the account's own credits stand in the rate headers. */
export const QUOTA_NAME = 'quota'
export const KEY_QUOTA_NAME = 'key-quota'
/** The name of the account's own cap on its overage. */
export const SPENDING_NAME = 'spending'
/** The name of an account's quota by its period: that of the month is plain. */
export const quotaName = (period: PeriodKind): string => (period === 'month' ? QUOTA_NAME : `${QUOTA_NAME}-${period}`)
/** Names that no rate limit may have. */
export const RESERVED_NAMES = [QUOTA_NAME, KEY_QUOTA_NAME, SPENDING_NAME, ...PERIOD_KINDS.map(quotaName)]

/**
 * Whether a call may pass, without changing anything: key known, key status, expiry, account status, payment, address, scope,
 * rate limits, key quota, spending limit, account quota. The first refusal wins, and nothing is spent by a refusal.
 * `limits` stand as they will be after the call when it is VALID, else as they are.
 */
export function decide(state: MeterState, call: AdmitRequest, now: number): Decision {
  const { account } = state
  const key = state.keys.get(call.keyHash)
  const decision: Decision = {
    code: 'VALID',
    at: now,
    keyId: null,
    accountId: null,
    plan: null,
    limits: [],
    refusedBy: null,
  }
  if (!account) return { ...decision, code: 'METER_UNAVAILABLE' }
  if (!key) return { ...decision, code: 'KEY_NOT_FOUND' }
  decision.keyId = key.id
  decision.accountId = account.id
  decision.plan = planAt(account, now).key
  if (call.describe) decision.key = { name: key.name, scopes: key.scopes, expiresAt: key.expiresAt }

  const limits = limitsOf(state, key, call.routeId, now)
  decision.limits = limits.map((limit) => limit.state)
  const refusal = standing(key, account, call, now)
  if (refusal) return { ...decision, code: refusal }
  const full = limits.findIndex((limit) => limit.state.remaining < limit.price(call.credits))
  if (full >= 0) {
    return { ...decision, code: codeOfFull((limits[full] as Limit).state), refusedBy: full }
  }
  for (const limit of limits) limit.state.remaining -= limit.price(call.credits)
  return decision
}

/** The checks that count nothing. */
function standing(key: KeySnapshot, account: AccountSnapshot, call: AdmitRequest, now: number): MeterCode | null {
  if (key.status === 'revoked') return 'KEY_REVOKED'
  if (key.status === 'disabled') return 'KEY_DISABLED'
  if (key.expiresAt !== null && now >= key.expiresAt) return 'KEY_EXPIRED'
  if (account.status === 'suspended') return 'ACCOUNT_SUSPENDED'
  if (call.requireVerified && !account.verified) return 'ACCOUNT_UNVERIFIED'
  if (account.paymentRequired) return 'PAYMENT_REQUIRED'
  if (key.allowedIps.length > 0 && !isWithin(call.address, key.allowedIps)) return 'IP_FORBIDDEN'
  if (!call.scopes.every((scope) => key.scopes.includes(scope))) return 'INSUFFICIENT_SCOPE'
  return null
}

function codeOfFull({ name, window_seconds }: LimitState): MeterCode {
  if (window_seconds !== null) return 'RATE_LIMITED'
  return name === SPENDING_NAME ? 'SPENDING_LIMIT' : 'QUOTA_EXCEEDED'
}

interface Limit {
  state: LimitState
  /** What one call takes from it: a rate limit counts calls, a quota credits. */
  price: (credits: number) => number
}

/** Every limit that a key's call on a route meets, in the order of the checks: rate limits, key quota, spending, account quotas. */
function limitsOf(state: MeterState, key: KeySnapshot, routeId: string, now: number): Limit[] {
  const { account } = state
  if (!account) return []
  const limits: Limit[] = []
  const plan = planAt(account, now)
  for (const limit of keyRatesOf(key, routeId)) limits.push(rateLimit(state, key.id, limit, now))
  for (const limit of plan.rateLimits) limits.push(rateLimit(state, ACCOUNT, limit, now))
  if (key.quota) limits.push(quota(state, KEY_QUOTA_NAME, key.id, key.quota.period, key.quota.limit, now))
  const cap = spendingLimit(state, account, now)
  if (cap !== null) limits.push(quota(state, SPENDING_NAME, ACCOUNT, 'month', cap, now))
  for (const { period, limit } of stopsOf(plan)) {
    limits.push(quota(state, quotaName(period), ACCOUNT, period, limit, now))
  }
  return limits
}

/** Every quota of a plan: that of its month first. */
export const accountQuotas = ({ includedCredits, quotas = [] }: PlanSnapshot): Quota[] =>
  includedCredits === null ? quotas : [{ limit: includedCredits, period: 'month' }, ...quotas]

/** Those at which calls stop. */
const stopsOf = (plan: PlanSnapshot): Quota[] => (plan.overage ? (plan.quotas ?? []) : accountQuotas(plan))

/** Credits of the month that an account's own cap lets it have; null without one, and where nothing costs more. */
function spendingLimit({ counters }: MeterState, account: AccountSnapshot, now: number): number | null {
  const { spendingCapMinor: cap = null } = account
  if (cap === null || !planAt(account, now).overage) return null
  const month = currentPeriod('month', now)
  const used = counters.get(counterName(ACCOUNT, 'month', now)) ?? 0
  return creditsUnderCap(
    useOfMonth(account, month, now, used, (name) => counters.get(name) ?? 0),
    cap,
  )
}

function rateLimit(state: MeterState, owner: string, limit: RateLimit, now: number): Limit {
  const window = state.windows.get(`${owner}/${limit.name}`)
  const open = window && now < window.end ? window : null
  return {
    state: {
      name: limit.name,
      quota: limit.limit,
      remaining: Math.max(0, limit.limit - (open?.used ?? 0)),
      reset_seconds: open ? Math.ceil((open.end - now) / 1000) : limit.window_seconds,
      window_seconds: limit.window_seconds,
    },
    price: () => 1,
  }
}

function quota(state: MeterState, name: string, owner: string, kind: PeriodKind, limit: number, now: number): Limit {
  const used = state.counters.get(counterName(owner, kind, now)) ?? 0
  const { end } = currentPeriod(kind, now)
  return {
    state: {
      name,
      quota: limit,
      remaining: Math.max(0, limit - used),
      reset_seconds: end === null ? null : Math.ceil((end - now) / 1000),
      window_seconds: null,
    },
    price: (credits) => credits,
  }
}
