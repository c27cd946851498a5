import { beforeAll, expect, test } from 'vitest'
import { ask, bindings, jsonBody, PASSWORD, seedPlans, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

beforeAll(seedPlans)

const register = (body: Record<string, unknown>) => ask(api, '/api/auth/register', jsonBody(body))
const login = (body: Record<string, unknown>) => ask(api, '/api/auth/login', jsonBody(body))
const newcomer = (username: string) => ({ username, email: `${username}@example.com`, password: PASSWORD })

test('registering answers 201 with the user, their account on the free plan, and a key of its form', async () => {
  const response = await register(newcomer('rosa'))
  const body = await response.json<Record<string, unknown>>()
  expect(response.status).toBe(201)
  expect(body).toMatchObject({
    success: true,
    in_force: true,
    user: { username: 'rosa', email: 'rosa@example.com', is_admin: false },
    account: { name: 'rosa', status: 'active', plan: { key: 'free', included_credits: 100 } },
  })
  expect(body.api_key).toMatch(/^sk_[0-9A-Za-z]{48}$/)
})

test('of two registrations of one name at once, one is 201 and one is 409, and one user is there', async () => {
  const responses = await Promise.all([
    register(newcomer('twin')),
    register({ ...newcomer('TWIN'), email: 'other@example.com' }),
  ])
  expect(responses.map(({ status }) => status).sort()).toEqual([201, 409])
  const users = await bindings.DB.prepare(`SELECT count(*) AS n FROM users WHERE username = 'twin'`).first('n')
  const accounts = await bindings.DB.prepare(
    `SELECT count(*) AS n FROM accounts WHERE name = 'twin' COLLATE NOCASE`,
  ).first('n')
  expect([users, accounts]).toEqual([1, 1])
})

test('a name that is taken, or an address that its holder has confirmed, is a 409 that names the field', async () => {
  await register(newcomer('first'))
  await bindings.DB.prepare(`UPDATE users SET email_verified_at = 1 WHERE username = 'first'`).run()
  const name = await register({ ...newcomer('First'), email: 'second@example.com' })
  const address = await register({ ...newcomer('second'), email: 'FIRST@example.com' })
  expect(name.status).toBe(409)
  expect(await name.json()).toMatchObject({ code: 'USERNAME_TAKEN', errors: [{ field: 'username', problem: 'taken' }] })
  expect(address.status).toBe(409)
  expect(await address.json()).toMatchObject({ code: 'EMAIL_TAKEN', errors: [{ field: 'email', problem: 'taken' }] })
})

test('what registration may not choose is refused by name', async () => {
  const response = await register({ ...newcomer('mallory'), is_operator: true, plan: 'enterprise' })
  expect(response.status).toBe(422)
  const { errors } = await response.json<{ errors: { field: string; problem: string }[] }>()
  expect(errors.map(({ field, problem }) => `${field} ${problem}`).sort()).toEqual([
    'is_operator unknown',
    'plan unknown',
  ])
})

test.each(['login', 'username', 'email'])('signing in works with %s, and its token opens /api/me', async (field) => {
  const name = `by-${field}`
  await register(newcomer(name))
  const response = await login({ [field]: field === 'email' ? `${name}@example.com` : name, password: PASSWORD })
  const body = await response.json<{ token: string; expires_at: number }>()
  expect(response.status).toBe(200)
  expect(body).toMatchObject({
    success: true,
    user: { username: name, email: `${name}@example.com`, is_admin: false },
    billing: { plan: 'free', usage_count: 0, usage_limit: 100 },
  })
  const me = await ask(api, '/api/me', { headers: { Authorization: `Bearer ${body.token}` } })
  expect(await me.json()).toMatchObject({
    user: { username: name },
    role: 'owner',
    session: { kind: 'bearer', expires_at: body.expires_at },
  })
})

test('an unknown user and a wrong password get the same status and, but for the request, the same body', async () => {
  await register(newcomer('known'))
  const answers = await Promise.all([
    login({ login: 'known', password: 'plum-ladder-42' }),
    login({ login: 'unknown', password: 'plum-ladder-42' }),
  ])
  const told = await Promise.all(
    answers.map(async (response) => {
      const { request_id: _, ...body } = await response.json<Record<string, unknown>>()
      return { status: response.status, body }
    }),
  )
  expect(told[0]).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } })
  expect(told[1]).toEqual(told[0])
})

test('an unknown user costs a hash too', async () => {
  const asked: (string | null)[] = []
  const passwords = {
    hash: bindings.PASSWORDS.hash,
    verify: async (_: string, phc: string | null) => {
      asked.push(phc)
      return false as const
    },
  }
  const response = await ask(api, '/api/auth/login', jsonBody({ login: 'nobody', password: PASSWORD }), undefined, {
    PASSWORDS: passwords,
  })
  expect(response.status).toBe(401)
  expect(asked).toEqual([null])
})

test('signing out ends the token', async () => {
  const { bearer } = await signUp('leaving')
  const out = await ask(api, '/api/auth/logout', { method: 'POST', headers: bearer })
  const after = await ask(api, '/api/me', { headers: bearer })
  expect([out.status, after.status]).toEqual([200, 401])
})

test('the key, the password and the token are stored nowhere', async () => {
  const { apiKey } = await (await register(newcomer('canary')))
    .json<{ api_key: string }>()
    .then((body) => ({ apiKey: body.api_key }))
  const { token } = await (await login({ login: 'canary', password: PASSWORD })).json<{ token: string }>()
  const tables = await bindings.DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'`,
  ).all<{ name: string }>()
  let stored = ''
  for (const { name } of tables.results)
    stored += JSON.stringify((await bindings.DB.prepare(`SELECT * FROM ${name}`).all()).results)
  expect(stored).toContain('canary@example.com')
  for (const secret of [apiKey, token, PASSWORD]) expect(stored).not.toContain(secret)
})
