import type { Hono } from 'hono'
import { makeIds } from '../domain/ids.ts'
import type { Role } from '../domain/people/people.ts'
import { ROLES } from '../domain/teams/rules.ts'
import { random } from '../platform/random.ts'
import { database } from '../storage/database.ts'
import { keepLocalMail } from '../storage/mails.ts'
import { peopleStore } from '../storage/people.ts'
import { api } from './api/index.ts'
import { operatorConsole } from './console/index.ts'
import type { App } from './context.ts'
import { consolePages, devPages, fragments, json, site as pages, type Route } from './routes.ts'
import { site } from './site/index.ts'
import { join } from './team.fixture.ts'
import { ask, bindings, type Person, seedDemoRoute, seedPlans, services } from './visitor.fixture.ts'

const HERE = { address: '192.0.2.7', agent: 'test', place: null }

/** A route of any table, and the app that serves it. */
export interface Step {
  /** `POST /keys/:id/name`: how the tables below name it. */
  title: string
  route: Route
  app: Hono<App>
  kind: 'page' | 'fragment' | 'json'
}

const stepsOf = (table: Record<string, Route>, app: Hono<App>, kind: Step['kind']): Step[] =>
  Object.values(table).map((route) => ({ title: `${route.method} ${route.path}`, route, app, kind }))

/** Every route there is. */
export const STEPS: Step[] = [
  ...stepsOf(pages, site, 'page'),
  ...stepsOf(devPages, site, 'page'),
  ...stepsOf(fragments, site, 'fragment'),
  ...stepsOf(consolePages, operatorConsole, 'page'),
  ...stepsOf(json, api, 'json'),
]

let made = 0

/** Someone new, signed in as a browser and as a JSON client. Nobody types their password, so none is hashed. */
export async function newcomer(isOperator = false): Promise<Person> {
  await seedPlans()
  made += 1
  const { DB } = bindings
  const username = `walker-${made}`
  const [id, accountId, tag] = [`user_walk${made}`, `acct_walk${made}`, `walk${String(made).padStart(6, '0')}`]
  const now = Date.now()
  const user = {
    id,
    username,
    email: `${username}@example.com`,
    isOperator,
    status: 'active' as const,
    suspendedReason: null,
    emailVerifiedAt: null,
    pendingEmail: null,
    hasFactor: false,
    credentialsVersion: 0,
    timeZone: 'UTC',
    theme: null,
    notifications: { newSignIn: true, usage: true },
    locale: null,
    createdAt: now,
  }
  const added = await peopleStore(database(DB)).addNewcomer({
    user,
    password: 'none',
    account: { id: accountId, name: username, tag },
    key: { id: `key_walk${made}`, name: 'default', hash: `hash-${made}`, hint: 'sk_…walk' },
    releasedId: `evt_walkr${made}`,
    event: {
      id: `evt_walk${made}`,
      at: now,
      actorId: id,
      accountId,
      action: 'user.registered',
      target: id,
      address: '',
    },
  })
  if (!added.ok) throw new Error(added.code)
  const bearer = await services.people.openSession(user, 'bearer', HERE)
  const cookie = await services.people.openSession(user, 'cookie', HERE)
  const session = await services.people.session(cookie.token)
  if (!session) throw new Error('no session')
  return {
    id,
    accountId,
    tag,
    apiKey: '',
    username,
    bearer: { Authorization: `Bearer ${bearer.token}` },
    cookie: { Cookie: `session=${cookie.token}` },
    session,
  }
}

/** Someone of each role in one account, which is the owner's. */
export async function cast(): Promise<Record<Role, Person>> {
  const owner = await newcomer()
  const others = ROLES.filter((role) => role !== 'owner').map(
    async (role) => [role, await join(owner, await newcomer(), role)] as const,
  )
  return { owner, ...Object.fromEntries(await Promise.all(others)) } as Record<Role, Person>
}

async function newKey({ id, accountId, tag }: Person): Promise<string> {
  const actor = { userId: id, accountId, tag, address: '' }
  const input = { name: 'walked' }
  return (await services.keys.create(actor, input)).value.id
}

const tokenInput = { name: 'walked', scopes: ['keys:verify' as const], expiresAt: null }

async function tokenOf(userId: string, accountId: string | null): Promise<string> {
  const made = await services.serviceTokens.create({ userId, accountId, address: '' }, tokenInput)
  if (!made.ok) throw new Error(made.code)
  return made.value.value.id
}
const newToken = ({ id, accountId }: Person) => tokenOf(id, accountId)
const newServiceToken = ({ id }: Person) => tokenOf(id, null)

async function newSession({ session }: Person): Promise<string> {
  const { token } = await services.people.openSession(session.user, 'cookie', HERE, { factor: 'passkey' })
  return (await services.people.session(token))?.id ?? ''
}

const newMate = async (person: Person) => (await join(person, await newcomer(), 'viewer')).id

