import * as z from 'zod'

const WHOLE = 'must be a whole number from 1.'

const GIVEN = z.object({
  /** development allows http, loopback upstreams and the seeded demo; anything else is production. */
  ENVIRONMENT: z.enum(['development', 'staging', 'production']).default('production'),
  /** Newest first, separated by commas; each at least 32 characters. Seals API keys. */
  KEY_SECRETS: z
    .string({ error: 'is missing. Make one with `openssl rand -base64 32` and set it as a secret.' })
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine(
      (secrets) => secrets.every((secret) => secret.length >= 32),
      'must hold secrets of at least 32 characters, separated by commas.',
    ),
  API_PREFIX: z
    .string()
    .regex(/^[a-z0-9]{1,12}_$/, 'must be 1 to 12 lower-case letters or digits and an underscore.')
    .default('sk_'),
  SITE_NAME: z.string().min(1).max(60).default('Tollgate'),
  /** Where links in mails lead; without it, the address that the request came to. */
  SITE_URL: z
    .url({ protocol: /^https?$/, error: 'must be a whole address, like https://api.example.com.' })
    .transform((text) => new URL(text).origin)
    .optional(),
  /** Whether operators reach the console only once they have a second factor. */
  OPERATORS_NEED_FACTOR: z.enum(['true', 'false'], { error: 'must be true or false.' }).optional(),
  /** Sign-ups an hour from one address. */
  REGISTRATIONS_PER_HOUR: z.coerce.number(WHOLE).int(WHOLE).min(1, WHOLE).optional(),
})

// Whoever develops signs up all day from one address.
const SETTINGS = GIVEN.transform(({ REGISTRATIONS_PER_HOUR: given, OPERATORS_NEED_FACTOR: needed, ...others }) => ({
  ...others,
  OPERATORS_NEED_FACTOR: needed ? needed === 'true' : others.ENVIRONMENT !== 'development',
  REGISTRATIONS_PER_HOUR: given ?? (others.ENVIRONMENT === 'development' ? 1_000 : 10),
}))

/** The service's settings, parsed once an isolate. */
export type Settings = z.infer<typeof SETTINGS>

/** Parses the environment. Throws one sentence that names each wrong setting and its remedy. */
export function parseSettings(env: Record<string, unknown>): Settings {
  const parsed = SETTINGS.safeParse(env)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map((issue) => `The setting ${issue.path.join('.')} ${issue.message}`).join(' '))
}
