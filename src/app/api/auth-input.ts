import * as z from 'zod'
import { refusal } from '../middleware/fields.ts'

const name = z.string().trim().min(1).max(254).optional()

/** What signing in takes in JSON: the name under one of three names. `code` is that of a second factor. */
export const login = z
  .strictObject({
    login: name,
    username: name,
    email: name,
    password: z.string().min(1).max(1024),
    code: z.string().max(64).optional(),
  })
  .refine(({ login, username, email }) => [login, username, email].filter((one) => one !== undefined).length === 1, {
    path: ['login'],
    ...refusal('required'),
  })
  .transform(({ login, username, email, password, code }) => ({
    login: login ?? username ?? email ?? '',
    password,
    code,
  }))