async function newInvitation({ id, accountId }: Person): Promise<string> {
  made += 1
  await bindings.DB.prepare(
    `INSERT INTO tokens (token_hash, purpose, account_id, email, role, expires_at, created_at, id, created_by)
     VALUES (?1, 'invite', ?2, ?1 || '@example.com', 'viewer', ?3, 0, 'inv_' || ?1, ?4)`,
  )
    .bind(`invited-${made}`, accountId, Date.now() + 86_400_000, id)
    .run()
  return `inv_invited-${made}`
}

async function newPasskey({ id }: Person): Promise<string> {
  made += 1
  const passkey = `pkey_walk${made}`
  await bindings.DB.prepare(
    `INSERT INTO passkeys (id, user_id, credential_id, public_key, algorithm, name, created_at)
     VALUES (?1, ?2, ?1, 'none', -7, 'walked', 0)`,
  )
    .bind(passkey, id)
    .run()
  return passkey
}

async function newMail(): Promise<string> {
  made += 1
  const mail = { id: `mail_walk${made}`, to: 'x@example.com', subject: 'x', html: '<p>x</p>', text: 'x', sentAt: 0 }
  await keepLocalMail(bindings.DB, mail)
  return mail.id
}

/** A call that D1 holds. */
async function newCall({ accountId }: Person): Promise<string> {
  const at = Date.now()
  const id = makeIds(() => at, random)('req')
  const call = { id, at, keyId: 'key_none', routeId: 'route_none', method: 'GET', path: '/api/x', address: '' }
  const ended = { outcome: 'ok', status: 200, ms: 1, bytes: 1, credits: 1 }
  made += 1
  await bindings.DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, ?, ?, 1, ?)')
    .bind(accountId, at, made, JSON.stringify([{ ...call, ...ended }]))
    .run()
  return id
}

async function demoRoute(): Promise<string> {
  const known = await services.routes.list()
  if (known.length === 0) await seedDemoRoute()
  return (await services.routes.list())[0]?.id ?? ''
}

/**
 * What each parameter names, by the path up to it: makes something new that is the person's or their account's, and says its
 * id. A route whose path is not here fails the walk.
 */
export const MAKERS: Record<string, (person: Person) => Promise<string>> = {
  '/keys/:id': newKey,
  '/api/keys/:id': newKey,
  '/settings/tokens/:id': newToken,
  '/admin/tokens/:id': newServiceToken,
  '/settings/sessions/:id': newSession,
  '/api/sessions/:id': newSession,
  '/api/tokens/:id': newToken,
  '/api/admin/tokens/:id': newServiceToken,
  '/settings/factors/passkeys/:id': newPasskey,
  '/settings/members/:id': newMate,
  '/api/members/:id': newMate,
  '/settings/invitations/:id': newInvitation,
  '/api/invitations/:id': newInvitation,
  '/calls/:request_id': newCall,
  '/admin/calls/:request_id': newCall,
  '/api/calls/:request_id': newCall,
  '/api/admin/calls/:request_id': newCall,
  '/dev/mail/:id': newMail,
  '/admin/accounts/:id': async (person) => person.accountId,
  '/api/admin/accounts/:id': async (person) => person.accountId,
  '/admin/users/:id': async (person) => person.id,
  '/api/admin/users/:id': async (person) => person.id,
  '/admin/routes/:id': demoRoute,
  '/api/admin/routes/:id': demoRoute,
}

type Body = Record<string, string | string[]>

/** What a route is sent besides its path, where without it the body would be refused first. */
const BODIES: Record<string, Body | ((person: Person) => Body)> = {
  'POST /settings/account/name': { name: 'walked' },
  'POST /settings/account/leaked-keys': { response: 'notify' },
  'PUT /api/settings/leaked-keys': { response: 'notify' },
  'POST /settings/account/deletion': ({ session }) => ({ name: session.account.name }),
  'POST /keys': { name: 'walked' },
  'POST /keys/:id': { name: 'walked' },
  'POST /keys/revocations': { id: 'key_walked' },
  'POST /api/keys': { name: 'walked' },
  'POST /settings/tokens': { name: 'walked', scopes: ['keys:read', 'usage:read'] },
  'POST /api/tokens': { name: 'walked', scopes: ['keys:read'] },
  'PATCH /api/keys/:id': { name: 'walked' },
  'POST /settings/factors/passkeys/:id/name': { name: 'walked' },
  'POST /settings/members/:id/role': { role: 'developer' },
  'PATCH /api/members/:id': { role: 'developer' },
  'POST /settings/invitations': { email: 'walked@example.com', role: 'viewer' },
  'POST /api/invitations': { email: 'walked@example.com', role: 'viewer' },
  'POST /admin/accounts/:id/suspension': { reason: 'walked' },
  'POST /admin/users/:id/suspension': { reason: 'walked' },
  'POST /api/admin/accounts/:id/suspension': { reason: 'walked' },
  'POST /api/admin/users/:id/suspension': { reason: 'walked' },
  'PATCH /api/admin/routes/:id': { name: 'walked' },
}

