import { hourOf, type Period, type PeriodKind, periodAt } from '../periods.ts'
import { isCredits } from './credits.ts'
import {
  type AccountSnapshot,
  type AdmittedCall,
  type CallRecord,
  type EndedCall,
  type KeyRateLimit,
  type KeySnapshot,
  type MeterView,
  type RefusalCount,
  type Settlement,
  type Trail,
  UNDER_WAY,
} from './face.ts'
import { PHASE, phaseCounterAt, planAt } from './phases.ts'

/** A rate window: half-open from its first call. */
export interface Window {
  start: number
  end: number
  used: number
}

/** A call that was admitted and has not ended: all that its record needs, and the key's counters that it was charged to. */
export interface OpenCall {
  id: string
  at: number
  keyId: string
  routeId: string
  method: string
  path: string
  address: string
  credits: number
  trail?: Trail
  /** Names of the counters that hold its credits. */
  counters: string[]
  timeoutMs: number
  /** When it counts as unknown, UTC ms. */
  deadline: number
}

/** Everything that an account's decisions depend on. Changed by `charge` and `end` alone. */
export interface MeterState {
  /** The latest instant stamped here: the object's clock never steps back behind it. */
  at: number
  account: AccountSnapshot | null
  /** By hash. */
  keys: Map<string, KeySnapshot>
  /** Credits by counter name: `account/month/2026-11`, `key_…/day/2026-11-20`. */
  counters: Map<string, number>
  /** By `account/<name>` or `key_…/<name>`. */
  windows: Map<string, Window>
  /** By call id. */
  open: Map<string, OpenCall>
}

export const emptyState = (): MeterState => ({
  at: 0,
  account: null,
  keys: new Map(),
  counters: new Map(),
  windows: new Map(),
  open: new Map(),
})

/** How long after its own timeout an unsettled call counts as unknown. */
export const UNSETTLED_GRACE_MS = 60_000

export const ACCOUNT = 'account'
export const counterName = (owner: string, kind: PeriodKind, now: number): string =>
  `${owner}/${kind}/${currentPeriod(kind, now).name}`

const current = new Map<PeriodKind, Period>()

/** The period that holds `now`, remembered until it is over: the calendar costs more than the rest of a decision. */
export function currentPeriod(kind: PeriodKind, now: number): Period {
  const known = current.get(kind)
  if (known && now >= known.start && (known.end === null || now < known.end)) return known
  const period = periodAt(kind, now)
  current.set(kind, period)
  return period
}

/**
 * Counters that a call of this key is charged to: the account's and the key's month, those of their other quotas, and that
 * of a phase that began within the month. A quota by another period counts from when it is set.
 */
export function countersOf(key: KeySnapshot, account: AccountSnapshot, now: number): string[] {
  const names = [counterName(ACCOUNT, 'month', now), counterName(key.id, 'month', now)]
  if (key.quota && key.quota.period !== 'month') names.push(counterName(key.id, key.quota.period, now))
  for (const { period } of planAt(account, now).quotas ?? []) names.push(counterName(ACCOUNT, period, now))
  const ofPhase = phaseCounterAt(account, currentPeriod('month', now), now)
  if (ofPhase) names.push(ofPhase)
  return names
}

/** The key's own rate limits that a call on a route meets. */
export const keyRatesOf = ({ rateLimits }: Pick<KeySnapshot, 'rateLimits'>, routeId: string): KeyRateLimit[] =>
  rateLimits.filter(({ route }) => route === undefined || route === routeId)

/** What changed, so that a checkpoint writes that alone. */
export interface Touched {
  counters: Set<string>
  windows: Set<string>
}
export const nothingTouched = (): Touched => ({ counters: new Set(), windows: new Set() })

/** Charges an admitted call and opens it. The one place where credits and windows grow. */
export function charge(state: MeterState, call: AdmittedCall, now: number, touched: Touched): OpenCall {
  const { account } = state
  const key = state.keys.get(call.keyHash)
  if (!account || !key) throw new Error('a call was charged to a key that the meter does not know')
  state.at = Math.max(state.at, now)
  const counters = countersOf(key, account, now)
  for (const name of counters) {
    state.counters.set(name, (state.counters.get(name) ?? 0) + call.credits)
    touched.counters.add(name)
  }
  const ofKey = keyRatesOf(key, call.routeId)
  for (const [owner, limits] of [[ACCOUNT, planAt(account, now).rateLimits] as const, [key.id, ofKey] as const]) {
    for (const limit of limits) {
      const name = `${owner}/${limit.name}`
      const window = state.windows.get(name)
      if (window && now < window.end) window.used += 1
      else state.windows.set(name, { start: now, end: now + limit.window_seconds * 1000, used: 1 })
      touched.windows.add(name)
    }
  }
  const open: OpenCall = {
    id: call.id,
    at: now,
    keyId: key.id,
    routeId: call.routeId,
    method: call.method,
    path: call.path,
    address: call.address,
    credits: call.credits,
    counters,
    timeoutMs: call.timeoutMs,
    deadline: now + call.timeoutMs + UNSETTLED_GRACE_MS,
  }
  if (call.trail) open.trail = call.trail
  state.open.set(call.id, open)
  return open
}

