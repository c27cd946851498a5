import * as z from 'zod'
import type { KeyInput } from '../../domain/keys/keys.ts'
import { keyName } from '../key-input.ts'
import { refusal } from '../middleware/fields.ts'

const DAY = 86_400_000

/** What the form for a key takes: a name, and a last day, whose end (UTC) is the key's. `now` is UTC ms. */
export const keyForm = (now: number) =>
  z
    .strictObject({
      name: keyName,
      expires_at: z
        .union([z.literal('').transform(() => null), z.iso.date().transform((day) => Date.parse(day) + DAY)])
        .refine((at) => at === null || at > now, refusal('in_the_past'))
        .optional(),
    })
    .transform(
      ({ name, expires_at }): KeyInput => ({
        name,
        scopes: [],
        rateLimits: [],
        quota: null,
        expiresAt: expires_at ?? null,
      }),
    )
