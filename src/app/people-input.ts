import * as z from 'zod'
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

/** What signing up takes, on the page as in JSON. */
export const registration = z.strictObject({
  username,
  email: z.email().max(254),
  password,
})

/** What signing in again takes: whose password it is, the session says. A browser's password manager sends the name too. */
export const signInAgain = z.strictObject({
  login: z.string().max(254).optional(),
  password: z.string().min(1).max(1024),
  next: z.string().max(2048).optional(),
})

/** What signing in takes on the page. What is typed here was once accepted, or is simply wrong: only its size is checked. */
export const signIn = z.strictObject({
  login: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1024),
  next: z.string().max(2048).optional(),
})
