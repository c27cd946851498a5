import { encodeBase32NoPadding } from '@oslojs/encoding'
import { createTOTPKeyURI, verifyHOTP } from '@oslojs/otp'
import type { Random } from '../../ids.ts'

/** RFC 6238 as every authenticator app knows it: SHA-1, 30 seconds, six digits. */
const STEP_S = 30
const DIGITS = 6
/** Clocks differ, and typing takes a while: the step before and the one after count too. */
const WINDOW = [-1, 0, 1]

/** 20 random bytes, as RFC 4226 recommends. */
export const newTotpSecret = (random: Random): Uint8Array => random(20)

/** The step whose code this is, at `now` (UTC ms); null when it is none of the window. Whether it was used, storage knows. */
export function stepOfCode(secret: Uint8Array, code: string, now: number): number | null {
  const current = Math.floor(now / (STEP_S * 1_000))
  const steps = WINDOW.map((away) => current + away).filter((step) => step >= 0)
  // Each is computed, whichever fits.
  return steps.filter((step) => verifyHOTP(secret, BigInt(step), DIGITS, code))[0] ?? null
}

/** What an app takes in place of the picture. */
export const secretText = (secret: Uint8Array): string => encodeBase32NoPadding(secret)

/** What the picture says: `otpauth://totp/…`. */
export const secretUri = (secret: Uint8Array, issuer: string, username: string): string =>
  createTOTPKeyURI(issuer, username, secret, STEP_S, DIGITS)
