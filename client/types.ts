import type { DecisionCode } from './codes.ts'

/** What the JSON API takes and answers, under its own names. Times are UTC milliseconds; credits are whole. */

export interface Page<T> {
  data: T[]
  /** Where the next page begins; null behind the last. */
  next_cursor: string | null
}
/** A page of calls. */
export interface CallPage extends Page<Call> {
  /** UTC ms back to which was searched, where less than asked was found and more is left; else null. */
  searched_back_to: number | null
}
export interface PageQuery {
  cursor?: string | undefined
  /** Items of a page: 25 unless told, 100 at most. */
  limit?: number | undefined
}

export interface RateLimit {
  name: string
  /** Calls in a window. */
  limit: number
  window_seconds: number
}
export interface KeyRateLimit extends RateLimit {
  /** Id of the only route whose calls it counts; left out, it counts every call. */
  route?: string | undefined
}
export interface Quota {
  /** Credits in a period. */
  limit: number
  period: 'day' | 'week' | 'month' | 'total'
}

export interface Key {
  id: string
  name: string
  /** Its prefix and last four characters. */
  hint: string
  status: 'active' | 'disabled' | 'revoked'
  note: string
  environment: string
  scopes: string[]
  /** Addresses and CIDR ranges; none: from anywhere. */
  allowed_ips: string[]
  rate_limits: KeyRateLimit[]
  quota: Quota | null
  expires_at: number | null
  created_at: number
  revoked_at: number | null
  /** When the meter confirmed the revocation. */
  in_force_at: number | null
  metadata: Record<string, unknown>
  /** The key that this one was made to replace. */
  replaces: string | null
  replaced_by: string | null
  /** Where it was found in public. */
  leak: {
    /** When it was first reported. */
    at: number
    /** Empty when it was not told. */
    url: string
    source: string
    /** What was done then. */
    response: 'revoke' | 'rotate' | 'notify'
    /** Of `rotate`: the end that the key was given. */
    ends_at: number | null
  } | null
}
export interface KeyRow extends Key {
  /** Admitted in the running calendar month (UTC). */
  calls_this_month: number
  last_call: Pick<Call, 'request_id' | 'at' | 'route_id' | 'route' | 'method' | 'path' | 'address'> | null
}
export interface KeyQuery extends PageQuery {
  search?: string | undefined
  status?: 'usable' | 'active' | 'disabled' | 'expired' | 'revoked' | undefined
  sort?: 'newest' | 'name' | 'used' | undefined
}
export interface KeyChange {
  name?: string | undefined
  status?: 'active' | 'disabled' | undefined
  note?: string | undefined
  environment?: string | undefined
  scopes?: string[] | undefined
  allowed_ips?: string[] | undefined
  /** ISO 8601 with its offset, or UTC milliseconds; null for never. */
  expires_at?: number | string | null | undefined
  rate_limits?: KeyRateLimit[] | undefined
  /** Short for `rate_limits` with one. */
  rate_limit?: Omit<RateLimit, 'name'> | undefined
  quota?: Quota | null | undefined
  /** Up to 1 KB of JSON. */
  metadata?: Record<string, unknown> | undefined
}
export type KeyInput = Omit<KeyChange, 'name'> & { name: string }

export interface ChangedKey {
  key: Key
  /** Whether the meter has confirmed it. If not, it is saved and follows by itself. */
  in_force: boolean
}
export interface NewKey extends ChangedKey {
  /** The key itself, here and never again. */
  api_key: string
}
export interface RotatedKey extends NewKey {
  /** The id of the key that was replaced. */
  replaces: string
  replaced: Key
}

/** Calls by how they ended. */
export interface UsageSums {
  /** Admitted calls, errors among them. */
  answered: number
  ok: number
  /** Admitted calls that failed, or whose end is not known. */
  errors: number
  refused: number
  credits: number
  /** Of admitted calls, in all. */
  ms_sum: number
}
/** The same with the ms below which a share of the admitted calls stayed. */
export interface UsageMeasured extends UsageSums {
  p50_ms: number | null
  p95_ms: number | null
  p99_ms: number | null
}
/** `start` belongs to it, `end` does not. */
export interface UsagePart extends UsageMeasured {
  start: number
  end: number
}
export interface UsageGroup extends UsageSums {
  id: string
  name: string
  /** Every call in the period before, refused ones too. */
  calls_before: number
}

export interface UsageQuery {
  range?: '24h' | '7d' | '30d' | '12m' | undefined
  /** The first and the last day, both included (2026-11-01), in place of a range. */
  from?: string | undefined
  to?: string | undefined
  group?: 'key' | 'route' | 'outcome' | undefined
  /** Ids. */
  key?: string | undefined
  route?: string | undefined
  outcome?: 'ok' | 'failed' | 'unknown' | 'refused' | DecisionCode | undefined
  /** IANA: whose days they are, up to 31 of them. UTC unless told. */
  time_zone?: string | undefined
}

