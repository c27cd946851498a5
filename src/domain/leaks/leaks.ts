import type { Owner } from '../account/account.ts'
import type { Origin, Session } from '../people/people.ts'
import type { Leak, LeakResponse } from './leak.ts'

/** One match of a scanner. */
export interface Finding {
  token: string
  url: string
  source: string
}

/** A key that a report ended or gave an end, or whose account is to hear of it. */
export interface LeakedKey {
  id: string
  name: string
  hint: string
  account: { id: string; name: string }
  leak: Leak
}

export interface Leaks {
  /**
   * Says of each finding whether it is, or was, a key of this service, and does with each that still works what its account
   * chose, in force with the next call: once a key, however often and wherever it is found. `tell` gets each with which it was
   * done now, and no later report tells it again: also before this throws, because another account's keys could not be seen to.
   */
  report(findings: Finding[], tell: (key: LeakedKey) => void): Promise<boolean[]>
  /** Who hears of an account's leaked keys: those who may change what is done about them. */
  readers(accountId: string): Promise<Owner[]>
  /** Changes what is done from now on; recorded when it differs. */
  choose(session: Session, response: LeakResponse, origin: Origin): Promise<void>
}
