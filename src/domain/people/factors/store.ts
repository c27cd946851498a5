import type { AuditEvent } from '../../audit.ts'
import type { User } from '../people.ts'
import type { SessionTimes } from '../sessions.ts'
import type { Challenge } from './challenges.ts'
import type { FactorState, HalfSession, KnownCredential } from './factors.ts'
import type { Credential } from './passkey.ts'

/** What every first factor brings about, in the batch that adds it. */
export interface Addition {
  userId: string
  /** Whose session stays when the others end. */
  sessionId: string
  event: AuditEvent
  endedEvent: AuditEvent
  /** Hashes of recovery codes. */
  codes: string[]
  codesEvent: AuditEvent
  now: number
}

/** What was added: nothing, a factor, or a first one, whose recovery codes are in force. */
export type AddedAs = null | 'further' | 'first'

/** What the verbs about second factors ask of storage. Each change is one transaction with its event. */
export interface FactorStore {
  state(userId: string): Promise<FactorState>

  /** The app's sealed secret: in force, or being added. */
  app(userId: string, confirmed: boolean): Promise<{ id: string; secret: string } | null>
  /** Notes an app that is being added, unless there is one already: in force, or being added since `staleBefore`. */
  beginApp(app: { id: string; userId: string; secret: string; createdAt: number }, staleBefore: number): Promise<void>
  /** Puts it in force; its code of this step is used up. */
  confirmApp(id: string, step: number, addition: Addition): Promise<AddedAs>
  removeApp(userId: string, event: AuditEvent): Promise<boolean>

  credentials(userId: string): Promise<KnownCredential[]>
  /** A passkey and its user, whatever their status. */
  passkey(credentialId: string): Promise<(Credential & { id: string; user: User }) | null>
  /** Null when the credential is somebody's already. */
  addPasskey(
    passkey: Credential & { id: string; name: string; transports: string[] },
    addition: Addition,
  ): Promise<AddedAs>
  renamePasskey(userId: string, id: string, name: string, event: AuditEvent): Promise<boolean>
  removePasskey(userId: string, id: string, event: AuditEvent): Promise<boolean>

  /** All others are gone. False without a factor. */
  replaceRecoveryCodes(userId: string, codes: string[], event: AuditEvent): Promise<boolean>

  /** Each of these says whether it was this call that used it up. */
  spendStep(id: string, step: number, now: number): Promise<boolean>
  /** The event is the user's oldest account's. */
  spendRecoveryCode(userId: string, hash: string, event: Omit<AuditEvent, 'accountId'>): Promise<boolean>
  /** A counter that does not grow is refused, unless the authenticator never counted. */
  spendSignature(passkeyId: string, count: number, now: number): Promise<boolean>
  /** In place of those that its holder was given before for the same purpose. */
  addChallenge(challenge: Challenge, expiresAt: number): Promise<void>
  spendChallenge(challenge: Challenge, now: number): Promise<boolean>

  half(idHash: string): Promise<(HalfSession & SessionTimes) | null>
  /** False when it is gone. */
  completeSession(idHash: string, renewed: { idHash: string } & SessionTimes, event: AuditEvent): Promise<boolean>
  removeHalf(idHash: string): Promise<void>
}
