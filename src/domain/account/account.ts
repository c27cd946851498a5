import type { Result } from '../failures.ts'
import type { Actor, Changed } from '../keys/keys.ts'
import type { Locale } from '../people/people.ts'

const DAY = 86_400_000

/** How long an owner can take a deletion back, ms. */
export const DELETION_GRACE = 14 * DAY

/** How many of each an account holds. */
export interface AccountContents {
  members: number
  keys: number
  events: number
}

/** Whom to write to about an account. */
export interface Owner {
  email: string
  emailVerifiedAt: number | null
  locale: Locale | null
  timeZone: string
}

/** What a member does with the account as a whole. */
export interface OwnAccount {
  contents(accountId: string): Promise<AccountContents>
  rename(actor: Actor, name: string): Promise<void>
  /**
   * Refuses every key from now on, and has the account erased in 14 days (`value` is that moment, UTC ms). `name` must be the
   * account's own. Asked again, the first moment stands. VALIDATION_FAILED; OPERATOR_WITHOUT_ACCOUNT when an operator
   * has no other account.
   */
  askDeletion(actor: Actor, name: string): Promise<Result<Changed<number>>>
  /** Takes it back. DELETION_UNDER_WAY once the moment has come. A suspension by the operators stays. */
  withdrawDeletion(actor: Actor): Promise<Result<Changed<null>>>
  owners(accountId: string): Promise<Owner[]>
}
