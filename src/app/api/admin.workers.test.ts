import { beforeAll, describe, expect, test } from 'vitest'
import { ask, bindings, jsonBody, PASSWORD, type Person, seedDemoRoute, services, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

let operator: Person
let member: Person
beforeAll(async () => {
  operator = await signUp('boss', 'operator')
  member = await signUp('plain')
  await seedDemoRoute()
})

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, compared and never called.
type Answer = { status: number; body: any }
async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = operator.bearer,
): Promise<Answer> {
  const response = await ask(
    api,
    path,
    body === undefined ? { method, headers } : { ...jsonBody(body, headers), method },
  )
  return { status: response.status, body: await response.json() }
}
const meStatus = async (person: Person) => (await send('GET', '/api/me', undefined, person.bearer)).status
/** What the gateway says to a call with the person's key. */
async function callCode(person: Person): Promise<string> {
  const response = await ask(api, '/api/demo/x', { headers: { 'X-API-Key': person.apiKey } })
  const body = await response.json<{ code?: string }>()
  return response.ok ? 'VALID' : (body.code ?? '')
}
const accountStatus = async (person: Person) => (await services.operating.account(person.accountId))?.status
const events = async (target: string) => {
  const rows = await bindings.DB.prepare('SELECT action, actor_id FROM audit_events WHERE target = ? ORDER BY at, id')
    .bind(target)
    .all()
  return rows.results
}

describe('operators’ paths', () => {
  test.each([
    ['GET', '/api/admin/users'],
    ['GET', '/api/admin/accounts'],
    ['GET', '/api/admin/routes'],
    ['POST', '/api/admin/routes'],
    ['GET', '/api/admin/routes/route_1'],
    ['PATCH', '/api/admin/routes/route_1'],
    ['DELETE', '/api/admin/routes/route_1'],
    ['POST', '/api/admin/users/user_1/suspension'],
    ['DELETE', '/api/admin/users/user_1/suspension'],
    ['POST', '/api/admin/accounts/acct_1/suspension'],
    ['DELETE', '/api/admin/accounts/acct_1/suspension'],
  ])('%s %s is 403 for a member and 401 for nobody', async (method, path) => {
    expect((await send(method, path, undefined, member.bearer)).status).toBe(403)
    expect((await send(method, path, undefined, {})).status).toBe(401)
  })
})

describe('suspending an account', () => {
  test('is in force on the next call, kept with its reason, and lifted again', async () => {
    const person = await signUp('account-suspended')
    const path = `/api/admin/accounts/${person.accountId}/suspension`
    expect(await callCode(person)).toBe('VALID')
    const done = await send('POST', path, { reason: 'unpaid' })
    expect(done).toMatchObject({
      status: 200,
      body: { in_force: true, account: { status: 'suspended', suspended_reason: 'unpaid' } },
    })
    expect(await callCode(person)).toBe('ACCOUNT_SUSPENDED')
    // Its people still sign in, and read why.
    expect(await meStatus(person)).toBe(200)
    const lifted = await send('DELETE', path)
    expect(lifted.body).toMatchObject({ in_force: true, account: { status: 'active', suspended_reason: null } })
    expect(await callCode(person)).toBe('VALID')
    expect(await events(person.accountId)).toEqual([
      { action: 'account.suspended', actor_id: operator.id },
      { action: 'account.reactivated', actor_id: operator.id },
    ])
  })

  test('twice is once', async () => {
    const person = await signUp('account-twice')
    const path = `/api/admin/accounts/${person.accountId}/suspension`
    await send('POST', path, { reason: 'first' })
    const again = await send('POST', path, { reason: 'second' })
    expect(again).toMatchObject({ status: 200, body: { in_force: true, account: { suspended_reason: 'first' } } })
    expect(await events(person.accountId)).toHaveLength(1)
  })

  test('of an account that is not there is 404, and without a reason 422', async () => {
    expect((await send('POST', '/api/admin/accounts/acct_none/suspension', { reason: 'x' })).status).toBe(404)
    const unreasoned = await send('POST', `/api/admin/accounts/${member.accountId}/suspension`, {})
    expect(unreasoned).toMatchObject({ status: 422, body: { errors: [{ field: 'reason', problem: 'required' }] } })
  })

  test('that no meter has confirmed says so, and stays noted for cron', async () => {
    const person = await signUp('account-unreached')
    const path = `/api/admin/accounts/${person.accountId}/suspension`
    const unreachable = { idFromName: () => null, get: () => ({ push: () => Promise.reject(new Error('away')) }) }
    const METER = unreachable as unknown as DurableObjectNamespace
    const response = await ask(api, path, jsonBody({ reason: 'x' }, operator.bearer), undefined, { METER })
    expect(await response.json()).toMatchObject({ in_force: false, account: { status: 'suspended' } })
    const noted = await bindings.DB.prepare('SELECT count(*) AS n FROM meter_pushes WHERE account_id = ?')
      .bind(person.accountId)
      .first('n')
    expect(noted).toBe(1)
  })
})

