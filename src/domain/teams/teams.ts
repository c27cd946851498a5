import type { Result } from '../failures.ts'
import type { Changed } from '../keys/keys.ts'
import type { Origin, Role, Session } from '../people/people.ts'
import type { InvitableRole } from './rules.ts'

/** A user in an account. */
export interface Member {
  /** The user's. */
  id: string
  username: string
  email: string
  role: Role
  /** UTC ms. */
  joinedAt: number
}

/** An invitation that can still be accepted. */
export interface Invitation {
  /** `inv_…`: names it to the account, and opens nothing. */
  id: string
  email: string
  role: InvitableRole
  /** User name. */
  invitedBy: string
  /** UTC ms. */
  createdAt: number
  expiresAt: number
}

/** An invitation as its link shows it. */
export interface OpenInvitation {
  account: { id: string; name: string }
  email: string
  role: InvitableRole
  invitedBy: string
}

/** A session under a new token, in another account. */
export interface Moved {
  token: string
  expiresAt: number
}

/**
 * What members do with their team. The account and who acts come from the session; a member or an invitation of another
 * account is NOT_FOUND. Each change holds as one transaction: one that rests on what has changed meanwhile is TEAM_CHANGED,
 * and one that would leave the account without an owner who can sign in is LAST_OWNER.
 */
export interface Teams extends Invitations {
  /** Owners first, then by role and name. */
  members(accountId: string): Promise<Member[]>
  member(accountId: string, id: string): Promise<Result<Member>>
  /** In force at the member's next request. FORBIDDEN for one's own role, and for what `rules.ts` does not allow. */
  changeRole(session: Session, id: string, role: Role, origin: Origin): Promise<Result<Changed<Member>>>
  /** Their sessions go on in another account of theirs, or end. Keys that they made stay. FORBIDDEN for oneself. */
  remove(session: Session, id: string, origin: Origin): Promise<Result<Changed<Member>>>
  /** As if one had been removed. */
  leave(session: Session, origin: Origin): Promise<Result<{ inForce: boolean }>>
  /** The member becomes an owner, and who hands over an admin. */
  handOver(session: Session, id: string, origin: Origin): Promise<Result<Changed<Member>>>
  /** Goes on in another account of one's own. */
  switchAccount(session: Session, accountId: string, origin: Origin): Promise<Result<Moved>>
}

export interface Invitations {
  /** Those that can still be accepted, newest first. */
  invitations(accountId: string): Promise<Invitation[]>
  /**
   * Makes an invitation of seven days; the token for its link is in the answer alone. An older one to the same address ends.
   * ALREADY_MEMBER, TOO_MANY_PENDING, TOO_MANY_INVITATIONS, THROTTLE_UNAVAILABLE.
   */
  invite(
    session: Session,
    input: { email: string; role: InvitableRole },
    origin: Origin,
  ): Promise<Result<{ invitation: Invitation; token: string }>>
  /** Begins its seven days anew under a new token; the old link is dead. */
  resend(session: Session, id: string, origin: Origin): Promise<Result<{ invitation: Invitation; token: string }>>
  withdraw(session: Session, id: string, origin: Origin): Promise<Result<Invitation>>
  /** What a link stands for, or null when it cannot be used. Reading it uses nothing up. */
  readInvitation(token: string): Promise<OpenInvitation | null>
  /**
   * Makes the session's user a member and moves the session to the account. A token works once, for the address it was sent to:
   * INVITATION_OVER, INVITATION_FOR_ANOTHER, ALREADY_MEMBER, MEMBER_LIMIT.
   */
  accept(session: Session, token: string, origin: Origin): Promise<Result<Moved>>
}
