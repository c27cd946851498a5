import type { ActingToken } from '../audit.ts'
import type { Result } from '../failures.ts'
import type { Leak } from '../leaks/leak.ts'
import type { KeyRateLimit, Quota } from '../metering/face.ts'

/** An admitted call of a key, as far as it says when, from where and for what the key was last used. */
export interface LastCall {
  /** The request id. */
  id: string
  /** Admission, UTC ms. */
  at: number
  routeId: string
  method: string
  path: string
  address: string
}

/** A key as its account sees it; the key's own text is never here. */
export interface ApiKey {
  id: string
  accountId: string
  hint: string
  name: string
  note: string
  /** A label such as `production`; empty without one. */
  environment: string
  status: 'active' | 'disabled' | 'revoked'
  scopes: string[]
  /** Addresses and CIDR ranges in their canonical spelling; none: from anywhere. */
  allowedIps: string[]
  rateLimits: KeyRateLimit[]
  quota: Quota | null
  expiresAt: number | null
  /** What its owners note for their programs, 1 KB of JSON. */
  metadata: Record<string, unknown>
  createdAt: number
  revokedAt: number | null
  /** When the meter confirmed the revocation; null while it has not. */
  inForceAt: number | null
  /** The key that this one was made to replace. */
  replacesId: string | null
  /** The newest key that was made to replace this one. */
  replacedById: string | null
  /** Null as long as nobody reported that it was found in public. */
  leak: Leak | null
}

/** What may be set on a key. */
export type KeyFields = Pick<
  ApiKey,
  'name' | 'note' | 'environment' | 'scopes' | 'allowedIps' | 'rateLimits' | 'quota' | 'expiresAt' | 'metadata'
>
/** What is named changes. */
export type KeyChange = Partial<KeyFields> & { status?: 'active' | 'disabled' }
/** A new key: what is not said is empty, so that the key may do what its account may. */
export type KeyInput = Pick<KeyFields, 'name'> & KeyChange

/** Who acts, from where. */
export interface Actor {
  userId: string
  accountId: string
  tag: string
  address: string
  /** The service token with which someone's program acts for them. */
  token?: ActingToken
}

/** A change and whether the meter has confirmed it. Not in force: it is saved, and cron brings it through. */
export interface Changed<T> {
  value: T
  inForce: boolean
}

/** A key that was just made. `text` is the key itself: here and nowhere else. */
export type Made = Changed<ApiKey> & { text: string }

export interface Keys {
  find(accountId: string, id: string): Promise<ApiKey | null>
  /** Those of these keys that are the account's, newest first. */
  findAll(accountId: string, ids: string[]): Promise<ApiKey[]>
  /** VALIDATION_FAILED when a rate limit names a route that never was; KEY_LIMIT when the plan has no room for one more. */
  create(actor: Actor, input: KeyInput): Promise<Result<Made>>
  /**
   * Changes what is named; in force with the next call when it says so. VALIDATION_FAILED as of `create`; KEY_OVER for a revoked key, of which only the words
   * about it can still change; KEY_LIMIT for a later expiry when the plan has no room for the key.
   */
  change(actor: Actor, id: string, change: KeyChange): Promise<Result<Changed<ApiKey>>>
  /** Ends a key for good. When in force, no later call of it is admitted. Revoking it again changes nothing. */
  revoke(actor: Actor, id: string): Promise<Result<Changed<ApiKey>>>
  /** Ends those of these keys that are the account's and not revoked yet; how many. */
  revokeAll(actor: Actor, ids: string[]): Promise<Changed<number>>
  /**
   * Makes a key with the same fields to replace one, which works on for `graceSeconds`, but not beyond its own expiry; with 0 it
   * is revoked at once. KEY_OVER for a key that is revoked or expired, KEY_ROTATED while an earlier replacement is usable.
   */
  rotate(actor: Actor, id: string, graceSeconds: number): Promise<Result<Made>>
}
