import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Hono } from 'hono'
import type { Actor, ApiKey, KeyInput, Made } from '../domain/keys/keys.ts'
import type { Session } from '../domain/people/people.ts'
import { DEMO_UPSTREAM } from '../domain/routing/route.ts'
import { database } from '../storage/database.ts'
import { keyActivityStore } from '../storage/key-activity.ts'
import type { App, Bindings } from './context.ts'
import { settingsOf } from './middleware/services.ts'
import { servicesOf } from './services.ts'

export const ORIGIN = 'http://localhost:8788'
export const bindings = env as unknown as Bindings
export const settings = settingsOf(bindings)
export const services = servicesOf(bindings, settings, 'localhost:8788', (work) => void work)
export const PASSWORD = 'plum-ladder-41'

const HERE = { address: '192.0.2.7', agent: 'test', place: null }

/** A plan to sign up for. */
export async function seedPlans(): Promise<void> {
  await bindings.DB.prepare(
    `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, created_at)
     VALUES ('plan_free_1', 'free', 1, 'Free', 0, 'USD', 100, '[]', 0) ON CONFLICT DO NOTHING`,
  ).run()
}

/** What an app answers to a request in workerd, with everything it left to do behind the answer done. */
export async function ask(
  app: Hono<App>,
  path: string,
  init: RequestInit = {},
  origin = ORIGIN,
  changed: Partial<Bindings> = {},
): Promise<Response> {
  const ctx = createExecutionContext()
  const response = await app.fetch(
    new Request(origin + path, { redirect: 'manual', ...init }),
    { ...bindings, ...changed },
    ctx,
  )
  // Some of that begins when the body has been read.
  const body = response.body ? await response.arrayBuffer() : null
  await waitOnExecutionContext(ctx)
  return new Response(body, response)
}

/** A metered route with the built-in upstream. */
export async function seedDemoRoute(): Promise<void> {
  const made = await services.routes.create(
    { userId: 'user_none', address: '' },
    {
      name: 'Demo',
      path: '/demo',
      upstreamUrl: DEMO_UPSTREAM,
      methods: [],
      credits: 1,
      scopes: [],
      timeoutMs: 30_000,
      maxBodyBytes: 1_000,
      stripPrefix: true,
      billFailures: false,
    },
  )
  if (!made.ok) throw new Error(made.code)
}

/** All of an account's keys, newest first. */
export const keysOf = async (accountId: string): Promise<ApiKey[]> => {
  const all = { search: '', status: '', sort: 'newest', cursor: null, limit: 1_000 } as const
  return (await keyActivityStore(database(bindings.DB)).list(accountId, all, Date.now(), 0)).page.items
}

/** A JSON body with its content type. */
/** A new key, which must be made. */
export async function madeKey(actor: Actor, input: KeyInput): Promise<Made> {
  const made = await services.keys.create(actor, input)
  if (!made.ok) throw new Error(made.code)
  return made.value
}

export const jsonBody = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'Content-Type': 'application/json', ...headers },
})

export interface Person {
  id: string
  accountId: string
  tag: string
  apiKey: string
  username: string
  /** Headers of a signed-in JSON client, and of a signed-in browser. */
  bearer: { Authorization: string }
  cookie: { Cookie: string }
  session: Session
}

/** Someone who signed up, signed in twice: as a JSON client and as a browser. */
export async function signUp(username: string, role: 'member' | 'operator' = 'member'): Promise<Person> {
  await seedPlans()
  const registered = await services.people.register(
    { username, email: `${username}@example.com`, password: PASSWORD },
    HERE,
  )
  if (!registered.ok) throw new Error(registered.code)
  const { user, account, apiKey } = registered.value
  if (role === 'operator')
    await bindings.DB.prepare('UPDATE users SET is_operator = 1 WHERE id = ?').bind(user.id).run()
  const isOperator = role === 'operator'
  const bearer = await services.people.openSession({ ...user, isOperator }, 'bearer', HERE)
  const cookie = await services.people.openSession({ ...user, isOperator }, 'cookie', HERE)
  const session = await services.people.session(cookie.token)
  if (!session) throw new Error('no session')
  return {
    id: user.id,
    accountId: account.id,
    tag: account.tag,
    apiKey,
    username,
    bearer: { Authorization: `Bearer ${bearer.token}` },
    cookie: { Cookie: `session=${cookie.token}` },
    session,
  }
}
