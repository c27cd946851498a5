import type { OverageTier } from '../billing/overage.ts'
import type { AddressRange } from '../keys/addresses.ts'
import type { LastCall } from '../keys/keys.ts'
import type { PeriodKind } from '../periods.ts'
import type { Decision } from './decision.ts'

/** So many units in a window of so many seconds. The window opens with its first call and is half-open in time. */
export interface RateLimit {
  name: string
  limit: number
  window_seconds: number
}

/** A rate limit of a key. */
export interface KeyRateLimit extends RateLimit {
  /** The id of the only route whose calls it counts; left out, it counts every call. */
  route?: string
}

/** So many credits in a period. */
export interface Quota {
  limit: number
  period: PeriodKind
}

/** What the meter knows of a plan. */
export interface PlanSnapshot {
  key: string
  name: string
  /** Credits a calendar month; null has no end. */
  includedCredits: number | null
  rateLimits: RateLimit[]
  /** Further quotas of the account, one a period. Absent in snapshots of before there were any. */
  quotas?: Quota[]
  /** What credits beyond the included ones cost. Null, or absent in older snapshots: calls stop there. */
  overage?: OverageTier[] | null
}

/** A plan that an account has from an instant on, until its next phase. */
export interface PhaseSnapshot {
  /** UTC ms. */
  from: number
  planId: string
  /** Free of charge: calls stop at the included credits. */
  trial: boolean
  plan: PlanSnapshot
}

/** What the meter knows of an account. */
export interface AccountSnapshot {
  id: string
  tag: string
  /** Grows with every change; an older snapshot never replaces a newer one. */
  revision: number
  status: 'active' | 'suspended'
  /** Whether an owner of it has a confirmed mail address. */
  verified: boolean
  /** Whether an overdue bill keeps its calls out. */
  paymentRequired?: boolean
  /** Its own cap on a month's overage, minor units; null for none. */
  spendingCapMinor?: number | null
  /** Amounts of a month's overage that it wants to be told of, minor units. */
  spendingAlerts?: number[]
  /** The newest plan as D1 knew it, for snapshots that have no phases. */
  plan: PlanSnapshot
  /** The account's latest phases and those that lie ahead, oldest first. */
  phases?: PhaseSnapshot[]
}

/** What the meter knows of a key. */
export interface KeySnapshot {
  id: string
  hash: string
  /** Null in one that was stored before names were. */
  name: string | null
  status: 'active' | 'disabled' | 'revoked'
  expiresAt: number | null
  scopes: string[]
  /** From where it may be used; none: from anywhere. */
  allowedIps: AddressRange[]
  rateLimits: KeyRateLimit[]
  quota: Quota | null
}

/** One call that asks to pass. */
export interface AdmitRequest {
  /** The request id: `admit` is idempotent by it, and it holds the time at which the call arrived. */
  id: string
  keyHash: string
  routeId: string
  /** Scopes that the route asks for; the key must hold them all. */
  scopes: string[]
  /** Whole credits, 0 or more. */
  credits: number
  method: string
  /** The path without its query. */
  path: string
  address: string
  /** Whether the account must be verified: a setting of the gateway, so that the meter needs none. */
  requireVerified: boolean
  /** How long the call may last before it counts as unknown, ms. */
  timeoutMs: number
  /** Whether the decision is to say of the key what its owners call it and let it do. */
  describe?: boolean
}

/** How a call ended. */
export type Outcome = 'ok' | 'failed' | 'unknown'

/** The end of an admitted call. */
export interface Settlement {
  id: string
  outcome: Outcome
  /** The HTTP status that the client got; 0 when it got none. */
  status: number
  ms: number
  /** Until the upstream's head was there; null when there was none. */
  upstreamMs: number | null
  /** Bytes of the answer's body. */
  bytes: number
  /** Whether its credits are given back. */
  refund: boolean
  /** What it costs in the end; left out, what it was admitted for. With a refund it costs nothing. */
  credits?: number
}

/** A limit as it stood before a decision: how many were left of how many; a rate limit with its window, 1 for the key's own. */
export type LimitBefore = [name: string, quota: number, left: number, windowSeconds?: number, ofKey?: 1]

/** What a decision looked at, kept as small as it can be: a call has one. Its order is that of the checks. */
export type Trail = [credits: number, limits: LimitBefore[], scopes?: string[]]

/** A call that was admitted, as the meter's log holds it. */
export interface AdmittedCall extends AdmitRequest {
  /** Calls of before trails were kept have none. */
  trail?: Trail
}

