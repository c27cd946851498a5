import type { Result } from '../failures.ts'
import type { Quota, RateLimit } from '../metering/face.ts'

/** A key as its account sees it; the key's own text is never here. */
export interface ApiKey {
  id: string
  accountId: string
  hint: string
  name: string
  status: 'active' | 'disabled' | 'revoked'
  scopes: string[]
  rateLimits: RateLimit[]
  quota: Quota | null
  expiresAt: number | null
  createdAt: number
  revokedAt: number | null
}

export interface KeyInput {
  name: string
  scopes: string[]
  rateLimits: RateLimit[]
  quota: Quota | null
  expiresAt: number | null
}

/** Who acts, from where. */
export interface Actor {
  userId: string
  accountId: string
  tag: string
  address: string
}

/** A change and whether the meter has confirmed it. Not in force: it is saved, and cron brings it through. */
export interface Changed<T> {
  value: T
  inForce: boolean
}

export interface Keys {
  list(accountId: string): Promise<ApiKey[]>
  find(accountId: string, id: string): Promise<ApiKey | null>
  /** `text` is the key itself: here and nowhere else. */
  create(actor: Actor, input: KeyInput): Promise<Changed<ApiKey> & { text: string }>
  rename(actor: Actor, id: string, name: string): Promise<Result<Changed<ApiKey>>>
  /** Ends a key for good. When in force, no later call of it is admitted. Revoking it again changes nothing. */
  revoke(actor: Actor, id: string): Promise<Result<Changed<ApiKey>>>
}
