import { hmac } from '@oslojs/crypto/hmac'
import { SHA256, sha256 } from '@oslojs/crypto/sha2'
import { constantTimeEqual } from '@oslojs/crypto/subtle'
import { encodeHexLowerCase } from '@oslojs/encoding'
import type { Random } from '../ids.ts'
import { crc32 } from './crc32.ts'

/**
 * An API key: the prefix, then 48 base62 characters: 10 of the account's tag, 26 random (154 bits), 6 of an HMAC-SHA-256
 * over both, 6 of a CRC-32 of everything before it. The CRC lets a scanner tell a key from noise; the MAC lets the
 * gateway refuse an invented key without asking anyone.
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const TAG = 10
const RANDOM = 26
/** Characters of a seal, and of a checksum. */
export const SEAL = 6
const BODY = TAG + RANDOM + SEAL + SEAL
const SEAL_SPACE = 62 ** SEAL
const ENCODER = new TextEncoder()

/** Random base62 text. Bytes of 248 and more are thrown away, so that each character is as likely as any other. */
export function randomBase62(length: number, random: Random): string {
  let text = ''
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < 248 && text.length < length) text += DIGITS[byte % 62]
    }
  }
  return text
}

/** A new account's public tag. */
export const newTag = (random: Random): string => randomBase62(TAG, random)

function base62(value: number): string {
  let text = ''
  for (let rest = value, i = 0; i < SEAL; i++) {
    text = DIGITS[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return text
}

function seal(body: string, secret: string): string {
  const mac = hmac(SHA256, ENCODER.encode(secret), ENCODER.encode(body))
  const view = new DataView(mac.buffer, mac.byteOffset)
  // 53 bits of the MAC: as much as a number holds exactly, folded into six digits.
  const value = (view.getUint32(0) & 0x1fffff) * 2 ** 32 + view.getUint32(4)
  return base62(value % SEAL_SPACE)
}

/** The seal of a text under the newest secret. */
export function sealOf(body: string, secrets: readonly string[]): string {
  const newest = secrets[0]
  if (!newest) throw new Error('KEY_SECRETS is empty')
  return seal(body, newest)
}

/** Whether a seal is that of a text under any of the secrets. Takes as long for a wrong one. */
export function isSealed(body: string, given: string, secrets: readonly string[]): boolean {
  let sealed = false
  for (const secret of secrets)
    sealed = constantTimeEqual(ENCODER.encode(seal(body, secret)), ENCODER.encode(given)) || sealed
  return sealed
}

/** The checksum of a text, as it ends one. */
export const checksumOf = (text: string): string => base62(crc32(text))

/** A new key of the account with this tag, under the newest secret. */
export function mintKey(prefix: string, tag: string, secrets: readonly string[], random: Random): string {
  const body = tag + randomBase62(RANDOM, random)
  const sealed = prefix + body + sealOf(body, secrets)
  return sealed + checksumOf(sealed)
}

/** The tag in a key of the right form and checksum, else null. Costs no cryptography. */
export function readTag(text: string, prefix: string): string | null {
  if (text.length !== prefix.length + BODY || !text.startsWith(prefix)) return null
  for (let i = prefix.length; i < text.length; i++) {
    const c = text.charCodeAt(i)
    const isBase62 = (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122)
    if (!isBase62) return null
  }
  const sealedLength = text.length - SEAL
  if (text.slice(sealedLength) !== checksumOf(text.slice(0, sealedLength))) return null
  return text.slice(prefix.length, prefix.length + TAG)
}

/** Whether this service minted the key, under any of its secrets. The form must have been read before. */
export function isMinted(key: string, prefix: string, secrets: readonly string[]): boolean {
  const at = prefix.length + TAG + RANDOM
  return isSealed(key.slice(prefix.length, at), key.slice(at, at + SEAL), secrets)
}

/** What is stored of a key: SHA-256 in hex. */
export const hashKey = (key: string): string => encodeHexLowerCase(sha256(ENCODER.encode(key)))

/** A text without anything that looks like a key of this service, whatever its prefix. */
export const withoutKeys = (text: string): string => text.replace(/[a-z0-9]{1,12}_[0-9A-Za-z]{48}/g, '[key]')

/** What is shown of a key: its prefix and its last four characters. */
export const hintOf = (key: string, prefix: string): string => `${prefix}…${key.slice(-4)}`
