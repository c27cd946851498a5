import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import { CHALLENGE_MS, hashChallenge, type Purpose } from './challenges.ts'
import type { Ceremony } from './factors.ts'
import { challengeOf } from './passkey.ts'
import type { FactorPorts } from './ports.ts'

type Ports = Pick<FactorPorts, 'store' | 'clock' | 'random'>

/** Asks the holder of a cookie for one answer: 32 random bytes, base64url. */
export async function ask({ store, clock, random }: Ports, purpose: Purpose, { boundTo }: Ceremony): Promise<string> {
  const challenge = random(32)
  await store.addChallenge({ hash: hashChallenge(challenge), boundTo, purpose }, clock() + CHALLENGE_MS)
  return encodeBase64urlNoPadding(challenge)
}

/** Whether this answers what was asked, of the same holder and for the same purpose, and for the first time. */
export async function isAsked(
  { store, clock }: Ports,
  purpose: Purpose,
  clientDataJSON: Uint8Array,
  { rp, boundTo }: Ceremony,
): Promise<boolean> {
  const challenge = challengeOf(clientDataJSON, purpose === 'register' ? 'create' : 'get', rp)
  return (
    challenge !== null && (await store.spendChallenge({ hash: hashChallenge(challenge), boundTo, purpose }, clock()))
  )
}
