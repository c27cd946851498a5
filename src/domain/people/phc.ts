import { scryptSync, timingSafeEqual } from 'node:crypto'
import type { Random } from '../ids.ts'
import type { Verdict } from './passwords.ts'

/**
 * Passwords as PHC strings (https://github.com/P-H-C/phc-string-format): the parameters travel with the hash, so that they
 * can grow. scrypt N=2^14, r=8, p=5 is a set that OWASP's Password Storage Cheat Sheet lists. Takes about 100 ms and
 * blocks its isolate for as long: workers/jobs and the seed import this, the app never does.
 */
const LN = 14
const R = 8
const P = 5
const SALT = 16
const HASH = 32
// workerd ends at N·r·p = 2^20; a stored string asking for more is damaged.
const MAX_WORK = 2 ** 20
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43,86})$/

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

function derive(password: string, salt: Uint8Array, length: number, ln: number, r: number, p: number): Buffer {
  const N = 2 ** ln
  // Needs 128·N·r bytes and some; Node's own ceiling of 32 MiB is too near.
  return scryptSync(password.normalize('NFC'), salt, length, { N, r, p, maxmem: 256 * N * r })
}

/** The PHC string of a password under a fresh salt. */
export function hashPassword(password: string, random: Random): string {
  const salt = random(SALT)
  return `$scrypt$ln=${LN},r=${R},p=${P}$${base64(salt)}$${base64(derive(password, salt, HASH, LN, R, P))}`
}

/**
 * Whether a password made this PHC string, in time that does not depend on where they differ. Without a string (an
 * unknown user) it does the work of today's parameters and says false. Throws on a string that is no PHC of scrypt.
 */
export function verifyPassword(password: string, phc: string | null): Verdict {
  if (phc === null) {
    derive(password, new Uint8Array(SALT), HASH, LN, R, P)
    return false
  }
  const [, ln, r, p, salt, hash] = FORM.exec(phc) ?? []
  const work = 2 ** Number(ln) * Number(r) * Number(p)
  if (!salt || !hash || !(work > 0 && work <= MAX_WORK)) throw new Error('a stored password is no PHC string of scrypt')
  const expected = Buffer.from(hash, 'base64')
  const given = derive(password, Buffer.from(salt, 'base64'), expected.length, Number(ln), Number(r), Number(p))
  if (!timingSafeEqual(given, expected)) return false
  return Number(ln) === LN && Number(r) === R && Number(p) === P ? 'match' : 'match_outdated'
}