/** Routes for members that are about the person alone: no role decides over them. Every other one has a `may`. */
export const ALONE: readonly string[] = [
  'GET /login/again',
  'POST /login/again',
  'POST /logout',
  'GET /settings',
  'GET /settings/profile',
  'POST /settings/profile',
  'PATCH /api/me',
  'GET /settings/password',
  'POST /settings/password',
  'POST /settings/address/link',
  'GET /settings/address',
  'POST /settings/address',
  'POST /login/again/passkey/question',
  'POST /login/again/passkey',
  'GET /settings/factors',
  'GET /settings/factors/app',
  'POST /settings/factors/app',
  'GET /settings/factors/app/removal',
  'POST /settings/factors/app/removal',
  'GET /settings/factors/passkeys/new',
  'POST /settings/factors/passkeys/question',
  'POST /settings/factors/passkeys',
  'GET /settings/factors/passkeys/:id',
  'POST /settings/factors/passkeys/:id/name',
  'GET /settings/factors/passkeys/:id/removal',
  'POST /settings/factors/passkeys/:id/removal',
  'GET /settings/factors/recovery-codes',
  'POST /settings/factors/recovery-codes',
  'GET /settings/sessions',
  'GET /settings/sessions/ending',
  'POST /settings/sessions/ending',
  'GET /settings/sessions/:id/ending',
  'POST /settings/sessions/:id/ending',
  'GET /settings/membership/ending',
  'POST /settings/membership/ending',
  'POST /accounts/current',
  'POST /invitation',
  'POST /api/auth/logout',
  'GET /api/me',
  'PUT /api/me/account',
  'DELETE /api/me/membership',
  'GET /api/sessions',
  'DELETE /api/sessions',
  'DELETE /api/sessions/:id',
]

/** Routes for who is signed out. Every other one asks who it is. */
export const OPEN: readonly string[] = [
  'GET /',
  'GET /docs',
  'GET /register',
  'POST /register',
  'GET /login',
  'POST /login',
  'POST /login/passkey/question',
  'POST /login/passkey',
  'POST /preferences/language',
  'POST /preferences/theme',
  'POST /csp-reports',
  'GET /verification',
  'POST /verification',
  'GET /password/reset',
  'POST /password/reset',
  'GET /password/new',
  'POST /password/new',
  'GET /invitation',
  'GET /dev/mail',
  'GET /dev/mail/:id',
  'GET /dev/mail/:id/html',
  'POST /api/auth/register',
  'POST /api/auth/login',
  'GET /api/plans',
  'GET /api/health',
  'GET /api/openapi.json',
]

/** The path of a route with its parameters filled in. */
export async function pathOf(
  { title, route }: Step,
  value: (maker: (person: Person) => Promise<string>) => Promise<string>,
) {
  let path: string = route.path
  for (const { 0: name, index } of route.path.matchAll(/:\w+/g)) {
    const stem = route.path.slice(0, index + name.length)
    const maker = MAKERS[stem]
    if (!maker) throw new Error(`${title}: add to MAKERS in src/app/walk.fixture.ts what makes a ${name} of '${stem}'.`)
    path = path.replace(name, encodeURIComponent(await value(maker)))
  }
  return path
}

const tokens = new Map<string, { csrf: string; cookie: string }>()

/** The CSRF token that a browser with these cookies holds, and the cookies then. */
async function csrfOf(cookie: string): Promise<{ csrf: string; cookie: string }> {
  const known = tokens.get(cookie)
  if (known) return known
  const page = await ask(site, '/docs', { headers: { Cookie: cookie } })
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const visit = page.headers.get('Set-Cookie')?.split(';')[0]
  const held = { csrf, cookie: visit ? `${cookie}; ${visit}` : cookie }
  tokens.set(cookie, held)
  return held
}

/** Sends a route what it takes, as a browser or a JSON client of the person, or of nobody. */
export async function take({ title, route, app, kind }: Step, path: string, person: Person | null): Promise<Response> {
  const { method } = route
  const known = BODIES[title] ?? {}
  const body = typeof known === 'function' ? (person ? known(person) : {}) : known
  if (kind === 'json') {
    const headers = { ...person?.bearer, ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }) }
    return ask(app, path, { method, headers, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) })
  }
  const htmx: Record<string, string> = kind === 'fragment' ? { 'HX-Request': 'true' } : {}
  if (method === 'GET') return ask(app, path, { headers: { ...person?.cookie, ...htmx } })
  const { csrf, cookie } = await csrfOf(person?.cookie.Cookie ?? '')
  return ask(app, path, {
    method,
    headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', ...htmx },
    body: formOf({ csrf, ...body }),
  })
}

const formOf = (body: Body) =>
  new URLSearchParams(Object.entries(body).flatMap(([name, value]) => [value].flat().map((one) => [name, one])))

/** Everything that D1 holds, to see whether anything has changed. */
export async function everything(): Promise<string> {
  const { DB } = bindings
  const tables = await DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
  ).all<{ name: string }>()
  const names = tables.results.map(({ name }) => name)
  const rows = await DB.batch(names.map((name) => DB.prepare(`SELECT * FROM ${name}`)))
  return JSON.stringify(names.map((name, i) => [name, rows[i]?.results]))
}
