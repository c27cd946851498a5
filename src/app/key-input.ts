import * as z from 'zod'
import { KEY_ORDERS, KEY_STATUSES } from '../domain/keys/activity.ts'
import { formatRange, parseRange } from '../domain/keys/addresses.ts'
import type { KeyChange, KeyInput } from '../domain/keys/keys.ts'
import { RESERVED_NAMES } from '../domain/metering/decide.ts'
import { PERIOD_KINDS } from '../domain/periods.ts'
import { endOfDay } from '../domain/time-zones.ts'
import { line } from './line.ts'
import { refusal } from './middleware/fields.ts'
import { listQuery } from './middleware/query.ts'

const A_MONTH_S = 31 * 86_400
const A_WEEK_S = 7 * 86_400
const MOST_CREDITS = 1_000_000_000
const METADATA_BYTES = 1_024
/** What the single `rate_limit` is called among the limits of its key. */
const ONLY_LIMIT = 'key-rate'
/** How long a key works on that was replaced, where nothing is said: long enough for a program to get the new one. */
const USUAL_GRACE_S = 86_400

const amount = z.int().min(1).max(MOST_CREDITS)
const window = { limit: amount, window_seconds: z.int().min(1).max(A_MONTH_S) }
const limitName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/)
  .refine((name) => !RESERVED_NAMES.includes(name), refusal('reserved'))
const routeId = z
  .string()
  .regex(/^route_[0-9a-z_]{1,40}$/)
  .meta({ description: 'Id of the only route whose calls it counts; left out, it counts every call.' })
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

const allowedIps = z
  .array(z.string().refine((text) => parseRange(text) !== null, refusal('ip_address')))
  .max(50)
  .transform((list) => [...new Set(list.map(canonical))])
  .meta({ description: 'IPv4 and IPv6 addresses and CIDR ranges; none: from anywhere' })

function canonical(text: string): string {
  const range = parseRange(text)
  return range ? formatRange(range) : text
}

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length
const empty = z.literal('')

/** What can be said of a key. `now` is UTC ms. */
const fields = (now: number) => ({
  status: z.enum(['active', 'disabled']).optional(),
  note: z.string().trim().max(500).optional(),
  environment: z.union([empty, line(32)]).optional(),
  scopes: scopes.optional(),
  allowed_ips: allowedIps.optional(),
  expires_at: instant.refine((at) => at > now, refusal('in_the_past')).nullish(),
  rate_limits: z
    .array(z.strictObject({ name: limitName, ...window, route: routeId.optional() }))
    .max(8)
    .refine(namesOnce, refusal('taken'))
    .optional(),
  rate_limit: z.strictObject(window).optional().meta({ description: 'Short for rate_limits with one.' }),
  quota: z.strictObject({ limit: amount, period: z.enum(PERIOD_KINDS) }).nullish(),
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => bytesOf(value) <= METADATA_BYTES, refusal('json_object'))
    .optional()
    .meta({ description: 'Up to 1 KB of JSON' }),
})
type Named = Partial<z.infer<z.ZodObject<ReturnType<typeof fields>>>>

const oneSpelling = (key: Named) => !(key.rate_limit && key.rate_limits)
const ONE_SPELLING = { path: ['rate_limit'], ...refusal('unknown') }

/** What was named, in the domain's words. */
function named({ allowed_ips, expires_at, rate_limits, rate_limit, ...same }: Named): Omit<KeyChange, 'name'> {
  const all = {
    ...same,
    allowedIps: allowed_ips,
    expiresAt: expires_at,
    rateLimits: rate_limits ?? (rate_limit && [{ name: ONLY_LIMIT, ...rate_limit }]),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

export const keyName = line(80)

/** What a new key takes in JSON. */
export const keyCreation = (now: number) =>
  z
    .strictObject({ name: keyName, ...fields(now) })
    .refine(oneSpelling, ONE_SPELLING)
    .transform(({ name, ...rest }): KeyInput => ({ name, ...named(rest) }))

/** What of a key can be changed, in JSON: all of it optional. */
export const keyChange = (now: number) =>
  z
    .strictObject({ name: keyName.optional(), ...fields(now) })
    .refine(oneSpelling, ONE_SPELLING)
    .transform(
      ({ name, ...rest }): KeyChange => ({
        ...(name === undefined ? {} : { name }),
        ...named(rest),
      }),
    )

/** Which part of an account's keys is asked for. */
export const keyQuery = listQuery.extend({
  status: z.enum(KEY_STATUSES).default(''),
  sort: z.enum(KEY_ORDERS).default('newest'),
})

export const keyRotation = z.strictObject({
  grace_seconds: z
    .int()
    .min(0)
    .max(A_WEEK_S)
    .default(USUAL_GRACE_S)
    .meta({ description: 'How long the old key works on, at most until its own expiry; 0 revokes it at once.' }),
})
