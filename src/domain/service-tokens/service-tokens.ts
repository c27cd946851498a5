import type { Result } from '../failures.ts'
import type { Session } from '../people/people.ts'
import type { Scope } from './scopes.ts'

/** A service token as its account or the operators see it; its own text is never here. */
export interface ServiceToken {
  id: string
  /** Null: issued by operators, for every account. */
  accountId: string | null
  name: string
  hint: string
  scopes: Scope[]
  /** UTC ms; null has no end. */
  expiresAt: number | null
  createdBy: { id: string; username: string }
  createdAt: number
  revokedAt: number | null
  /** Up to five minutes behind. */
  lastUsedAt: number | null
}

export interface TokenInput {
  name: string
  scopes: Scope[]
  expiresAt: number | null
}

/** Who makes or revokes tokens, and of which account; of none for those of the service. */
export interface Issuer {
  userId: string
  accountId: string | null
  address: string
}

/** A token that is good, and whom it stands for. */
export interface Bearer {
  id: string
  scopes: Scope[]
  expiresAt: number | null
  lastUsedAt: number | null
  /** Its maker in its account, with their present role; null for one that operators issued. */
  session: Session | null
}

export interface ServiceTokens {
  /** Newest first, those that were revoked too. */
  list(accountId: string | null): Promise<ServiceToken[]>
  find(accountId: string | null, id: string): Promise<ServiceToken | null>
  /** `text` is the token itself: here and nowhere else. VALIDATION_FAILED for a scope that it cannot have. */
  create(issuer: Issuer, input: TokenInput): Promise<Result<{ value: ServiceToken; text: string }>>
  /** Ends a token for good. Revoking it again changes nothing. */
  revoke(issuer: Issuer, id: string): Promise<Result<ServiceToken>>
  /**
   * Whom a token's text stands for. Null when it was never issued, was revoked, is past its date, or when its maker was suspended
   * or has left: their account, or for one of the service the operators;
   * and for one without a seal while too many such are tried.
   */
  bearer(text: string): Promise<Bearer | null>
}
