import type { Result } from '../../failures.ts'
import type { Factor, Origin, Session, User } from '../people.ts'
import type { Assertion, Attestation, RelyingParty } from './passkey.ts'

/** A passkey as its user sees it. UTC ms. */
export interface Passkey {
  id: string
  name: string
  createdAt: number
  usedAt: number | null
}

/** A user's second factors. UTC ms. */
export interface FactorState {
  app: { addedAt: number; usedAt: number | null } | null
  /** Oldest first. */
  passkeys: Passkey[]
  /** Null until there is a factor. */
  recoveryCodes: { left: number; madeAt: number } | null
}

/** Someone whose password was right and whose second factor is still to come. It opens the page of the factor and nothing else. */
export interface HalfSession {
  id: string
  idHash: string
  user: User
  accountId: string
  expiresAt: number
}

/** The site, and the cookie whose holder may answer a challenge. */
export interface Ceremony {
  rp: RelyingParty
  boundTo: string
}

/** What `navigator.credentials.create` is asked for, besides what never changes. Bytes are base64url. */
export interface CreationOptions {
  challenge: string
  rpId: string
  user: { id: string; name: string }
  algorithms: readonly number[]
  exclude: KnownCredential[]
}

/** What `navigator.credentials.get` is asked for. With nothing allowed by name, the authenticator offers what it has. */
export interface RequestOptions {
  challenge: string
  rpId: string
  allow: KnownCredential[]
  needsVerified: boolean
}

export interface KnownCredential {
  id: string
  transports: string[]
}

interface Token {
  token: string
  expiresAt: number
}

/** With the recovery codes when the factor is the first: shown this once. */
interface Added {
  codes: string[] | null
}

/** Adding and removing. The first factor ends the user's other sessions, which never gave one; the last takes the recovery codes along. */
export interface OwnFactors {
  of(userId: string): Promise<FactorState>
  /** The secret of an app that is being added: the same for half an hour, if not confirmed. Null when there is one in force. */
  enrolment(session: Session, issuer: string): Promise<{ secret: string; uri: string } | null>
  /** INVALID_CODE; NOT_FOUND when nothing is being added. */
  confirmApp(session: Session, code: string, origin: Origin): Promise<Result<Added>>
  removeApp(session: Session, origin: Origin): Promise<Result<null>>
  creationOptions(session: Session, ceremony: Ceremony): Promise<CreationOptions>
  /** PASSKEY_REFUSED. */
  addPasskey(
    session: Session,
    name: string,
    attestation: Attestation,
    ceremony: Ceremony,
    origin: Origin,
  ): Promise<Result<Added>>
  renamePasskey(session: Session, id: string, name: string, origin: Origin): Promise<Result<null>>
  removePasskey(session: Session, id: string, origin: Origin): Promise<Result<null>>
  /** New recovery codes in place of all others. NOT_FOUND without a factor. */
  makeRecoveryCodes(session: Session, origin: Origin): Promise<Result<string[]>>
}

/** Giving a factor. Every try is counted before it is checked: TOO_MANY_TRIES when it came too soon. */
export interface FactorProofs {
  /** The half session of a token, while it lasts and its user has a factor. */
  half(token: string): Promise<HalfSession | null>
  /** An app's code or a recovery code, each once: what it was, or INVALID_CODE. */
  checkCode(user: User, code: string, origin: Origin): Promise<Result<Factor>>
  /** Makes a half session whole, under a new token. INVALID_CODE; UNAUTHENTICATED when it ended meanwhile. */
  complete(half: HalfSession, code: string, origin: Origin): Promise<Result<Token & { factor: Factor }>>
  completeWithPasskey(
    half: HalfSession,
    assertion: Assertion,
    ceremony: Ceremony,
    origin: Origin,
  ): Promise<Result<Token>>
  /** Ends a half session. */
  leave(half: HalfSession): Promise<void>
  factorOptions(user: User, ceremony: Ceremony): Promise<RequestOptions>
  /** For whoever is signed out, so they are counted by address. */
  signInOptions(ceremony: Ceremony, origin: Origin): Promise<Result<RequestOptions>>
  /** Who signs in by a passkey alone: PASSKEY_REFUSED, USER_SUSPENDED. */
  signIn(assertion: Assertion, ceremony: Ceremony, origin: Origin): Promise<Result<User>>
  renewOptions(session: Session, ceremony: Ceremony): Promise<RequestOptions>
  /** Makes a session fresh with one of its user's passkeys, under a new token. */
  renew(session: Session, assertion: Assertion, ceremony: Ceremony, origin: Origin): Promise<Result<Token>>
}

export interface Factors extends OwnFactors, FactorProofs {}