/**
 * Ends an open call. What it costs in the end takes the place of what it was admitted for, in the periods of its admission;
 * a refund takes all of it back. Null when it was not open.
 */
export function end(
  state: MeterState,
  settlement: Settlement | EndedCall,
  now: number,
  touched: Touched,
): EndedCall | null {
  const call = state.open.get(settlement.id)
  if (!call) return null
  state.open.delete(settlement.id)
  state.at = Math.max(state.at, now)
  const credits = finalCredits(settlement, call.credits)
  if (credits !== call.credits) {
    for (const name of call.counters) {
      state.counters.set(name, (state.counters.get(name) ?? 0) - call.credits + credits)
      touched.counters.add(name)
    }
  }
  const { id, at, keyId, routeId, method, path, address } = call
  const { outcome, status, ms, bytes, refund } = settlement
  const ended: EndedCall = {
    id,
    at,
    keyId,
    routeId,
    method,
    path,
    address,
    outcome,
    status,
    ms,
    bytes,
    credits,
    refund,
  }
  // Sent by a gateway of before it was measured, a settlement has none.
  if (typeof settlement.upstreamMs === 'number') ended.upstreamMs = settlement.upstreamMs
  if (call.trail) ended.trail = call.trail
  return ended
}

/** A cost that is none, for whatever reason, changes nothing: what was charged stays. */
function finalCredits({ refund, credits }: Settlement | EndedCall, charged: number): number {
  if (refund) return 0
  return isCredits(credits) ? credits : charged
}

/** What is known of a call before it ends. */
export function underWay(call: OpenCall, now: number): CallRecord {
  const { id, at, keyId, routeId, method, path, address, credits, trail } = call
  const record = { id, at, keyId, routeId, method, path, address, outcome: UNDER_WAY, credits }
  return { ...record, status: 0, ms: now - at, bytes: 0, ...(trail ? { trail } : {}) }
}

/** The newest of these calls of each key. */
export function newestOpen(calls: Iterable<OpenCall>): MeterView['lastOpen'] {
  const newest = new Map<string, MeterView['lastOpen'][number]>()
  for (const { id, at, keyId, routeId, method, path, address } of calls) {
    if (at >= (newest.get(keyId)?.at ?? 0)) newest.set(keyId, { id, at, keyId, routeId, method, path, address })
  }
  return [...newest.values()]
}

/** Says that an open call still runs: it has its grace from now on. */
export function renew(state: MeterState, id: string, now: number): boolean {
  const call = state.open.get(id)
  if (!call) return false
  call.deadline = Math.max(call.deadline, now + UNSETTLED_GRACE_MS)
  return true
}

/** Forgets windows and periods that are over. A month's counters stay until the next one is over too. */
export function prune(state: MeterState, now: number): Touched {
  const gone = nothingTouched()
  for (const [name, window] of state.windows) {
    if (window.end <= now) {
      state.windows.delete(name)
      gone.windows.add(name)
    }
  }
  const lastMonth = periodAt('month', periodAt('month', now).start - 1).start
  for (const name of state.counters.keys()) {
    const [owner, kind, period] = name.split('/') as [string, PeriodKind, string]
    if (kind === 'total' || period === periodAt(kind, now).name) continue
    if (kind === 'month' && (owner === ACCOUNT || owner === PHASE) && period === periodAt('month', lastMonth).name)
      continue
    state.counters.delete(name)
    gone.counters.add(name)
  }
  return gone
}

/** Refusals counted by hour, key, route and code. */
export function countRefusal(
  counts: Map<string, RefusalCount>,
  refusal: Omit<RefusalCount, 'count' | 'hour'>,
  now: number,
): void {
  const hour = hourOf(now)
  const name = `${hour}/${refusal.keyId}/${refusal.routeId}/${refusal.code}`
  const count = counts.get(name)
  if (count) count.count += 1
  else counts.set(name, { hour, ...refusal, count: 1 })
}
