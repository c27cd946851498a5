import * as z from 'zod'
import { ppmOf } from '../../src/domain/billing/tax.ts'

const ADDRESS = { protocol: /^https?$/, error: 'must be a whole address, like https://api.example.com.' }
const address = z.url(ADDRESS).transform((text) => new URL(text).origin)
const [PERCENT, CALLS] = ['must be a number of percent, above 0 and up to 100.', 'must be a whole number from 1 on.']

const [TAX, NAME] = [
  'must be percent from 0 to 100 with four decimals at most, like 19 or 8.25.',
  'must not exceed 40 characters.',
]
const DUE = 'must be a whole number of days from 0 to 365.'
const DAYS = 'must be a whole number of days from 1 to 3650.'
const DAY_LIST = 'must be whole numbers of days from 1 to 365, separated by commas.'
const isDays = (days: number[]) => days.every((day) => Number.isInteger(day) && day >= 1 && day <= 365)

/** SITE_URL as npm start and the deploy know it, where nobody has set it. */
const GIVEN = { DEFAULT_SITE_URL: address.optional() }

const SETTINGS = z.object({
  ENVIRONMENT: z.enum(['development', 'staging', 'production']).default('production'),
  /** Where links in mails lead: no request says it here. */
  SITE_URL: address.optional(),
  ...GIVEN,
  /** Whether an address is written to only once it is confirmed. */
  REQUIRE_VERIFIED_EMAIL: z
    .enum(['true', 'false'], 'must be true or false.')
    .transform((text) => text === 'true')
    .optional(),
  /** How many days calls stay in D1 after theirs, before they are archived. */
  CALL_RETENTION_DAYS: z.coerce.number(DAYS).int(DAYS).min(1, DAYS).max(3_650, DAYS).default(30),
  /** Operators are told when more than so many percent of five minutes' calls fail, of so many calls at least. */
  ALERT_ERROR_PERCENT: z.coerce.number(PERCENT).positive(PERCENT).max(100, PERCENT).default(5),
  ALERT_MIN_CALLS: z.coerce.number(CALLS).int(CALLS).min(1, CALLS).default(20),
  /** What is added to bills, in parts per million, what it is called there, and in how many days they are due. */
  TAX_PERCENT: z
    .string()
    .transform(ppmOf)
    .refine((ppm) => ppm !== null, TAX)
    .default(0),
  TAX_NAME: z.string().trim().max(40, NAME).default('VAT'),
  BILL_DUE_DAYS: z.coerce.number(DUE).int(DUE).min(0, DUE).max(365, DUE).default(14),
  /** How many days after a bill was due its people are told. */
  OVERDUE_MAIL_DAYS: z
    .string()
    .transform((text) => [...new Set(text.split(',').map(Number))].sort((a, b) => a - b))
    .refine(isDays, DAY_LIST)
    .default([1, 7, 14]),
  /** How many days after that its account's calls are refused; without it never. */
  OVERDUE_CLOSE_DAYS: z.coerce.number(DAYS).int(DAYS).min(1, DAYS).max(3_650, DAYS).optional(),
})
const MAILS = SETTINGS.pick({ ENVIRONMENT: true, SITE_URL: true, DEFAULT_SITE_URL: true, REQUIRE_VERIFIED_EMAIL: true })
const ALERTS = SETTINGS.pick({ ALERT_ERROR_PERCENT: true, ALERT_MIN_CALLS: true })
const BILLS = SETTINGS.pick({ TAX_PERCENT: true, TAX_NAME: true, BILL_DUE_DAYS: true })
const OVERDUE = SETTINGS.pick({ OVERDUE_MAIL_DAYS: true, OVERDUE_CLOSE_DAYS: true })
const ARCHIVE = SETTINGS.pick({ CALL_RETENTION_DAYS: true })

/** Parses by a schema, an empty text as nothing. Throws one sentence that names each wrong setting. */
function parse<S extends z.ZodType>(schema: S, env: object): z.infer<S> {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map((issue) => `The setting ${issue.path.join('.')} ${issue.message}`).join(' '))
}

/** Throws when any of the jobs' settings is wrong. Each job parses its own: a wrong one stops no other. */
export const checkJobsSettings = (env: object): void => void parse(SETTINGS, env)

export function mailSettings(env: object) {
  const { ENVIRONMENT, SITE_URL, DEFAULT_SITE_URL, REQUIRE_VERIFIED_EMAIL } = parse(MAILS, env)
  return {
    /** Null when nobody said it. */
    siteUrl: SITE_URL ?? DEFAULT_SITE_URL ?? null,
    onlyVerified: REQUIRE_VERIFIED_EMAIL ?? ENVIRONMENT !== 'development',
  }
}

export function alertLimits(env: object) {
  const { ALERT_ERROR_PERCENT: percent, ALERT_MIN_CALLS: minCalls } = parse(ALERTS, env)
  return { percent, minCalls }
}

export const retentionDays = (env: object): number => parse(ARCHIVE, env).CALL_RETENTION_DAYS

export function billSettings(env: object) {
  const { TAX_PERCENT: taxPpm, TAX_NAME: taxName, BILL_DUE_DAYS: dueDays } = parse(BILLS, env)
  return { taxPpm: taxPpm ?? 0, taxName, dueDays }
}

export function overdueLimits(env: object) {
  const { OVERDUE_MAIL_DAYS: mailDays, OVERDUE_CLOSE_DAYS: closeDays = null } = parse(OVERDUE, env)
  return { mailDays, closeDays }
}
