import { sha256 } from '@oslojs/crypto/sha2'
import type { Clock } from './clock.ts'

/** What an id belongs to; the prefix is part of the id. */
export type IdPrefix =
  | 'user'
  | 'acct'
  | 'ses'
  | 'key'
  | 'route'
  | 'plan'
  | 'req'
  | 'evt'
  | 'job'
  | 'mail'
  | 'totp'
  | 'pkey'
  | 'inv'
  | 'tok'
  | 'recon'
  | 'arc'
  | 'inc'
  | 'bill'
  | 'cred'
  | 'cnote'
  | 'pay'
  | 'rfd'
  | 'vch'

/** Makes ids. */
export type Ids = (prefix: IdPrefix) => string

/** Fills a new array with random bytes. */
export type Random = (length: number) => Uint8Array

// Crockford's base32, lower case: sorts as it counts and has no i, l, o or u to misread.
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_LENGTH = 10

/**
 * Prefixed ids that sort by time: ten digits of UTC milliseconds, sixteen random ones (80 bits), as in the ULID
 * specification (https://github.com/ulid/spec).
 */
export function makeIds(clock: Clock, random: Random): Ids {
  return (prefix) => {
    let text = ''
    for (let time = clock(), i = 0; i < TIME_LENGTH; i++) {
      text = DIGITS[time % 32] + text
      time = Math.floor(time / 32)
    }
    for (const byte of random(16)) text += DIGITS[byte & 31]
    return `${prefix}_${text}`
  }
}

/** The one id of something that these parts name, made at an instant: whoever makes it again makes the same. */
export const steadyId = (prefix: IdPrefix, at: number, ...parts: string[]): string =>
  makeIds(
    () => at,
    (length) => sha256(new TextEncoder().encode(JSON.stringify(parts))).slice(0, length),
  )(prefix)

/** The UTC milliseconds at which an id was made; NaN when the text is no id. */
export function timeOfId(id: string): number {
  const digits = id.slice(id.indexOf('_') + 1, id.indexOf('_') + 1 + TIME_LENGTH)
  if (digits.length < TIME_LENGTH) return Number.NaN
  let time = 0
  for (const digit of digits) {
    const value = DIGITS.indexOf(digit)
    if (value < 0) return Number.NaN
    time = time * 32 + value
  }
  return time
}