/** The outcome of a call that has none yet. It is stored nowhere. */
export const UNDER_WAY = 'under_way'

/** A settled call, or a refusal that was kept, as it is stored and shown. */
export interface CallRecord {
  id: string
  /** When it was decided, UTC ms. */
  at: number
  keyId: string
  routeId: string
  method: string
  path: string
  address: string
  /** ok, failed, unknown, or the refusal's code. */
  outcome: string
  status: number
  ms: number
  bytes: number
  /** Credits charged in the end. */
  credits: number
  /** Until the upstream's head was there, ms. Without an upstream's answer, and in records of before it was kept, absent. */
  upstreamMs?: number
  /** Absent in records of before it was kept. */
  trail?: Trail
}

/** Refusals of one key and code on one route within one hour; those kept as records are counted here too. */
export interface RefusalCount {
  hour: number
  keyId: string
  routeId: string
  code: string
  count: number
}

/** A call that was admitted and has ended. */
export interface EndedCall extends CallRecord {
  outcome: Outcome
  /** Whether its credits were given back. */
  refund: boolean
}

/** What one commit of the object wrote, as far as D1 wants it. `seq` grows by one a commit. */
export interface LogEntry {
  seq: number
  at: number
  calls: CallRecord[]
  refusals: RefusalCount[]
}

/** Credits that were charged in one phase of a month. */
export interface MonthPhase {
  /** When the phase began, UTC ms: maybe before the month. */
  from: number
  planId: string
  trial: boolean
  credits: number
}

/** The object's own view of its account at one instant. Add to D1's rows only the entries above D1's mark. */
export interface MeterView {
  at: number
  revision: number
  /** Credits charged in the running calendar month, open calls included. */
  used: number
  limit: number | null
  /** What of it each plan was used for, oldest first; the running one is the last. */
  phases: MonthPhase[]
  openCalls: number
  /** When the oldest open call was admitted; `at` without one. No earlier hour changes any more by what is not in `tail`. */
  openSince: number
  /** The newest open call of each key. */
  lastOpen: (LastCall & { keyId: string })[]
  /** What D1 may not hold yet, oldest first. */
  tail: LogEntry[]
}

/** All that the object holds of its account, for whoever checks it against D1. */
export interface LedgerView {
  at: number
  revision: number
  /** The newest commit, and the newest that it knows D1 to hold. */
  seq: number
  mark: number
  /** Credits by counter name, see `counterName`: periods that are over are forgotten, but for the account's last month. */
  counters: Record<string, number>
  /** Calls that have not ended: their credits are in these counters, and in no log entry. */
  open: { id: string; at: number; keyId: string; routeId: string; credits: number; counters: string[] }[]
  /** What D1 may not hold yet, oldest first. */
  tail: LogEntry[]
}

/** What the object has that D1 has not. */
export interface Backlog {
  /** Records, refusals that were only counted not among them. */
  calls: number
  /** When the oldest commit among them was made, UTC ms; null without any. */
  since: number | null
  /** Flushes that failed since the last one that did not. */
  failures: number
}

/** The public face of the AccountMeter object: one an account, named by the account's tag. */
export interface AccountMeterFace {
  /**
   * Decides and charges in one durable commit. `ended` are settlements of earlier calls that ride along.
   * Idempotent by the call's id. The answer leaves only after the commit.
   */
  admit(tag: string, call: AdmitRequest, ended: Settlement[]): Promise<Decision>
  /** Ends calls. Idempotent by id: the first settlement of a call counts, others do nothing. */
  settle(ended: Settlement[]): Promise<void>
  /** Says that open calls still run, so that they are not settled as unknown. */
  renew(ids: string[]): Promise<void>
  /**
   * Reads the account's newest state from D1's primary and puts it in force.
   * Answers with the revision now in force; no call that is decided later sees an older one.
   */
  push(tag: string): Promise<number>
  /** A call that is under way (its outcome is UNDER_WAY), or whose record D1 may not hold yet; null when it is neither. */
  find(id: string): Promise<CallRecord | null>
  /** The account's exact numbers, and what D1 does not hold yet. */
  view(tag: string): Promise<MeterView>
  /** Everything that counts, at one instant. */
  ledger(tag: string): Promise<LedgerView>
  /** How far D1 is behind. Costs nothing of an object that has nothing for it. */
  backlog(): Promise<Backlog>
  /**
   * Forgets everything, on disk too, once D1 says that the account's erasing has begun; throws while it does not. From then
   * on every key of the account is unknown.
   */
  erase(tag: string): Promise<void>
  /** Answers when the object does. */
  ping(): Promise<void>
}
