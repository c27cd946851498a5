import type { Locale, Membership, Role } from '../src/domain/people/people.ts'
import type { Act } from '../src/domain/people/roles.ts'
import type { Text } from './text/text.ts'

/** What every page needs to know of its reader and itself. Passed as a prop: no context, nothing shared between requests. */
export interface PageInfo {
  text: Text
  locale: Locale
  /** IANA: the zone of every time on the page. */
  timeZone: string
  theme: 'light' | 'dark' | null
  siteName: string
  /** `https://example.com`, without a slash at its end. */
  origin: string
  /** The path and query of this page, to come back to. */
  here: string
  /** The token that every form and htmx request sends. */
  csrf: string
  /** A new name for what a form of this page does, to be done once. */
  once: string
  /** UTC ms at which the page was asked for. */
  now: number
  /** What the act before this page came to; shown once. */
  notice: keyof Text['notices'] | null
  reader: {
    username: string
    email: string
    /** Whether calls wait for their address to be confirmed. */
    mustConfirm: boolean
    accountId: string
    accountName: string
    role: Role
    /** Whether their role may do it in this account. */
    may: (act: Act) => boolean
    /** Every account they can switch to, this one among them. */
    accounts: Membership[]
    isOperator: boolean
    suspendedReason: string | null
    /** Whether an overdue bill keeps the account's calls out. */
    paymentRequired: boolean
    /** When their account is erased, UTC ms; null when it stays. */
    deletionDueAt: number | null
    isOwner: boolean
  } | null
}
