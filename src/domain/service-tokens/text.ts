import type { Random } from '../ids.ts'
import { checksumOf, isSealed, randomBase62, SEAL, sealOf } from '../keys/format.ts'

/**
 * A service token: `st_`, then 43 base62 characters: 31 random (184 bits), and as in an API key 6 of an HMAC-SHA-256 and 6 of
 * a CRC-32 of everything before it. Tokens of before they were sealed are 43 random ones.
 */
const PREFIX = 'st_'
const RANDOM = 31
const BODY = PREFIX.length + RANDOM
const FORM = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM + 2 * SEAL}}$`)

/** Whether a text has the form of a service token. */
export const isServiceToken = (text: string): boolean => FORM.test(text)

/** A new token, sealed under the newest secret. */
export function mintToken(secrets: readonly string[], random: Random): string {
  const body = PREFIX + randomBase62(RANDOM, random)
  const sealed = body + sealOf(body, secrets)
  return sealed + checksumOf(sealed)
}

/** Whether this service made the token, under any of its secrets. Of an older one nobody can tell. The form was read before. */
export const isMintedToken = (text: string, secrets: readonly string[]): boolean =>
  text.slice(-SEAL) === checksumOf(text.slice(0, -SEAL)) &&
  isSealed(text.slice(0, BODY), text.slice(BODY, -SEAL), secrets)

/** What is shown of a token: its prefix and its last four characters. */
export const tokenHintOf = (text: string): string => `${PREFIX}…${text.slice(-4)}`
