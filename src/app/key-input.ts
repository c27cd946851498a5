import * as z from 'zod'
import type { KeyInput } from '../domain/keys/keys.ts'
import { KEY_QUOTA_NAME, QUOTA_NAME } from '../domain/metering/decide.ts'
import { endOfDay } from '../domain/time-zones.ts'
import { line } from './line.ts'
import { refusal } from './middleware/fields.ts'

const A_MONTH_S = 31 * 86_400
const MOST_CREDITS = 1_000_000_000
/** What the single `rate_limit` is called among the limits of its key. */
const ONLY_LIMIT = 'key-rate'

export const keyName = line(80)

const amount = z.int().min(1).max(MOST_CREDITS)
const window = { limit: amount, window_seconds: z.int().min(1).max(A_MONTH_S) }
const limitName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/)
  .refine((name) => name !== QUOTA_NAME && name !== KEY_QUOTA_NAME, refusal('reserved'))
const namesOnce = (limits: { name: string }[]) => new Set(limits.map(({ name }) => name)).size === limits.length

export const instant = z
  .union([z.int().min(0), z.iso.datetime({ offset: true })])
  .transform((value) => (typeof value === 'number' ? value : Date.parse(value)))
  .meta({ description: 'ISO 8601 with its offset, or UTC milliseconds; in the future.' })

/** A form's last day, whose end in the reader's zone is meant; empty for none. */
export const lastDay = (now: number, timeZone: string) =>
  z
    .union([z.literal('').transform(() => null), z.iso.date().transform((day) => endOfDay(timeZone, day))])
    .refine((at) => at === null || at > now, refusal('in_the_past'))
    .optional()

export const scopes = z
  .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,63}$/))
  .max(32)
  .transform((list) => [...new Set(list)])

/** What a new key takes in JSON. `now` is UTC ms. */
export const keyCreation = (now: number) =>
  z
    .strictObject({
      name: keyName,
      scopes: scopes.optional(),
      expires_at: instant.refine((at) => at > now, refusal('in_the_past')).nullish(),
      rate_limits: z
        .array(z.strictObject({ name: limitName, ...window }))
        .max(8)
        .refine(namesOnce, refusal('taken'))
        .optional(),
      rate_limit: z.strictObject(window).optional().meta({ description: 'Short for rate_limits with one.' }),
      quota: z.strictObject({ limit: amount, period: z.enum(['day', 'week', 'month', 'total']) }).nullish(),
    })
    .refine((key) => !(key.rate_limit && key.rate_limits), { path: ['rate_limit'], ...refusal('unknown') })
    .transform(
      (key): KeyInput => ({
        name: key.name,
        scopes: key.scopes ?? [],
        rateLimits: key.rate_limits ?? (key.rate_limit ? [{ name: ONLY_LIMIT, ...key.rate_limit }] : []),
        quota: key.quota ?? null,
        expiresAt: key.expires_at ?? null,
      }),
    )

export const keyChange = z.strictObject({ name: keyName })
