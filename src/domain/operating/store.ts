import type { AuditEvent } from '../audit.ts'
import type { Page } from '../page.ts'
import type { AccountRow, PageRequest, UserRow } from './operating.ts'

/** A suspension, or with null its end. */
export interface Standing {
  reason: string | null
  event: AuditEvent
}

/** Names an account to its meter. */
export interface Concerned {
  id: string
  tag: string
}

/** What operators' verbs ask of storage. Both changes answer with the accounts whose meters must hear of them. */
export interface OperatingStore {
  accounts(request: PageRequest): Promise<Page<AccountRow>>
  account(id: string): Promise<AccountRow | null>
  users(request: PageRequest): Promise<Page<UserRow>>
  user(id: string): Promise<UserRow | null>
  /** The account's status, the event and the note to its meter in one transaction. */
  setAccountStanding(id: string, standing: Standing): Promise<Concerned[]>
  /**
   * The user's status, the event and those of the accounts whose only owner they are, in one transaction. A suspension also
   * ends the user's sessions and takes the accounts that are active; its end gives back those it took. `eventId` names
   * the accounts' events.
   */
  setUserStanding(id: string, standing: Standing, eventId: () => string): Promise<Concerned[]>
}
