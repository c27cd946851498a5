import { decodePKIXECDSASignature, p256 } from '@oslojs/crypto/ecdsa'
import { decodeBase64IgnorePadding } from '@oslojs/encoding'
import type { Clock } from '../domain/clock.ts'
import { failed, mustWait, ok, type Result } from '../domain/failures.ts'

/** What a scanner sent, and its signature as its headers name it: by the id of a key, base64 of DER. */
export interface SignedReport {
  keyId: string | undefined
  signature: string | undefined
  body: ArrayBuffer
}

/** Checks a report's signature. SIGNATURE_REFUSED; SIGNER_UNAVAILABLE while the scanner's keys cannot be had. */
export type CheckReport = (report: SignedReport) => Promise<Result<null>>

/** How long keys that were read are good. */
const GOOD_MS = 600_000
/** How long a key that was not among them is believed not to exist: strangers make up ids. */
const ABSENT_MS = 300_000
/** How long nobody asks again, whether the answer is still out or was none. */
const PAUSE_MS = 15_000
const WITHIN_MS = 5_000
/** How often whoever waits for another's answer looks whether it is there. */
const LOOK_MS = 20
const MOST_KEYS = 100
const MOST_TEXT = 64 * 1024
const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** The public keys at an address by their ids, as PEM: kept by an isolate as plain data. */
class PublishedKeys {
  readonly #url: string
  #keys: ReadonlyMap<string, string> = new Map()
  #readAt = Number.NEGATIVE_INFINITY
  #askedAt = Number.NEGATIVE_INFINITY
  #isAsking = false

  constructor(url: string) {
    this.#url = url
  }

  async find(id: string, now: number): Promise<Result<string>> {
    const known = this.#known(id, now)
    if (known) return known
    if (now - this.#askedAt >= PAUSE_MS) await this.#ask(now)
    // One asks for all that come meanwhile. Requests share data, never a promise: each looks by itself whether it is there.
    else for (let waited = 0; this.#isAsking && waited < WITHIN_MS; waited += LOOK_MS) await pause(LOOK_MS)
    return this.#known(id, now) ?? mustWait('SIGNER_UNAVAILABLE', PAUSE_MS / 1_000)
  }

  /** What the keys say that were read; null when they are too old to. */
  #known(id: string, now: number): Result<string> | null {
    const age = now - this.#readAt
    const key = this.#keys.get(id)
    if (key !== undefined) return age < GOOD_MS ? ok(key) : null
    return age < ABSENT_MS ? failed('SIGNATURE_REFUSED') : null
  }

  async #ask(now: number): Promise<void> {
    this.#askedAt = now
    this.#isAsking = true
    try {
      this.#keys = await readKeys(this.#url)
      this.#readAt = now
    } catch (error) {
      console.log(JSON.stringify({ event: 'scanning_keys.unread', error: (error as Error).name }))
    } finally {
      this.#isAsking = false
    }
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** `{public_keys: [{key_identifier, key}]}`. GitHub answers nobody without a User-Agent. A redirect is no answer. */
async function readKeys(url: string): Promise<Map<string, string>> {
  const answer = await fetch(url, {
    headers: { Accept: 'application/json', 'User-Agent': 'tollgate' },
    redirect: 'manual',
    signal: AbortSignal.timeout(WITHIN_MS),
  })
  if (!answer.ok) throw new Error(`the keys’ address answered ${answer.status}`)
  const text = await answer.text()
  if (text.length > MOST_TEXT) throw new Error('the keys are too long')
  const { public_keys } = JSON.parse(text) as { public_keys?: unknown }
  if (!Array.isArray(public_keys) || public_keys.length > MOST_KEYS) throw new Error('there are no keys')
  const keys = new Map<string, string>()
  for (const { key_identifier: id, key } of public_keys as { key_identifier?: unknown; key?: unknown }[]) {
    if (typeof id === 'string' && typeof key === 'string') keys.set(id, key)
  }
  return keys
}

const keysAt = new Map<string, PublishedKeys>()

function publishedAt(url: string): PublishedKeys {
  const known = keysAt.get(url) ?? new PublishedKeys(url)
  keysAt.set(url, known)
  return known
}

/** WebCrypto takes r and s side by side. Null for what is no signature. */
function rawSignature(text: string): Uint8Array | null {
  try {
    return decodePKIXECDSASignature(decodeBase64IgnorePadding(text)).encodeIEEEP1363(p256)
  } catch {
    return null
  }
}

async function isSigned(pem: string, signature: Uint8Array, body: ArrayBuffer): Promise<boolean> {
  try {
    const der = decodeBase64IgnorePadding(pem.replace(/-----[A-Z ]+-----|\s/g, ''))
    const key = await crypto.subtle.importKey('spki', der, ES256, false, ['verify'])
    return await crypto.subtle.verify(ES256, key, signature, body)
  } catch {
    return false
  }
}

/**
 * Checks reports as GitHub signs them: ECDSA over P-256 and SHA-256 of the raw body, by a key that is published at `url`.
 * https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export const makeCheckReport =
  (url: string, clock: Clock): CheckReport =>
  async ({ keyId, signature, body }) => {
    const raw = keyId && signature ? rawSignature(signature) : null
    if (!keyId || !raw) return failed('SIGNATURE_REFUSED')
    const key = await publishedAt(url).find(keyId, clock())
    if (!key.ok) return key
    return (await isSigned(key.value, raw, body)) ? ok(null) : failed('SIGNATURE_REFUSED')
  }
