import * as z from 'zod'
import type { KeyInput } from '../../domain/keys/keys.ts'
import { endOfDay } from '../../domain/time-zones.ts'
import { keyName } from '../key-input.ts'
import { refusal } from '../middleware/fields.ts'

/** What the form for a key takes: a name, and a last day, whose end in the reader's zone is the key's. `now` is UTC ms. */
export const keyForm = (now: number, timeZone: string) =>
  z
    .strictObject({
      name: keyName,
      expires_at: z
        .union([z.literal('').transform(() => null), z.iso.date().transform((day) => endOfDay(timeZone, day))])
        .refine((at) => at === null || at > now, refusal('in_the_past'))
        .optional(),
    })
    .transform(
      ({ name, expires_at }): KeyInput => ({
        name,
        expiresAt: expires_at ?? null,
      }),
    )
