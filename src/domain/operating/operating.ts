import type { Result } from '../failures.ts'
import type { Changed } from '../keys/keys.ts'
import type { Page } from '../page.ts'
import type { Account, User } from '../people/people.ts'

export interface PageRequest {
  /** Text in a name or mail address; empty for all. */
  search: string
  cursor: string | null
  limit: number
}

export interface OperatorRef {
  userId: string
  address: string
}

export interface AccountRow extends Account {
  owner: { id: string; username: string; email: string } | null
  activeKeys: number
}

export interface UserRow extends User {
  accounts: { id: string; name: string; role: string }[]
}

/** What operators do to people and accounts. Newest first in lists. */
export interface Operating {
  accounts(request: PageRequest): Promise<Page<AccountRow>>
  account(id: string): Promise<AccountRow | null>
  users(request: PageRequest): Promise<Page<UserRow>>
  user(id: string): Promise<UserRow | null>
  /** The account's next call is refused; in force when the meter has confirmed it. */
  suspendAccount(operator: OperatorRef, id: string, reason: string): Promise<Result<Changed<AccountRow>>>
  reactivateAccount(operator: OperatorRef, id: string): Promise<Result<Changed<AccountRow>>>
  /** Ends the user's sessions and suspends the accounts whose only owner they are. An operator cannot suspend themselves: FORBIDDEN. */
  suspendUser(operator: OperatorRef, id: string, reason: string): Promise<Result<Changed<UserRow>>>
  reactivateUser(operator: OperatorRef, id: string): Promise<Result<Changed<UserRow>>>
}
