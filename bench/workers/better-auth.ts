import { apiKey } from '@better-auth/api-key'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { countedD1, takenTally } from './tally.ts'

/**
 * better-auth's api-key plugin on D1, as its documentation sets it up, with a rate limit and a quota on every key. Its
 * bindings come with a request, so it is made in each; below `/kept` instances are kept, which is the best that it can do.
 */

interface Env {
  DB: D1Database
  SECRET: string
}

const MOST = 1_000_000_000

const optionsOf = (env: Env) => ({
  database: countedD1(env.DB),
  secret: env.SECRET,
  baseURL: 'http://localhost',
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  plugins: [apiKey({ rateLimit: { enabled: true, timeWindow: 60_000, maxRequests: MOST } })],
})

const make = (env: Env) => betterAuth(optionsOf(env))

/**
 * Instances that no request is using. One is used by a request at a time: its database has a lock on which requests would
 * wait for each other, and workerd ends a request that waits for nothing but another as hung.
 */
const free: ReturnType<typeof make>[] = []

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/tally') return Response.json(takenTally())
    if (pathname === '/setup') return Response.json({ key: await setUp(env) })
    const isKept = pathname === '/kept'
    const auth = (isKept && free.pop()) || make(env)
    const key = request.headers.get('Authorization')?.slice('Bearer '.length) ?? ''
    const { valid } = await auth.api.verifyApiKey({ body: { key } })
    if (isKept) free.push(auth)
    return new Response(null, { status: valid ? 204 : 401 })
  },
}

async function setUp(env: Env): Promise<string> {
  await (await getMigrations(optionsOf(env))).runMigrations()
  const { api } = make(env)
  const { user } = await api.signUpEmail({
    body: { name: 'bench', email: 'bench@example.com', password: crypto.randomUUID() },
  })
  const { key } = await api.createApiKey({
    body: { userId: user.id, remaining: MOST, rateLimitEnabled: true, rateLimitMax: MOST, rateLimitTimeWindow: 60_000 },
  })
  return key
}
