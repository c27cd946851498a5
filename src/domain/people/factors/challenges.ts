import { sha256 } from '@oslojs/crypto/sha2'
import { encodeHexLowerCase } from '@oslojs/encoding'

/** What a passkey's answer is for: an answer to one is none to another. */
export type Purpose = 'register' | 'factor' | 'sign_in' | 'renew'

/** How long a challenge waits for its answer, in ms. */
export const CHALLENGE_MS = 5 * 60_000

/** A challenge as it is stored. */
export interface Challenge {
  /** SHA-256 of its bytes, in hex. */
  hash: string
  /** Hash of the cookie that it was given to: nobody else can answer. */
  boundTo: string
  purpose: Purpose
}

export const hashChallenge = (challenge: Uint8Array): string => encodeHexLowerCase(sha256(challenge))
