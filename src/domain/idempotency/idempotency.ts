import type { Clock } from '../clock.ts'
import { failed, mustWait, ok, type Result } from '../failures.ts'
import type { Vault } from '../vault.ts'

/** One write as its client names it: whoever sends it again means the same one. */
export interface Write {
  /** Who asks, and in which account. */
  owner: string
  /** Method and path. */
  route: string
  /** The client's own name for it. */
  key: string
  /** SHA-256 of the body, hexadecimal. */
  fingerprint: string
  /** It moves money: nobody takes it over, and only a refusal leaves its key free. */
  once: boolean
}

/** A write that is under way here. */
export interface Claim extends Write {
  /** UTC ms; with it the row is this claim's and no later one's. */
  at: number
}

/** What a write answered. */
export interface Answer {
  status: number
  type: string
  body: string
}

/** What is stored of a write that another request was first with. */
export interface Known {
  fingerprint: string
  /** Null while it is under way. */
  status: number | null
  sealed: string | null
}

export interface IdempotencyStore {
  /**
   * Null when the write is this claim's: nobody was there, who was there is older than `keptSince`, or left the same write
   * under way before `abandonedSince` (UTC ms). One statement decides. Else what is there.
   */
  claim(claim: Claim, keptSince: number, abandonedSince: number): Promise<Known | null>
  /** Keeps the answer, while the row is still this claim's. */
  keep(claim: Claim, status: number, sealed: string): Promise<void>
  /** Forgets a claim without an answer, while the row is still its own. */
  release(claim: Claim): Promise<void>
}

/** Writes that a client may repeat without their being done twice. */
export interface Idempotency {
  /**
   * Either it is to be done now, or the answer that it had. IDEMPOTENCY_IN_FLIGHT while the first is under way,
   * IDEMPOTENCY_MISMATCH when the key was used for another body.
   */
  begin(write: Write): Promise<Result<{ claim: Claim } | { answer: Answer }>>
  /**
   * What it answered: a success is kept for 24 hours, anything else leaves the key free again. Where money moves, what broke may
   * have been done all the same: for 24 hours it stays under way.
   */
  end(claim: Claim, answer: Answer): Promise<void>
}

/** How long an answer is kept. */
export const KEPT_MS = 24 * 3_600_000
/** After so long the first is taken to have died on the way, and the same write may be done by another. */
const ABANDONED_MS = 60_000

const [ENCODER, DECODER] = [new TextEncoder(), new TextDecoder()]
const purposeOf = ({ owner, route, key }: Write) => `idempotency:${owner} ${route} ${key}`

/** Answers are sealed: some hold a key or a token that stands nowhere else. */
export function makeIdempotency(ports: { store: IdempotencyStore; vault: Vault; clock: Clock }): Idempotency {
  const { store, vault, clock } = ports
  return {
    async begin(write) {
      const at = clock()
      const claim = { ...write, at }
      const known = await store.claim(claim, at - KEPT_MS, at - (write.once ? KEPT_MS : ABANDONED_MS))
      if (!known) return ok({ claim })
      if (known.fingerprint !== write.fingerprint) return failed('IDEMPOTENCY_MISMATCH')
      if (known.status === null || known.sealed === null) return mustWait('IDEMPOTENCY_IN_FLIGHT', 1)
      const opened: Pick<Answer, 'type' | 'body'> = JSON.parse(
        DECODER.decode(await vault.open(known.sealed, purposeOf(write))),
      )
      return ok({ answer: { status: known.status, ...opened } })
    },

    async end(claim, { status, type, body }) {
      if (status >= 500 && claim.once) return
      if (status < 200 || status >= 400) return store.release(claim)
      const sealed = await vault.seal(ENCODER.encode(JSON.stringify({ type, body })), purposeOf(claim))
      await store.keep(claim, status, sealed)
    },
  }
}
