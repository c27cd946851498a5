import { sha256 } from '@oslojs/crypto/sha2'
import { encodeHexLowerCase } from '@oslojs/encoding'
import type { Result } from '../failures.ts'
import { networkOf } from './network.ts'
import type { Allowance, Taken } from './throttle.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * Every number of the throttle. A user can be named in two ways, by user name and by mail address, and each is counted by
 * itself: counted together they would tell that they belong together. So ten passwords at once are two times five.
 */
const GROWING = { firstWaitMs: 30 * SECOND, longestWaitMs: 15 * MINUTE }
const LOGIN: Allowance = { free: 5, ...GROWING, windowMs: DAY }
/** Wider: a whole office may share an address. */
const ADDRESS: Allowance = { free: 50, ...GROWING, windowMs: HOUR }
/** Mails with a link that a user, or whoever knows a login, may ask for in a day. */
const LINKS: Allowance = { free: 1, firstWaitMs: MINUTE, longestWaitMs: 15 * MINUTE, most: 5, windowMs: DAY }
const LINKS_OF_ADDRESS: Allowance = { ...LINKS, free: 50, most: 200 }
const INVITATIONS: Allowance = { free: 20, firstWaitMs: DAY, longestWaitMs: DAY, windowMs: DAY }
/** Codes and passkeys: of a user five failures, whoever knows their password. */
const FACTOR: Allowance = { free: 5, ...GROWING, windowMs: DAY }
/** Each is a row for five minutes. */
const CHALLENGES: Allowance = { free: 100, firstWaitMs: 10 * SECOND, longestWaitMs: MINUTE, windowMs: HOUR }
const anHour = (free: number): Allowance => ({ free, firstWaitMs: HOUR, longestWaitMs: HOUR, windowMs: HOUR })

/** A try as one subject counts it. */
export interface Try {
  /** The name of its object: a hash, so that no login or address lies about in names. */
  subject: string
  allowance: Allowance
  /** What a success does: nothing, take this one try back, or forget all tries of the subject. */
  success: 'keep' | 'give_back' | 'forget'
}

const ENCODER = new TextEncoder()
const subjectOf = (purpose: string, kind: string, text: string): string =>
  encodeHexLowerCase(sha256(ENCODER.encode(`${purpose}\n${kind}\n${text}`)))
const byAddress = (purpose: string, address: string): string => subjectOf(purpose, 'address', networkOf(address))
const byUser = (purpose: string, id: string): string => subjectOf(purpose, 'user', id)
// The database knows logins whatever their case.
const byLogin = (purpose: string, login: string): string => subjectOf(purpose, 'login', login.toLowerCase())

/** Who counts what, in order. The address goes first: one that must wait adds nothing to a login's tries. */
export const tries = {
  signIn: (login: string, address: string): Try[] => [
    { subject: byAddress('sign-in', address), allowance: ADDRESS, success: 'give_back' },
    { subject: byLogin('sign-in', login), allowance: LOGIN, success: 'forget' },
  ],
  /** The password of who is signed in: by user, whatever their name is by now, and apart from what strangers try. */
  signInAgain: (userId: string, address: string): Try[] => [
    { subject: byAddress('sign-in', address), allowance: ADDRESS, success: 'give_back' },
    { subject: byUser('sign-in', userId), allowance: LOGIN, success: 'forget' },
  ],
  factor: (userId: string, address: string): Try[] => [
    { subject: byAddress('factor', address), allowance: ADDRESS, success: 'give_back' },
    { subject: byUser('factor', userId), allowance: FACTOR, success: 'forget' },
  ],
  passkey: (address: string): Try[] => [
    { subject: byAddress('factor', address), allowance: ADDRESS, success: 'give_back' },
  ],
  challenge: (address: string): Try[] => [
    { subject: byAddress('challenge', address), allowance: CHALLENGES, success: 'keep' },
  ],
  registration: (address: string, hourly: number): Try[] => [
    { subject: byAddress('registration', address), allowance: anHour(hourly), success: 'keep' },
  ],
  /** Another mail with a link that confirms an address. */
  verification: (userId: string, address: string): Try[] => [
    { subject: byAddress('link', address), allowance: LINKS_OF_ADDRESS, success: 'keep' },
    { subject: byUser('verification', userId), allowance: LINKS, success: 'keep' },
  ],
  /** A mail with a link that sets a new password. A login that nobody has is counted like any other. */
  reset: (login: string, address: string): Try[] => [
    { subject: byAddress('link', address), allowance: LINKS_OF_ADDRESS, success: 'keep' },
    { subject: byLogin('reset', login), allowance: LINKS, success: 'keep' },
  ],
  /** A token out of a link. One that is right does not count. */
  token: (address: string): Try[] => [
    { subject: byAddress('token', address), allowance: ADDRESS, success: 'give_back' },
  ],
  /** Mails to people who asked for none. */
  invitation: (accountId: string): Try[] => [
    { subject: subjectOf('invitation', 'account', accountId), allowance: INVITATIONS, success: 'keep' },
  ],
}

/** The object of one subject, as others call it. */
export interface SubjectFace {
  /** Counts a try, or says what it must wait. However many come at once, each is counted before it is answered. */
  take(allowance: Allowance): Promise<Taken>
  /** What the next try must wait, ms; counts nothing. */
  waitOf(allowance: Allowance): Promise<number>
  /** Takes one try back that was counted in the window that ends at `end`. */
  giveBack(end: number): Promise<void>
  /** Forgets every try. */
  forget(): Promise<void>
}

/** Counts tries before their work is done. */
export interface Throttle {
  /**
   * Counts a try for each subject in turn. TOO_MANY_TRIES with the seconds to wait when one of them must, and then for none;
   * THROTTLE_UNAVAILABLE when one cannot be reached. `succeeded` is called when what was tried was right.
   */
  enter(tries: readonly Try[]): Promise<Result<{ succeeded(): Promise<void> }>>
  /** Whole seconds that `enter` would ask to wait; counts nothing. 0 when nobody can say. */
  waitOf(tries: readonly Try[]): Promise<number>
}
