import * as z from 'zod'
import { isAmount, MOST_MINOR } from '../domain/billing/money.ts'
import { RESERVED_NAMES } from '../domain/metering/decide.ts'
import type { PlanTerms } from '../domain/plans/terms.ts'
import { line } from './line.ts'
import { refusal } from './middleware/fields.ts'

const A_MONTH_S = 31 * 86_400
/** So many credits that no month uses them up. */
const MOST_CREDITS = 1_000_000_000_000
const MOST_TIERS = 20
const MOST_LIMITS = 8
const MOST_FEATURES = 20

const amount = z
  .number()
  .refine(isAmount, refusal('amount'))
  .meta({ type: 'integer', minimum: 0, maximum: MOST_MINOR, description: 'Minor units of the currency' })
const credits = z.int().min(0).max(MOST_CREDITS)
const tier = z.strictObject({
  from: credits,
  to: credits.nullable().meta({ description: 'Itself not in it; null has no end' }),
  price_minor: amount,
  per: z.int().min(1).max(1_000_000_000).meta({ description: 'Credits that cost price_minor together' }),
})
const limitName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/)
  .refine((name) => !RESERVED_NAMES.includes(name), refusal('reserved'))
const rateLimit = z.strictObject({
  name: limitName,
  limit: z.int().min(1).max(1_000_000_000),
  window_seconds: z.int().min(1).max(A_MONTH_S),
})
const namesOnce = (limits: { name: string }[]) => new Set(limits.map(({ name }) => name)).size === limits.length
const lines = z.array(line(120)).max(MOST_FEATURES)

const fields = z.strictObject({
  name: line(60),
  price: amount.meta({ description: 'Minor units of the currency, a calendar month' }),
  currency: z.string().meta({ description: 'ISO 4217; left out, the service’s own' }),
  included_credits: credits.nullable().meta({ description: 'A calendar month in UTC; null has no end' }),
  overage: z.array(tier).max(MOST_TIERS).nullable().meta({
    description:
      'What credits beyond the included ones cost, each at its own tier’s price: from 0 without gap or overlap to no end. Null: calls stop at the included credits.',
  }),
  rate_limits: z
    .array(rateLimit)
    .max(MOST_LIMITS)
    .refine(namesOnce, refusal('taken'))
    .meta({ description: 'Shared by the account’s keys' }),
  quotas: z
    .array(z.strictObject({ limit: z.int().min(1).max(MOST_CREDITS), period: z.enum(['day', 'week', 'total']) }))
    .max(3)
    .meta({ description: 'Credits by other periods, one a period' }),
  max_keys: z.int().min(1).max(100_000).nullable().meta({ description: 'That are not over; null for any number' }),
  max_members: z.int().min(1).max(100_000).nullable(),
  trial_days: z.int().min(0).max(365).meta({ description: 'Free of charge, once an account' }),
  by_invitation: z.boolean().meta({ description: 'Only accounts that were invited may choose it; no page shows it' }),
  features: z
    .strictObject({ en: lines, zh: lines })
    .meta({ description: 'What it offers, a line each, as many in one language as in the other' }),
})
type Fields = z.infer<typeof fields>

const optional = {
  currency: true,
  overage: true,
  rate_limits: true,
  quotas: true,
  max_keys: true,
  max_members: true,
  trial_days: true,
  by_invitation: true,
  features: true,
} as const
const DEFAULTS: Omit<Pick<Fields, keyof typeof optional>, 'currency'> = {
  overage: null,
  rate_limits: [],
  quotas: [],
  max_keys: null,
  max_members: null,
  trial_days: 0,
  by_invitation: false,
  features: { en: [], zh: [] },
}

// JSON's names to the domain's.
const NAMES = {
  name: 'name',
  price: 'priceMinor',
  currency: 'currency',
  included_credits: 'includedCredits',
  overage: 'overage',
  rate_limits: 'rateLimits',
  quotas: 'quotas',
  max_keys: 'maxKeys',
  max_members: 'maxMembers',
  trial_days: 'trialDays',
  by_invitation: 'byInvitation',
  features: 'features',
} as const satisfies Record<keyof Fields, keyof PlanTerms>

const inDomain = (input: { [Name in keyof Fields]?: Fields[Name] | undefined }): Partial<PlanTerms> =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) =>
      value === undefined ? [] : [[NAMES[name as keyof typeof NAMES], value]],
    ),
  )

/** What a new plan takes; `currency` is what it is priced in where it names none. */
export const planCreation = (currency: string) =>
  fields
    .partial(optional)
    .extend({ key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/) })
    .transform(({ key, ...input }) => ({ key, terms: inDomain({ currency, ...DEFAULTS, ...input }) as PlanTerms }))

/** What of a plan is another in its next version: anything, and only what is named. */
export const planVersion = fields.partial().transform(inDomain)

/** Whom a plan is opened to. */
export const planInvitation = z.strictObject({
  account: line(120).meta({ description: 'Its id, or its name where no other has it' }),
})
