import * as z from 'zod'
import type { RouteOptions } from '../domain/routing/options.ts'
import type { RouteInput } from '../domain/routing/route.ts'
import { line } from './line.ts'
import { refusal } from './middleware/fields.ts'

const MB = 1024 * 1024
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const DEFAULTS = {
  methods: [],
  credits: 1,
  scopes: [],
  timeout_ms: 30_000,
  max_body_bytes: 10 * MB,
  strip_prefix: true,
  bill_failures: false,
}

const HEADER = /^[a-z0-9!#$%&'*+.^_`|~-]+$/
/** Set by the gateway itself, or of one connection alone. */
const NOT_OURS = new Set([
  ...['connection', 'content-length', 'cookie', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['x-account-id', 'x-key-id', 'x-plan', 'x-request-id'],
])
const headerName = z
  .string()
  .max(100)
  .toLowerCase()
  .regex(HEADER)
  .refine(
    (name) => !NOT_OURS.has(name) && !name.startsWith('x-forwarded-') && !name.startsWith('cf-'),
    refusal('reserved'),
  )
// Visible ASCII and spaces between: what every server takes.
const headerValue = z
  .string()
  .min(1)
  .max(4_096)
  .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/)
const prefix = z
  .string()
  .max(200)
  .regex(/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)+$/)
// RFC 6901, and not the whole document.
const pointer = z
  .string()
  .max(200)
  .regex(/^(\/([^~/]|~[01])*)+$/)
const origin = z.string().refine((text) => URL.parse(text)?.origin === text, refusal('format'))

/** What of the options JSON names; `secret` is apart, since it is given and never shown. */
const options = {
  credits_by_method: z.partialRecord(z.enum(METHODS), z.int().min(0).max(1_000_000)),
  credits_from: z
    .union([z.strictObject({ header: headerName }), z.strictObject({ pointer })])
    .nullable()
    .meta({
      description:
        'Where the answer says what a call costs: a header, or a JSON pointer into the body (of event streams the last that has it). `credits` is held meanwhile, and charged when it says nothing.',
    }),
  cache_seconds: z
    .int()
    .min(0)
    .max(86_400)
    .meta({ description: 'Answers to GET are shared between all accounts for so long, and metered all the same.' }),
  rewrites: z
    .array(z.strictObject({ from: prefix, to: z.union([z.literal(''), prefix]) }))
    .max(20)
    .meta({ description: 'Of the path behind the route’s: the first whose `from` fits by whole segments.' }),
  set_headers: z.record(headerName, headerValue),
  remove_headers: z.array(headerName).max(50),
  cors_origins: z.array(origin).max(50).meta({ description: 'None: pages of every origin may read answers.' }),
  retries: z
    .int()
    .min(0)
    .max(3)
    .meta({ description: 'Of GET, HEAD, OPTIONS, PUT and DELETE, when the upstream is away.' }),
  circuit: z
    .strictObject({ failures: z.int().min(1).max(1_000), seconds: z.int().min(1).max(600) })
    .nullable()
    .meta({ description: 'After so many failures in a row calls are refused at once, for so many seconds.' }),
}

const fields = z.strictObject({
  name: line(80),
  // `.` and `..` never reach the gateway: URL parsing takes them out of a path.
  path: z
    .string()
    .min(1)
    .max(200)
    .regex(/^(\/|(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)+)$/)
    .meta({ description: 'Under /api: `/v1` serves /api/v1/…. On API_HOST `/` serves what no other route does.' }),
  upstream_url: z.string().min(1).max(2000).meta({
    description: 'Another origin needs `upstream_secret` in the same change where the route has one: new, or null.',
  }),
  methods: z
    .array(z.string().toUpperCase().pipe(z.enum(METHODS)))
    .max(METHODS.length)
    .meta({ description: 'None: every method.' }),
  credits: z.int().min(0).max(1_000_000),
  scopes: z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,63}$/)).max(32),
  timeout_ms: z.int().min(100).max(600_000),
  max_body_bytes: z
    .int()
    .min(0)
    .max(100 * MB),
  strip_prefix: z.boolean(),
  bill_failures: z.boolean(),
  ...options,
  upstream_secret: z
    .strictObject({ header: headerName, value: headerValue })
    .nullable()
    .meta({ description: 'Sent to the upstream with each call; kept sealed, and never shown again.' }),
})
type Fields = z.infer<typeof fields>
const optional = {
  methods: true,
  credits: true,
  scopes: true,
  timeout_ms: true,
  max_body_bytes: true,
  strip_prefix: true,
  bill_failures: true,
  credits_by_method: true,
  credits_from: true,
  cache_seconds: true,
  rewrites: true,
  set_headers: true,
  remove_headers: true,
  cors_origins: true,
  retries: true,
  circuit: true,
  upstream_secret: true,
} as const

// JSON's names to the domain's.
const NAMES = {
  name: 'name',
  path: 'path',
  upstream_url: 'upstreamUrl',
  methods: 'methods',
  credits: 'credits',
  scopes: 'scopes',
  timeout_ms: 'timeoutMs',
  max_body_bytes: 'maxBodyBytes',
  strip_prefix: 'stripPrefix',
  bill_failures: 'billFailures',
  upstream_secret: 'secret',
} as const satisfies Record<Exclude<keyof Fields, keyof typeof options>, keyof RouteInput>

const OPTIONS = {
  credits_by_method: 'creditsByMethod',
  credits_from: 'creditsFrom',
  cache_seconds: 'cacheSeconds',
  rewrites: 'rewrites',
  set_headers: 'setHeaders',
  remove_headers: 'removeHeaders',
  cors_origins: 'corsOrigins',
  retries: 'retries',
  circuit: 'circuit',
} as const satisfies Record<keyof typeof options, keyof RouteOptions>
const isOption = (name: string): name is keyof typeof OPTIONS => Object.hasOwn(OPTIONS, name)

function inDomain(input: { [Name in keyof Fields]?: Fields[Name] | undefined }): Partial<RouteInput> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  const own = given
    .filter(([name]) => !isOption(name))
    .map(([name, value]) => [NAMES[name as keyof typeof NAMES], value])
  const named = given.flatMap(([name, value]) => (isOption(name) ? [[OPTIONS[name], value]] : []))
  return { ...Object.fromEntries(own), ...(named.length > 0 ? { options: Object.fromEntries(named) } : {}) }
}

/** What a new route takes. */
export const routeCreation = fields
  .partial(optional)
  .transform((input) => inDomain({ ...DEFAULTS, ...input }) as RouteInput)

/** What of a route can be changed: anything, and only what is named. */
export const routeChange = fields.partial().transform(inDomain)
