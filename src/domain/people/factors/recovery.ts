import { sha256 } from '@oslojs/crypto/sha2'
import { encodeHexLowerCase } from '@oslojs/encoding'
import type { Random } from '../../ids.ts'

// Crockford's base32, which has no i, l, o or u to misread; whoever types them means 1 and 0.
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
const MEANT: Record<string, string> = { i: '1', l: '1', o: '0' }
const LENGTH = 10
const GROUP = 5
const CODES = 10

/** From how many left on a page should warn. */
export const FEW_CODES = 3

const newCode = (random: Random): string => {
  const text = [...random(LENGTH)].map((byte) => DIGITS[byte & 31]).join('')
  return `${text.slice(0, GROUP)}-${text.slice(GROUP)}`
}

/** Ten codes of 50 random bits each, `7k2mp-x9wqd`. */
export const newRecoveryCodes = (random: Random): string[] => Array.from({ length: CODES }, () => newCode(random))

const ENCODER = new TextEncoder()

/** What is stored of a code: SHA-256 in hex, of its user and its digits, however they were typed. */
export function hashRecoveryCode(userId: string, code: string): string {
  const digits = code.toLowerCase().replace(/[\s-]/g, '')
  const meant = digits.replace(/[ilo]/g, (digit) => MEANT[digit] ?? digit)
  return encodeHexLowerCase(sha256(ENCODER.encode(`recovery-code\n${userId}\n${meant}`)))
}