export interface Usage {
  range: '24h' | '7d' | '30d' | '12m' | 'custom'
  start: number
  end: number
  /** Whose days they are: UTC beyond 31 days. */
  time_zone: string
  step: 'hour' | 'day' | 'week'
  step_ms: number
  /** False: as D1 last heard, since the meter did not answer. */
  exact: boolean
  as_of: number
  series: UsagePart[]
  totals: UsageMeasured
  /** The same of the period before, which is as long. */
  before: UsagePart
  refusals: { code: string; calls: number; calls_before: number }[]
  group: 'key' | 'route' | 'outcome' | null
  /** Those with most calls first, up to 1,000. */
  groups: UsageGroup[]
  /** How many more there are, and what they come to. */
  others: (Omit<UsageGroup, 'id' | 'name'> & { count: number }) | null
  month: {
    start: number
    end: number
    /** Credits. */
    used: number
    /** False: as D1 last heard, since the meter did not answer. */
    exact: boolean
    limit: number | null
    refused: number
    median_ms: number | null
    p95_ms: number | null
    /** The pace of the last seven days. */
    credits_a_day: number
    runs_out_at: number | null
  }
}

export interface Call {
  request_id: string
  /** When it was decided. */
  at: number
  key_id: string
  key_hint: string
  key_name: string
  route_id: string
  route: string
  method: string
  path: string
  address: string
  outcome: 'ok' | 'failed' | 'unknown' | 'under_way' | DecisionCode
  code: DecisionCode
  /** HTTP; 0 when no answer was sent, and of refusals. */
  status: number
  ms: number
  upstream_ms: number | null
  bytes: number
  /** Charged in the end. */
  credits: number
}
export interface CallQuery extends PageQuery {
  /** A key's id. */
  key?: string | undefined
  /** A route's id. */
  route?: string | undefined
  outcome?: 'ok' | 'failed' | 'unknown' | 'refused' | DecisionCode | undefined
  code?: DecisionCode | undefined
  status?: number | undefined
  /** ISO 8601 with its offset, or UTC milliseconds. */
  since?: number | string | undefined
  /** Likewise; not itself included. */
  until?: number | string | undefined
  /** From where calls came: an address, or a range of them in CIDR notation. */
  address?: string | undefined
  request_id?: string | undefined
}
type StandingCheck =
  | 'key_known'
  | 'key_status'
  | 'key_expiry'
  | 'account_status'
  | 'verified'
  | 'payment'
  | 'ip'
  | 'scope'
type CheckResult = 'passed' | 'refused' | 'not_reached'
/** One question of a decision. Those behind the first refusal were not reached. */
export type Check =
  | { check: StandingCheck; result: CheckResult }
  | {
      check: 'rate_limit' | 'quota'
      result: CheckResult
      name: string
      of: 'key' | 'account'
      limit: number
      /** Null for a quota. */
      window_seconds: number | null
      before: number
      after: number
    }
export interface ExplainedCall extends Call {
  /** Null in records of before it was kept. */
  credits_asked: number | null
  refunded: boolean
  /** That the route asks for. */
  scopes: string[]
  /** In their order; the first refusal ends it. */
  checks: Check[]
  limits_kept: boolean
}

export interface Bill {
  id: string
  /** TG-000042; null of a draft, which operators alone see. */
  number: string | null
  /** A calendar month of UTC: 2026-11. */
  month: string
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'
  /** ISO 4217. All that ends in _minor is in its minor units. */
  currency: string
  subtotal_minor: number
  tax_name: string
  /** Parts per million: 190000 are 19 %. */
  tax_ppm: number
  tax_minor: number
  total_minor: number
  /** By credit notes. */
  credited_minor: number
  /** Refunds taken off. */
  paid_minor: number
  /** What is still to be paid: of an open bill alone. */
  outstanding_minor: number
  billing_details: { name: string; address: string; tax_id: string } | null
  /** SHA-256, in hex, of the usage and the terms that it was computed from. */
  digest: string
  issued_at: number | null
  due_at: number | null
  paid_at: number | null
}
export interface BillQuery extends PageQuery {
  status?: 'open' | 'paid' | 'void' | 'uncollectible' | undefined
}
export interface BillLine {
  kind: 'base' | 'proration' | 'overage' | 'credit' | 'rounding'
  plan: string | null
  starts_at: number
  ends_at: number
  /** Of overage and credit: credits; of base and proration: seconds. */
  quantity: number
  /** Less than 0 is in the account's favour. */
  amount_minor: number
  /** Of base and proration: the plan's, a month. */
  price_minor?: number | undefined
  month_seconds?: number | undefined
  /** Of overage: price_minor for so many credits. */
  tier?: { from: number; to: number | null; price_minor: number; per: number } | undefined
  /** Of a credit: the calls that were given back. */
  request_ids?: string[] | undefined
  of_month?: string | undefined
  reason?: string | undefined
}
/** A bill with all that belongs to it. */
export interface WholeBill extends Bill {
  lines: BillLine[]
  payments: {
    id: string
    method: 'card' | 'bank_transfer' | 'manual'
    amount_minor: number
    refunded_minor: number
    paid_at: number
  }[]
  credit_notes: { id: string; number: string; amount_minor: number; reason: string; issued_at: number }[]
  /** What operators did to it. */
  acts: { action: 'bill.voided' | 'bill.uncollectible' | 'bill.reopened'; at: number; reason: string }[]
}

export interface Plan {
  key: string
  name: string
  /** Minor units of the currency, a month. */
  price: number
  /** ISO 4217. */
  currency: string
  /** A calendar month in UTC; null has no end. */
  included_credits: number | null
  rate_limits: RateLimit[]
  /** Credits by other periods. */
  quotas: Quota[]
}

export interface Health {
  status: 'ok' | 'failing'
  checks: { d1: { ok: boolean; ms: number }; meter: { ok: boolean; ms: number } }
  version: string
}
