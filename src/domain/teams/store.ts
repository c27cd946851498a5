import type { AuditEvent } from '../audit.ts'
import type { Role } from '../people/people.ts'
import type { Invitation, Member, OpenInvitation } from './teams.ts'

/** What a change of a member rests on: both still have the roles by which it was judged. */
export interface Judged {
  accountId: string
  actor: { id: string; role: Role }
  target: { id: string; role: Role }
  event: AuditEvent
}

/** A session that is put under another hash, in another account. */
export interface SessionMove {
  /** Of the token so far. */
  idHash: string
  newHash: string
  now: number
}

/**
 * What teams ask of storage. Each change is one transaction with its event, and answers whether it was made: not when what it
 * rests on no longer holds, nor when no active owner would be left.
 */
export interface TeamStore {
  members(accountId: string): Promise<Member[]>
  member(accountId: string, id: string): Promise<Member | null>
  changeRole(judged: Judged, role: Role): Promise<boolean>
  /** With the sessions that they have in the account, and the invitations that they sent. */
  remove(judged: Judged): Promise<boolean>
  /** Two roles at once: the target becomes an owner, the actor an admin. */
  handOver(judged: Judged): Promise<boolean>
  moveSession(userId: string, accountId: string, move: SessionMove, event: AuditEvent): Promise<boolean>

  invitations(accountId: string, now: number): Promise<Invitation[]>
  invitation(accountId: string, id: string, now: number): Promise<Invitation | null>
  isMember(accountId: string, email: string): Promise<boolean>
  /** As many members as the account's plan allows; null for as many as there are. */
  mostMembers(accountId: string): Promise<number | null>
  /**
   * In place of an older one to the same address; not when `atMost` others are pending, nor when its sender has another role, nor
   * when the account's plan has no room for a member more besides those and the others that are pending.
   */
  addInvitation(invitation: StoredInvitation, sender: Role, atMost: number, event: AuditEvent): Promise<boolean>
  renewInvitation(accountId: string, id: string, renewed: Renewed, event: AuditEvent): Promise<boolean>
  removeInvitation(accountId: string, id: string, event: AuditEvent): Promise<boolean>
  /** What a token stands for while it can be used. */
  openInvitation(tokenHash: string, now: number): Promise<OpenInvitation | null>
  /** The membership, the session's move, the event, and the token's end; not when the account's plan has no room for a member more. */
  accept(
    tokenHash: string,
    accountId: string,
    user: { id: string },
    move: SessionMove,
    event: AuditEvent,
  ): Promise<boolean>
}

export interface StoredInvitation extends Omit<Invitation, 'invitedBy'> {
  tokenHash: string
  accountId: string
  createdBy: string
}

export interface Renewed {
  tokenHash: string
  expiresAt: number
  now: number
}
