import type { AuditEvent } from '../audit.ts'
import type { Result } from '../failures.ts'
import type { Account, Session, User } from './people.ts'
import type { SessionTimes } from './sessions.ts'

/** A user, their account on the free plan and its first key, as they are written. */
export interface Newcomer {
  user: User
  /** PHC string. */
  password: string
  account: { id: string; name: string; tag: string }
  key: { id: string; name: string; hash: string; hint: string }
  event: AuditEvent
}

export interface NewSession extends SessionTimes {
  idHash: string
  kind: 'cookie' | 'bearer'
  userId: string
  createdAt: number
  address: string
  agent: string
}

/** What people's verbs ask of storage. */
export interface PeopleStore {
  /** All of it in one transaction, or USERNAME_TAKEN or EMAIL_TAKEN and nothing. */
  addNewcomer(newcomer: Newcomer): Promise<Result<Account>>
  /** By user name or mail address, whatever their case. */
  credentials(login: string): Promise<{ user: User; password: string } | null>
  /** In the user's oldest account. Throws when they have none. */
  addSession(session: NewSession): Promise<void>
  /** Notes a device at `now`; whether it is new, and the user had others before. */
  addDevice(userId: string, device: string, now: number): Promise<boolean>
  /** A session whose user is active and still a member of its account. */
  session(idHash: string): Promise<(Session & SessionTimes) | null>
  /** Notes a request of the session. */
  touchSession(idHash: string, now: number): Promise<void>
  removeSession(idHash: string): Promise<void>
}