describe('suspending a user', () => {
  const path = (person: Person) => `/api/admin/users/${person.id}/suspension`

  test('ends their sessions, their own accounts and their sign-in; lifting it gives these back', async () => {
    const person = await signUp('user-suspended')
    const done = await send('POST', path(person), { reason: 'abuse' })
    expect(done).toMatchObject({
      status: 200,
      body: { in_force: true, user: { status: 'suspended', suspended_reason: 'abuse' } },
    })
    expect([await meStatus(person), await accountStatus(person)]).toEqual([401, 'suspended'])
    expect(await callCode(person)).toBe('ACCOUNT_SUSPENDED')
    const right = await ask(api, '/api/auth/login', jsonBody({ login: person.username, password: PASSWORD }))
    const wrong = await ask(api, '/api/auth/login', jsonBody({ login: person.username, password: 'not-the-password' }))
    expect([right.status, wrong.status]).toEqual([403, 401])

    const lifted = await send('DELETE', path(person))
    expect(lifted.body).toMatchObject({ in_force: true, user: { status: 'active' } })
    // The old session does not rise again.
    expect([await meStatus(person), await accountStatus(person)]).toEqual([401, 'active'])
  })

  test('leaves an account that somebody else owns too', async () => {
    const person = await signUp('user-shared')
    const { results } = await bindings.DB.prepare(`INSERT INTO memberships VALUES (?, ?, 'owner', 0) RETURNING *`)
      .bind(person.accountId, member.id)
      .all()
    expect(results).toHaveLength(1)
    await send('POST', path(person), { reason: 'abuse' })
    expect(await accountStatus(person)).toBe('active')
  })

  test('and lifting it leaves an account suspended that was suspended by itself', async () => {
    const person = await signUp('user-unpaid')
    await send('POST', `/api/admin/accounts/${person.accountId}/suspension`, { reason: 'unpaid' })
    await send('POST', path(person), { reason: 'abuse' })
    await send('DELETE', path(person))
    expect(await accountStatus(person)).toBe('suspended')
  })

  test('is not possible for oneself', async () => {
    expect((await send('POST', path(operator), { reason: 'tired' })).status).toBe(403)
    expect(await meStatus(operator)).toBe(200)
  })
})

describe('lists', () => {
  test('go page by page, newest first, without a gap', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await signUp(name)
    const first = await send('GET', '/api/admin/users?search=PAGE-&limit=2')
    const second = await send('GET', `/api/admin/users?search=PAGE-&limit=2&cursor=${first.body.next_cursor}`)
    const names = [...first.body.data, ...second.body.data].map((user: { username: string }) => user.username)
    expect(names).toEqual(['page-c', 'page-b', 'page-a'])
    expect(second.body.next_cursor).toBeNull()
  })

  test('take no wildcards in a search, and a long one is no error', async () => {
    expect((await send('GET', '/api/admin/accounts?search=%25')).body.data).toEqual([])
    expect((await send('GET', `/api/admin/accounts?search=${'x'.repeat(90)}`)).status).toBe(200)
  })

  test('name an account’s owner and plan, and never its tag', async () => {
    const person = await signUp('listed')
    const { body } = await send('GET', '/api/admin/accounts?search=LISTED@example')
    expect(body.data).toMatchObject([
      { id: person.accountId, owner: { username: 'listed' }, plan: { key: 'free' }, active_keys: 1 },
    ])
    expect(JSON.stringify(body)).not.toContain(person.tag)
  })

  test('refuse a limit that is none', async () => {
    const { status, body } = await send('GET', '/api/admin/users?limit=1000')
    expect([status, body.errors[0].field]).toEqual([422, 'limit'])
  })
})

describe('routes', () => {
  const route = { name: 'V1', path: '/v1', upstream_url: 'https://upstream.example/base' }

  test('are added with their defaults, changed, and removed', async () => {
    const made = await send('POST', '/api/admin/routes', route)
    expect(made.status).toBe(201)
    expect(made.body.route).toMatchObject({
      ...route,
      methods: [],
      credits: 1,
      timeout_ms: 30_000,
      strip_prefix: true,
      bill_failures: false,
    })
    const path = `/api/admin/routes/${made.body.route.id}`
    const changed = await send('PATCH', path, { credits: 3, methods: ['get'] })
    expect(changed.body.route).toEqual({ ...made.body.route, credits: 3, methods: ['GET'] })
    expect((await send('GET', path)).body.route).toEqual(changed.body.route)
    expect((await send('DELETE', path)).status).toBe(200)
    expect((await send('GET', path)).status).toBe(404)
  })

  test('have a path of their own', async () => {
    await send('POST', '/api/admin/routes', { ...route, path: '/twice' })
    const again = await send('POST', '/api/admin/routes', { ...route, path: '/twice' })
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'PATH_TAKEN', errors: [{ field: 'path', problem: 'taken' }] },
    })
  })

  test.each([
    [{ path: '/keys' }, 'path', 'reserved'],
    [{ path: '/Health/x' }, 'path', 'reserved'],
    [{ path: 'v2' }, 'path', 'format'],
    [{ path: '/v2/' }, 'path', 'format'],
    [{ path: '/../keys' }, 'path', 'format'],
    [{ path: '/v2/./x' }, 'path', 'format'],
    [{ upstream_url: 'ftp://upstream.example' }, 'upstream_url', 'format'],
    [{ upstream_url: 'https://user:pw@upstream.example' }, 'upstream_url', 'format'],
    [{ upstream_url: 'http://localhost:8788/api' }, 'upstream_url', 'address_forbidden'],
    [{ credits: -1 }, 'credits', 'too_small'],
    [{ methods: ['BREW'] }, 'methods.0', 'format'],
    [{ owner: 'me' }, 'owner', 'unknown'],
  ])('with %j are refused: %s %s', async (wrong, field, problem) => {
    const { status, body } = await send('POST', '/api/admin/routes', { ...route, path: '/v9', ...wrong })
    expect(status).toBe(422)
    expect(body.errors.map((error: { field: string; problem: string }) => [error.field, error.problem])).toEqual([
      [field, problem],
    ])
  })
})
