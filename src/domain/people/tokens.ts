import { sha256 } from '@oslojs/crypto/sha2'
import { encodeBase64urlNoPadding, encodeHexLowerCase } from '@oslojs/encoding'
import type { Random } from '../ids.ts'

const ENCODER = new TextEncoder()

/** 32 random bytes as base64url: 43 characters in the hands of whoever they are given to, and nowhere else. */
export const newToken = (random: Random): string => encodeBase64urlNoPadding(random(32))

/** What is stored of a token: SHA-256 in hex. */
export const hashToken = (token: string): string => encodeHexLowerCase(sha256(ENCODER.encode(token)))

export const VERIFICATION_HOURS = 24
export const RESET_MINUTES = 60
