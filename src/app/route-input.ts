import * as z from 'zod'
import type { RouteInput } from '../domain/routing/route.ts'
import { line } from './line.ts'

const MB = 1024 * 1024
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const DEFAULTS = {
  methods: [],
  credits: 1,
  scopes: [],
  timeout_ms: 30_000,
  max_body_bytes: 10 * MB,
  strip_prefix: true,
  bill_failures: false,
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
  upstream_url: z.string().min(1).max(2000),
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
} as const satisfies Record<keyof Fields, keyof RouteInput>

function inDomain(input: { [Name in keyof Fields]?: Fields[Name] | undefined }): Partial<RouteInput> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [NAMES[name as keyof Fields], value]))
}

/** What a new route takes. */
export const routeCreation = fields
  .partial(optional)
  .transform((input) => inDomain({ ...DEFAULTS, ...input }) as RouteInput)

/** What of a route can be changed: anything, and only what is named. */
export const routeChange = fields.partial().transform(inDomain)
