import * as z from 'zod'
import { isNobodys } from '../domain/people/address.ts'
import { isCommonPassword } from '../domain/people/common-passwords.ts'
import { refusal } from './middleware/fields.ts'

const USERNAME = /^[A-Za-z0-9._-]+$/
const [SHORTEST, LONGEST] = [8, 256]
const lengthOf = (text: string) => [...text].length

const password = z
  .string()
  .min(1)
  .refine((text) => lengthOf(text) >= SHORTEST, refusal('too_short', SHORTEST))
  .refine((text) => lengthOf(text) <= LONGEST, refusal('too_long', LONGEST))
  .refine((text) => !isCommonPassword(text), refusal('common_password'))
  .meta({ description: '8 to 256 characters of any kind; the most common passwords are refused.' })

export const username = z.string().min(3).max(32).regex(USERNAME)

// What stands in place of an address that someone else has now is of that kind, and nobody may take it before.
const email = z
  .email()
  .max(254)
  .refine((text) => !isNobodys(text), refusal('reserved'))

/** What signing up takes, on the page as in JSON. */
export const registration = z.strictObject({
  username,
  email,
  password,
})

/** What signing in again takes: whose password it is, the session says. A browser's password manager sends the name too. */
export const signInAgain = z.strictObject({
  login: z.string().max(254).optional(),
  password: z.string().min(1).max(1024),
  next: z.string().max(2048).optional(),
})

const typed = z.string().min(1).max(1024)
/** A browser's password manager sends the name too; whose password it is, the session or the link says. */
const name = z.string().max(254).optional()

export const addressChange = z.strictObject({ email })
export const passwordChange = z.strictObject({ login: name, current: typed, password })
export const resetRequest = z.strictObject({ login: z.string().trim().min(1).max(254) })
export const newPassword = z.strictObject({ login: name, token: z.string().max(200), password })

/** An app's six digits or a recovery code, as it was typed. */
export const factorCode = z.strictObject({
  code: z.string().trim().min(1).max(64),
  next: z.string().max(2048).optional(),
})

/** What signing in takes on the page. What is typed here was once accepted, or is simply wrong: only its size is checked. */
export const signIn = z.strictObject({
  login: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1024),
  next: z.string().max(2048).optional(),
})
