import * as z from 'zod'

const ADDRESS = { protocol: /^https?$/, error: 'must be a whole address, like https://api.example.com.' }
const address = z.url(ADDRESS).transform((text) => new URL(text).origin)
const [PERCENT, CALLS] = ['must be a number of percent, above 0 and up to 100.', 'must be a whole number from 1 on.']

const DAYS = 'must be a whole number of days from 1 to 3650.'

const SETTINGS = z
  .object({
    ENVIRONMENT: z.enum(['development', 'staging', 'production']).default('production'),
    /** Where links in mails lead: no request says it here. */
    SITE_URL: address.optional(),
    /** The same as npm start and the deploy know it, where nobody has set SITE_URL. */
    DEFAULT_SITE_URL: address.optional(),
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
  })
  .transform(({ ENVIRONMENT, SITE_URL, DEFAULT_SITE_URL, REQUIRE_VERIFIED_EMAIL, CALL_RETENTION_DAYS, ...alert }) => ({
    /** Null when nobody said it. */
    siteUrl: SITE_URL ?? DEFAULT_SITE_URL ?? null,
    retentionDays: CALL_RETENTION_DAYS,
    onlyVerified: REQUIRE_VERIFIED_EMAIL ?? ENVIRONMENT !== 'development',
    alertAt: { percent: alert.ALERT_ERROR_PERCENT, minCalls: alert.ALERT_MIN_CALLS },
  }))

export type JobsSettings = z.infer<typeof SETTINGS>

/** Parses what is set for the jobs, an empty text as nothing. Throws one sentence that names each wrong setting. */
export function parseJobsSettings(env: object): JobsSettings {
  const parsed = SETTINGS.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map((issue) => `The setting ${issue.path.join('.')} ${issue.message}`).join(' '))
}
