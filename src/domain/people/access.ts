import type { Result } from '../failures.ts'
import type { Origin, Session, User } from './people.ts'

/** How a person was proven: by what they know, or by a link that came to their mailbox. */
export type Proof = 'password' | 'link'

/** A link to write to someone. Its token is in the mail alone; stored is its hash. */
export interface Link {
  user: User
  to: string
  token: string
}

/** An address that has just been confirmed. */
export interface Confirmed {
  user: User
  /** The confirmed address that it replaces; null for a first one. */
  former: string | null
  /** Whether the meters of the user's accounts know of it. */
  inForce: boolean
}

/**
 * What a user does about their mail address. An address belongs to who proves it: one that is not confirmed keeps nobody
 * else from it.
 */
export interface OwnAddress {
  /** A link of 24 hours for the address that waits for one. Null when none does, or when another user has confirmed it. */
  verificationLink(user: User): Promise<Link | null>
  /** Counts the wish for another such mail: TOO_MANY_TRIES when it came too soon. */
  askForVerification(session: Session, origin: Origin): Promise<Result<null>>
  /** Seconds until another may be asked for. */
  verificationWait(session: Session, origin: Origin): Promise<number>
  /** What a link is about, without using it up. TOKEN_UNUSABLE. */
  readVerification(token: string, origin: Origin): Promise<Result<{ username: string; email: string }>>
  /**
   * Uses a link up: its address is the user's, whoever held it unconfirmed; other links of theirs end. Of many tries at once
   * one succeeds. TOKEN_UNUSABLE; EMAIL_TAKEN when another user has confirmed it.
   */
  verifyAddress(token: string, origin: Origin): Promise<Result<Confirmed>>
  /**
   * Asks for another address: the old one stays until the new one's link is used. The same answer whoever has that address;
   * the user as they are now. Counted as a wish for a mail.
   */
  changeAddress(session: Session, email: string, origin: Origin): Promise<Result<User>>
}

/** What a user does about their password. */
export interface OwnPassword {
  /**
   * Sets another password with the current one. All other sessions end, and this one gets a new token.
   * INVALID_CREDENTIALS; UNAUTHENTICATED when the session was ended meanwhile.
   */
  changePassword(
    session: Session,
    input: { current: string; password: string },
    origin: Origin,
  ): Promise<Result<{ token: string; expiresAt: number }>>
  /** Counts the wish for a mail that resets, whoever's the login is: TOO_MANY_TRIES when it came too soon, else the login. */
  askForReset(login: string, origin: Origin): Promise<Result<string>>
  /** A link of an hour to the confirmed address of an active user; null for anything else. */
  resetLink(login: string): Promise<Link | null>
  /** Whose password a link sets, without using it up. TOKEN_UNUSABLE. */
  readReset(token: string, origin: Origin): Promise<Result<{ username: string }>>
  /** Uses a link up: the password is set and every session ends; the second factor stays. TOKEN_UNUSABLE. */
  resetPassword(token: string, password: string, origin: Origin): Promise<Result<User>>
}
