import type { AuditEvent } from '../audit.ts'
import type { Result } from '../failures.ts'
import type { AddressStore, PasswordStore, TokenStore } from './access-store.ts'
import type { Account, Place, Session, User } from './people.ts'
import type { SessionTimes } from './sessions.ts'

/** A user, their account on the free plan and its first key, as they are written. */
export interface Newcomer {
  user: User
  /** PHC string. */
  password: string
  account: { id: string; name: string; tag: string }
  key: { id: string; name: string; hash: string; hint: string }
  event: AuditEvent
  /** The id of the event for whoever held the address without having confirmed it. */
  releasedId: string
}

/** An account on the free plan for someone who has none. */
export interface Home {
  account: { id: string; name: string; tag: string }
  event: AuditEvent
}

export interface NewSession extends SessionTimes {
  id: string
  idHash: string
  kind: 'cookie' | 'bearer'
  user: Pick<User, 'id' | 'credentialsVersion'>
  createdAt: number
  signedInAt: number
  address: string
  agent: string
  place: Place | null
}

/** A session's row as its user may see it. */
export type KnownSession = Omit<NewSession, 'user' | 'idHash' | 'address' | 'agent'> & {
  address: string | null
  agent: string | null
}

/** What the verbs about a user's own sessions ask of storage. `now` tells which of them are over. */
export interface SessionStore {
  /** The last seen first. */
  sessions(userId: string, now: number): Promise<KnownSession[]>
  findSession(userId: string, id: string, now: number): Promise<KnownSession | null>
  /** With its event, when it is still there; whether it was. */
  removeSession(userId: string, id: string, event: AuditEvent): Promise<boolean>
  /** All but `id`, with an event when there are any. */
  removeOtherSessions(userId: string, id: string, event: AuditEvent): Promise<void>
  /** Puts a session under a new hash; false when the old one is gone. */
  renewSession(idHash: string, renewed: { idHash: string; now: number }, event: AuditEvent): Promise<boolean>
}

/** What people's verbs ask of storage. */
export interface PeopleStore extends SessionStore, AddressStore, PasswordStore, TokenStore {
  /**
   * All of it in one transaction, or USERNAME_TAKEN or EMAIL_TAKEN and nothing. An address that another user has not confirmed
   * is not taken: it goes over.
   */
  addNewcomer(newcomer: Newcomer): Promise<Result<Account>>
  /** By user name or the mail address that they hold, whatever their case. */
  credentials(login: string): Promise<{ user: User; password: string } | null>
  /**
   * In the user's oldest account, whose the event is; who has none gets `home` first, in the same transaction. With `half`
   * given it is not `complete` when the user has a second factor, and then ends so soon and without an event. A user whose
   * password changed since they were read gets none: nobody holds such a token.
   */
  addSession(
    session: NewSession,
    event: Omit<AuditEvent, 'accountId'>,
    also: { home: Home; half: Pick<SessionTimes, 'idleMs' | 'expiresAt'> | null },
  ): Promise<{ complete: boolean; isHomeNew: boolean }>
  /** Notes a device at `now`; whether it is new, and the user had others before. */
  addDevice(userId: string, device: string, now: number): Promise<boolean>
  /** A whole session whose user is active and still a member of its account. */
  session(idHash: string): Promise<(Session & SessionTimes) | null>
  /** Notes a request of the session. */
  touchSession(idHash: string, now: number): Promise<void>
}
