import type { AuditEvent } from '../audit.ts'
import type { User } from './people.ts'

export interface NewToken {
  hash: string
  userId: string
  /** The address that it proves. */
  email: string
  createdAt: number
  expiresAt: number
}

/** What a usable token stands for. */
export interface TokenHolder {
  user: User
  email: string
  /** The user's oldest account, whose log tells of it; null without any. */
  accountId: string | null
}

/** What the verbs about addresses ask of storage. */
export interface AddressStore {
  /** Adds a token that verifies, unless another user has confirmed its address; whether it did. */
  addVerification(token: NewToken): Promise<boolean>
  /** Makes an address the pending one; unused links that verify another end. False when the session that asked has ended. */
  setPendingAddress(sessionId: string, userId: string, email: string | null, event: AuditEvent): Promise<boolean>
  /** The accounts that a user owns. */
  ownedAccounts(userId: string): Promise<{ id: string; tag: string }[]>
  /**
   * Uses a token up for its address, in one transaction with all that follows from it; whether it was this call that did.
   * `releasedId` is the id of the event for whoever held the address unconfirmed.
   */
  confirmAddress(claim: {
    hash: string
    userId: string
    email: string
    accountIds: string[]
    event: AuditEvent
    releasedId: string
  }): Promise<boolean>
}

/** What the verbs about passwords ask of storage. Passwords are PHC strings. */
export interface PasswordStore {
  /** Puts another hash of the same password in place of one that is still there. */
  upgradePassword(userId: string, before: string, after: string): Promise<void>
  /** Of one session, whose others end; false when it or the password is no longer what it was. */
  changePassword(change: {
    userId: string
    before: string
    after: string
    session: { idHash: string; next: string }
    event: AuditEvent
  }): Promise<boolean>
  addReset(token: NewToken): Promise<void>
  /** Uses a token up for another password, and ends every session; whether it was this call that did. */
  resetPassword(reset: { hash: string; userId: string; password: string; event: AuditEvent }): Promise<boolean>
}

/** Reads tokens of either kind. Reading does not use them up. */
export interface TokenStore {
  findToken(hash: string, purpose: 'verify' | 'reset', now: number): Promise<TokenHolder | null>
}
