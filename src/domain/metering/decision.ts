import type { KeySnapshot } from './face.ts'

/** The answer to "may this call pass?". Refusals come in the order in which they are checked. */
export const DECISION_CODES = [
  'VALID',
  'KEY_MISSING',
  'KEY_MALFORMED',
  'KEY_NOT_FOUND',
  'KEY_REVOKED',
  'KEY_DISABLED',
  'KEY_EXPIRED',
  'KEY_IN_QUERY',
  'ACCOUNT_SUSPENDED',
  'ACCOUNT_UNVERIFIED',
  'PAYMENT_REQUIRED',
  'IP_FORBIDDEN',
  'INSUFFICIENT_SCOPE',
  'RATE_LIMITED',
  'SPENDING_LIMIT',
  'QUOTA_EXCEEDED',
  'ROUTE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'BODY_TOO_LARGE',
  'METER_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_CIRCUIT_OPEN',
] as const
export type DecisionCode = (typeof DECISION_CODES)[number]

/** The codes that the meter itself decides. */
export type MeterCode = Extract<
  DecisionCode,
  | 'VALID'
  | 'KEY_NOT_FOUND'
  | 'KEY_REVOKED'
  | 'KEY_DISABLED'
  | 'KEY_EXPIRED'
  | 'ACCOUNT_SUSPENDED'
  | 'ACCOUNT_UNVERIFIED'
  | 'PAYMENT_REQUIRED'
  | 'IP_FORBIDDEN'
  | 'INSUFFICIENT_SCOPE'
  | 'RATE_LIMITED'
  | 'SPENDING_LIMIT'
  | 'QUOTA_EXCEEDED'
  | 'METER_UNAVAILABLE'
>

/** A limit as it stands after the decision, for the rate headers. */
export interface LimitState {
  name: string
  quota: number
  remaining: number
  /** Whole seconds, rounded up; null for a quota that never starts anew. */
  reset_seconds: number | null
  /** Null for a quota. */
  window_seconds: number | null
}

/** What the meter answers. Every limit that the call meets is in it, its key's and its account's, whatever the code. */
export interface Decision {
  code: MeterCode
  /** The object's clock, UTC ms. */
  at: number
  keyId: string | null
  accountId: string | null
  plan: string | null
  limits: LimitState[]
  /** The place in `limits` of the one that refused. */
  refusedBy: number | null
  /** Of a known key, when the call asked for it. */
  key?: Pick<KeySnapshot, 'name' | 'scopes' | 'expiresAt'>
}
