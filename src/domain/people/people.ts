import type { BillingDetails } from '../billing/bill.ts'
import type { Result } from '../failures.ts'
import type { LeakResponse } from '../leaks/leak.ts'
import type { Plan } from '../plans/plan.ts'
import type { Scope } from '../service-tokens/scopes.ts'
import type { OwnAddress, OwnPassword, Proof } from './access.ts'

export type Locale = 'en' | 'zh'
export type Theme = 'system' | 'light' | 'dark'
export type Role = 'owner' | 'admin' | 'developer' | 'billing' | 'viewer'

/** What proves a person besides their password. */
export type Factor = 'totp' | 'passkey' | 'recovery_codes'
/** Which mails a user wants. Those about their access always go. */
export interface Notifications {
  newSignIn: boolean
  /** At 80 % and 100 % of an account's credits. */
  usage: boolean
}

/** A person who signs in. */
export interface User {
  id: string
  username: string
  /** The address that they hold; a placeholder (address.ts) when someone else has it now. */
  email: string
  /** When they proved it to be theirs, UTC ms; until then it keeps nobody else from it. */
  emailVerifiedAt: number | null
  /** An address that waits for its link. */
  pendingEmail: string | null
  isOperator: boolean
  status: 'active' | 'suspended'
  suspendedReason: string | null
  /** Null: as their browser says. */
  locale: Locale | null
  /** Whether a second factor is in force. */
  hasFactor: boolean
  /** Grows with each new password. */
  credentialsVersion: number
  /** IANA; `UTC` until one was chosen. */
  timeZone: string
  /** Null until one was chosen. */
  theme: Theme | null
  notifications: Notifications
  createdAt: number
}

/** Who pays: keys, plan, usage and bills hang on it. */
export interface Account {
  id: string
  name: string
  /** The public tag in its keys; it names the account's meter and is shown nowhere else. */
  tag: string
  status: 'active' | 'suspended'
  suspendedReason: string | null
  plan: Plan
  createdAt: number
  /** When it is erased unless that is taken back, UTC ms; null while nobody asked, and once it is done. */
  deletionDueAt: number | null
  /** When its erasing began, UTC ms. */
  erasedAt: number | null
  /** What is done with a key of it that was found in public. */
  leakResponse: LeakResponse
  /** Since when its calls are refused because of an overdue bill, UTC ms. */
  paymentRequiredAt: number | null
  /** Its own cap on a month's overage, minor units of its plan's currency; null for none. */
  spendingCapMinor: number | null
  /** Amounts of a month's overage that it wants to be told of, minor units, ascending. */
  spendingAlerts: number[]
  /** Whom its bills are addressed to. */
  billingDetails: BillingDetails | null
}

/** An account as one of its members knows it. */
export interface Membership {
  /** The account's. */
  id: string
  name: string
  role: Role
}

/** Where a request came from. */
export interface Origin {
  address: string
  agent: string
  place: Place | null
}

/** Where on earth, as far as Cloudflare can tell. */
export interface Place {
  /** ISO 3166-1 alpha-2, or `T1` for Tor. */
  country: string
  city: string | null
}

/** What a client says it is; null for what it does not say. */
export interface Device {
  /** Firefox, curl */
  client: string | null
  /** Linux, iOS */
  system: string | null
}

/** A signed-in client: who, in which account, with what role. */
export interface Session {
  /** `ses_…`: names it to people. What stands for it in storage stays there. */
  id: string
  idHash: string
  kind: 'cookie' | 'bearer'
  user: User
  account: Account
  role: Role
  /** Every account that the user is a member of, the oldest membership first. */
  accounts: Membership[]
  /** When its password was last typed, UTC ms; 0 for a session that a link opened. */
  signedInAt: number
  expiresAt: number
  /** The service token that acts for its maker: it reaches no further than its scopes. Not there for a person. */
  token?: { id: string; name: string; scopes: readonly Scope[] }
}

/** A session as its user sees it in a list. */
export interface OpenSession {
  id: string
  kind: 'cookie' | 'bearer'
  /** Whether it is the one that asks. */
  current: boolean
  device: Device
  /** Where it was opened. */
  address: string
  place: Place | null
  openedAt: number
  /** Up to five minutes behind. */
  seenAt: number
  /** Its end at the latest. */
  expiresAt: number
}

/** What a user does with their own sessions. Another user's is NOT_FOUND. */
export interface OwnSessions {
  /** Those that are not over: this one, then the last seen first. */
  sessions(session: Session): Promise<OpenSession[]>
  openSessionOf(session: Session, id: string): Promise<Result<OpenSession>>
  /** Ends one; its next request is signed out. */
  endSession(session: Session, id: string, origin: Origin): Promise<Result<OpenSession>>
  /** Ends all but this one. */
  endOtherSessions(session: Session, origin: Origin): Promise<void>
  /**
   * Makes a session fresh with its user's password, under a new token: whoever holds the old one is signed out.
   * INVALID_CREDENTIALS; UNAUTHENTICATED when it was ended meanwhile.
   */
  renewSession(
    session: Session,
    password: string,
    origin: Origin,
  ): Promise<Result<{ token: string; expiresAt: number }>>
}

export interface Registration {
  username: string
  email: string
  password: string
}

/** Every verb about people. `now` comes from the clock it was made with. */
export interface People extends OwnSessions, OwnAddress, OwnPassword {
  /** A user, an account of their own on the free plan, and its first key, whose text is in the answer alone. */
  register(
    input: Registration,
    origin: Origin,
  ): Promise<Result<{ user: User; account: Account; apiKey: string; inForce: boolean }>>
  /**
   * Checks a name or mail address and a password. The same work and the same answer for an unknown name.
   * Each try is counted before its password is: TOO_MANY_TRIES when it came too soon.
   */
  authenticate(login: string, password: string, origin: Origin): Promise<Result<User>>
  /**
   * Opens a session in the user's oldest account; the token is in the answer alone. It is half, and not `complete`, when the
   * user has a second factor and none was given. One that a link opened is not fresh. Who has no account, since they were
   * removed or left, gets one of their own, on the free plan and without a key.
   */
  openSession(
    user: User,
    kind: 'cookie' | 'bearer',
    origin: Origin,
    by?: { proof?: Proof | undefined; factor?: Factor | undefined },
  ): Promise<{ token: string; expiresAt: number; complete: boolean }>
  /** Remembers the device that a user signs in from. It is in the answer when it is new, and not the user's first. */
  noteDevice(user: User, origin: Origin): Promise<Device | null>
  /**
   * The session of a token, if it is whole, neither over nor idle too long and its user is active. A request that nobody made
   * by hand (`byHand` false: a page that refreshes itself) does not keep it from growing idle.
   */
  session(token: string, byHand?: boolean): Promise<Session | null>
  closeSession(session: Session, origin: Origin): Promise<void>
}
