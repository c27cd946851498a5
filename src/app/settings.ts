import * as z from 'zod'

// Addresses that may be http in development.
const ADDRESS = { protocol: /^https?$/, error: 'must be a whole address, like https://api.example.com.' }

const YES_OR_NO = z.enum(['true', 'false'], 'must be true or false.').transform((text) => text === 'true')
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
  /** Who asks for money, below the name on bills: address, register, tax number. A line each, as line ends or `\\n`. */
  SELLER_DETAILS: z
    .string()
    .max(500)
    .transform((text) => text.replaceAll('\\n', '\n').trim())
    .default(''),
  /** Where links in mails lead; without it, the address that the request came to. */
  SITE_URL: z
    .url(ADDRESS)
    .transform((text) => new URL(text).origin)
    .optional(),
  /** A host that serves the gateway at its root and nothing else; it needs SITE_URL, where the docs are. */
  API_HOST: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/, 'must be a host name in lower case, like api.example.com.')
    .optional(),
  /** Cloudflare Access before the console: the team's address and the application's audience tag. Both, or neither. */
  ACCESS_TEAM: z
    .url(ADDRESS)
    .transform((text) => new URL(text).origin)
    .optional(),
  ACCESS_AUDIENCE: z.string().min(1).optional(),
  /** Where the public keys are that sign reports of leaked keys; without it no report is taken. */
  SECRET_SCANNING_KEYS_URL: z.url(ADDRESS).optional(),
  /** Whether calls of an account are refused until one of its owners has confirmed their mail address. */
  REQUIRE_VERIFIED_EMAIL: YES_OR_NO.optional(),
  /** Whether operators reach the console only once they have a second factor. */
  OPERATORS_NEED_FACTOR: YES_OR_NO.optional(),
  /** Sign-ups an hour from one address. */
  REGISTRATIONS_PER_HOUR: z.coerce.number(WHOLE).int(WHOLE).min(1, WHOLE).optional(),
})

export const SETTING_NAMES = Object.keys(GIVEN.shape)

const SETTINGS = GIVEN.refine(
  ({ ACCESS_TEAM, ACCESS_AUDIENCE }) => (ACCESS_TEAM === undefined) === (ACCESS_AUDIENCE === undefined),
  { path: ['ACCESS_TEAM'], error: 'goes with ACCESS_AUDIENCE: set both, or neither.' },
)
  .refine(({ ACCESS_TEAM, ENVIRONMENT }) => ENVIRONMENT === 'development' || !ACCESS_TEAM?.startsWith('http:'), {
    path: ['ACCESS_TEAM'],
    error: 'must begin with https outside development.',
  })
  .refine(
    ({ SECRET_SCANNING_KEYS_URL: url, ENVIRONMENT }) => ENVIRONMENT === 'development' || !url?.startsWith('http:'),
    {
      path: ['SECRET_SCANNING_KEYS_URL'],
      error: 'must begin with https outside development.',
    },
  )
  .refine(({ API_HOST, SITE_URL }) => API_HOST === undefined || (SITE_URL && new URL(SITE_URL).host !== API_HOST), {
    path: ['API_HOST'],
    error: 'needs SITE_URL, with another host.',
  })
  // Whoever develops signs up all day from one address, and reads no mail about it.
  .transform((given) => {
    const isDevelopment = given.ENVIRONMENT === 'development'
    return {
      ...given,
      /** The service's own hosts, but for the one that a request came to. */
      OWN_HOSTS: [given.API_HOST, given.SITE_URL && new URL(given.SITE_URL).host].filter((host) => host !== undefined),
      REQUIRE_VERIFIED_EMAIL: given.REQUIRE_VERIFIED_EMAIL ?? !isDevelopment,
      OPERATORS_NEED_FACTOR: given.OPERATORS_NEED_FACTOR ?? !isDevelopment,
      REGISTRATIONS_PER_HOUR: given.REGISTRATIONS_PER_HOUR ?? (isDevelopment ? 1_000 : 10),
    }
  })

/** The service's settings, parsed once an isolate. */
export type Settings = z.infer<typeof SETTINGS>

/** Parses the environment. Throws one sentence that names each wrong setting and its remedy. */
export function parseSettings(env: Record<string, unknown>): Settings {
  const parsed = SETTINGS.safeParse(env)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map((issue) => `The setting ${issue.path.join('.')} ${issue.message}`).join(' '))
}
