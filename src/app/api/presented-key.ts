import { hashKey, isMinted, readTag } from '../../domain/keys/format.ts'

/** The key in `Authorization: Bearer` or `X-API-Key`, checked as far as that goes without asking anyone. */
export type Presented =
  | { ok: true; hash: string; tag: string }
  | { ok: false; code: 'KEY_MISSING' | 'KEY_MALFORMED' | 'KEY_NOT_FOUND' }

/** Reads a request's key: its form and checksum first, then its MAC, so that an invented key wakes no object. */
export function presentedKey(headers: Headers, prefix: string, secrets: readonly string[]): Presented {
  const bearer = /^bearer +(\S.*)$/i.exec(headers.get('Authorization') ?? '')?.[1]
  return readKey((bearer ?? headers.get('X-API-Key') ?? '').trim(), prefix, secrets)
}

const MOST_KEYS = 10_000

/** Keys of late whose seals were right under these secrets: a key's cryptography is done once an isolate, in its memory alone. */
let ofLate = { secrets: [] as readonly string[], prefix: '', keys: new Map<string, Presented & { ok: true }>() }

/** A key's text, checked as far as that goes without asking anyone. */
export function readKey(key: string, prefix: string, secrets: readonly string[]): Presented {
  if (key === '') return { ok: false, code: 'KEY_MISSING' }
  if (secrets !== ofLate.secrets || prefix !== ofLate.prefix) ofLate = { secrets, prefix, keys: new Map() }
  const known = ofLate.keys.get(key)
  if (known) return known
  const tag = readTag(key, prefix)
  if (tag === null) return { ok: false, code: 'KEY_MALFORMED' }
  if (!isMinted(key, prefix, secrets)) return { ok: false, code: 'KEY_NOT_FOUND' }
  const read = { ok: true as const, hash: hashKey(key), tag }
  if (ofLate.keys.size >= MOST_KEYS) ofLate.keys.clear()
  ofLate.keys.set(key, read)
  return read
}
