import { isMinted, readTag } from '../../domain/keys/format.ts'

/** The key in `Authorization: Bearer` or `X-API-Key`, checked as far as that goes without asking anyone. */
export type Presented =
  | { ok: true; key: string; tag: string }
  | { ok: false; code: 'KEY_MISSING' | 'KEY_MALFORMED' | 'KEY_NOT_FOUND' }

/** Reads a request's key: its form and checksum first, then its MAC, so that an invented key wakes no object. */
export function presentedKey(headers: Headers, prefix: string, secrets: readonly string[]): Presented {
  const bearer = /^bearer +(\S.*)$/i.exec(headers.get('Authorization') ?? '')?.[1]
  return readKey((bearer ?? headers.get('X-API-Key') ?? '').trim(), prefix, secrets)
}

/** A key's text, checked as far as that goes without asking anyone. */
export function readKey(key: string, prefix: string, secrets: readonly string[]): Presented {
  if (key === '') return { ok: false, code: 'KEY_MISSING' }
  const tag = readTag(key, prefix)
  if (tag === null) return { ok: false, code: 'KEY_MALFORMED' }
  if (!isMinted(key, prefix, secrets)) return { ok: false, code: 'KEY_NOT_FOUND' }
  return { ok: true, key, tag }
}
