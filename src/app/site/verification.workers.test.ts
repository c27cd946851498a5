import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { api } from '../api/index.ts'
import { browser, mailbox, tokenIn } from '../browser.fixture.ts'
import type { Bindings } from '../context.ts'
import { settingsOf } from '../middleware/services.ts'
import { ask, bindings, jsonBody, ORIGIN, PASSWORD, seedDemoRoute, seedPlans, services } from '../visitor.fixture.ts'

beforeAll(async () => {
  await seedPlans()
  await seedDemoRoute()
})

let made = 0
let name: string
let address: string
let mails: ReturnType<typeof mailbox>
beforeEach(() => {
  made += 1
  name = `newcomer-${made}`
  address = `${name}@example.com`
  mails = mailbox()
})
afterEach(() => vi.restoreAllMocks())

const visitor = (more: Partial<Bindings> = {}, headers: Record<string, string> = {}) =>
  browser({ MAIL: mails.MAIL, ...more }, headers)
/** Signs up on the page; the browser, and the key. */
async function register(username = name, email = address, more: Partial<Bindings> = {}, headers = {}) {
  const tab = visitor(more, headers)
  const page = await tab.post('/register', { username, email, password: PASSWORD }, '/register')
  const text = await page.text()
  const key = /sk_[0-9A-Za-z]{48}/.exec(text)?.[0] ?? ''
  expect(page.status).toBe(201)
  return { tab, key, text }
}
const press = (tab: ReturnType<typeof browser>, link: string) =>
  tab.post('/verification', { token: tokenIn(link) }, link)
const userOf = (username: string) =>
  bindings.DB.prepare('SELECT id, email, email_verified_at, pending_email FROM users WHERE username = ?')
    .bind(username)
    .first<{ id: string; email: string; email_verified_at: number | null; pending_email: string | null }>()
const isVerified = async (username = name) => (await userOf(username))?.email_verified_at !== null
const isIn = async (tab: ReturnType<typeof browser>, username = name) =>
  (await (await tab.get('/settings/password')).text()).includes(`value="${username}"`)
const logIn = async (login: string, password = PASSWORD) =>
  (await ask(api, '/api/auth/login', jsonBody({ login, password }))).status

describe('the link', () => {
  test('is mailed at sign-up, by page and by JSON, in the reader’s language, and the page says so', async () => {
    const tab = visitor({}, { 'Accept-Language': 'zh' })
    const page = await tab.post('/register', { username: name, email: address, password: PASSWORD }, '/register')
    expect(await page.text()).toContain(`邮件已发往 ${address}`)
    await ask(
      api,
      '/api/auth/register',
      jsonBody({ username: `${name}-json`, email: `json-${address}`, password: PASSWORD }),
      ORIGIN,
      { MAIL: mails.MAIL },
    )
    expect(mails.posted).toMatchObject([
      { kind: 'verify_address', to: address, locale: 'zh', data: { username: name, expiresInHours: 24 } },
      { kind: 'verify_address', to: `json-${address}`, locale: 'en', data: { username: `${name}-json` } },
    ])
    expect(mails.link('verify_address')).toMatch(/^\/verification\?token=[\w-]{43}$/)
  })

  test('opens a page with a button, however often a scanner opens it; the button confirms, once', async () => {
    const { tab } = await register()
    const link = mails.link('verify_address')
    const scanner = visitor()
    for (let i = 0; i < 3; i++) expect((await scanner.get(link)).status).toBe(200)
    expect(await isVerified()).toBe(false)
    const page = await (await tab.get(link)).text()
    expect(page).toContain(name)
    expect(page).toContain(address)
    const pressed = await press(tab, link)
    expect([pressed.status, pressed.headers.get('Location')]).toEqual([303, '/dashboard'])
    expect(await isVerified()).toBe(true)
    expect(await (await tab.get('/dashboard')).text()).toContain('Confirmed. The address is yours.')
    const again = await press(visitor(), link)
    expect(again.status).toBe(410)
    expect(await again.text()).toContain('This link no longer works')
  })

  test('its page is stored nowhere, sends no referrer, and its token stands in no title, other link or redirect', async () => {
    await register()
    const link = mails.link('verify_address')
    const tab = visitor()
    const answer = await tab.get(link)
    expect(answer.headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    const text = await answer.text()
    expect(text.split(tokenIn(link))).toHaveLength(2)
    const pressed = await tab.post('/verification', { token: tokenIn(link) })
    expect(JSON.stringify([...pressed.headers])).not.toContain(tokenIn(link))
    const used = await (await tab.get(link)).text()
    expect(used).not.toContain(tokenIn(link))
  })

  test('is in no log line when its page breaks', async () => {
    await register()
    const link = mails.link('verify_address')
    const lines: string[] = []
    for (const level of ['log', 'error'] as const)
      vi.spyOn(console, level).mockImplementation((...args) => void lines.push(args.join(' ')))
    const broken = {
      prepare: () => {
        throw new Error('D1 is away')
      },
      batch: () => Promise.reject(new Error('away')),
    }
    const answer = await visitor({ DB: broken as unknown as D1Database }).get(link)
    expect(answer.status).toBe(500)
    expect(lines.join()).toContain('/verification')
    expect(lines.join()).not.toContain(tokenIn(link))
    expect(await answer.text()).not.toContain(tokenIn(link))
  })

  test('does nothing from another site', async () => {
    await register()
    const link = mails.link('verify_address')
    const elsewhere = visitor({}, { 'Sec-Fetch-Site': 'cross-site' })
    expect((await press(elsewhere, link)).status).toBe(403)
    expect(await isVerified()).toBe(false)
  })
})

describe('who is signed in afterwards', () => {
  test('in another browser, the user; but what asks for a fresh sign-in asks for the password', async () => {
    await register()
    const tab = visitor()
    await press(tab, mails.link('verify_address'))
    expect(await isIn(tab)).toBe(true)
    const fresh = await tab.get('/settings/address')
    expect(fresh.headers.get('Location')).toMatch(/^\/login\/again/)
  })

  test('where another user is signed in, still that one, who is told', async () => {
    await register()
    const link = mails.link('verify_address')
    const { tab } = await register(`${name}-else`, `else-${address}`)
    await press(tab, link)
    expect([await isVerified(), await isIn(tab, `${name}-else`)]).toEqual([true, true])
    await press(tab, mails.link('verify_address'))
    expect(await isVerified(`${name}-else`)).toBe(true)
  })

  test.each([
    ['is suspended', `UPDATE users SET status = 'suspended' WHERE username = ?`],
    ['runs the service', 'UPDATE users SET is_operator = 1 WHERE username = ?'],
    [
      'has a second factor',
      `INSERT INTO second_factors (id, user_id, kind, secret, confirmed_at, created_at)
       SELECT 'fac_' || id, id, 'totp', 'sealed', 1, 1 FROM users WHERE username = ?`,
    ],
    [
      'has a passkey',
      `INSERT INTO passkeys (id, user_id, credential_id, public_key, algorithm, name, created_at)
       SELECT 'pk_' || id, id, id, 'key', -7, 'Key', 1 FROM users WHERE username = ?`,
    ],
  ])('nobody, when the user %s', async (_, statement) => {
    await register()
    await bindings.DB.prepare(statement).bind(name).run()
    const tab = visitor()
    const pressed = await press(tab, mails.link('verify_address'))
    expect(pressed.headers.get('Location')).toBe('/login')
    expect([tab.jar.has('session'), await isVerified()]).toEqual([false, true])
  })
})

describe('an address belongs to who proves it', () => {
  test('a newcomer gets it from a user who has not; that one keeps name, password and a note of it', async () => {
    const first = await register('squatter', 'wanted@example.com')
    const link = mails.link('verify_address')
    await register('owner', 'WANTED@example.com')
    expect([await logIn('squatter'), await logIn('owner'), await logIn('wanted@example.com')]).toEqual([200, 200, 200])
    const squatter = await userOf('squatter')
    expect(squatter).toMatchObject({ email_verified_at: null, pending_email: 'wanted@example.com' })
    expect(await logIn(squatter?.email ?? '')).toBe(401)
    const page = await (await first.tab.get('/settings/password')).text()
    expect(page).toContain('wanted@example.com')
    expect(page).not.toContain('unconfirmed.invalid')
    const log = await (await first.tab.get('/settings/audit')).text()
    expect(log).toContain('Unconfirmed address given up')
    // Until someone has confirmed it, the older link still does.
    await press(visitor(), link)
    expect(await userOf('squatter')).toMatchObject({ email: 'wanted@example.com', pending_email: null })
    expect(await userOf('owner')).toMatchObject({ email_verified_at: null, pending_email: 'WANTED@example.com' })
  })

  test('who registered it first and cannot read its mail gets nothing by it', async () => {
    const attacker = await register('attacker', 'victim@example.com')
    const stolen = mails.link('verify_address')
    await register('victim', 'victim@example.com')
    await press(visitor(), mails.link('verify_address'))
    // The attacker's own link, used too late.
    const late = await press(visitor(), stolen)
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('Someone else has confirmed this address')
    // Their session is still theirs, not the victim's.
    expect([await isIn(attacker.tab, 'attacker'), await isIn(attacker.tab, 'victim')]).toEqual([true, false])
    // A reset by name mails nobody; by address it mails the victim about the victim.
    for (const login of ['attacker', 'victim@example.com'])
      await visitor().post('/password/reset', { login }, '/password/reset')
    expect(mails.of('reset_password').map(({ to, data }) => [to, data.username])).toEqual([
      ['victim@example.com', 'victim'],
    ])
    // And nothing about the attacker is ever written to the victim's mailbox.
    const before = mails.posted.length
    await ask(
      api,
      '/api/auth/login',
      jsonBody({ login: 'attacker', password: PASSWORD }, { 'User-Agent': 'curl/8' }),
      ORIGIN,
      { MAIL: mails.MAIL },
    )
    expect(mails.posted.length).toBe(before)
  })

  test('confirmed, it is taken: registering it is refused, whoever else had a note of it', async () => {
    await register()
    await press(visitor(), mails.link('verify_address'))
    const other = await visitor().post(
      '/register',
      { username: `${name}-late`, email: address.toUpperCase(), password: PASSWORD },
      '/register',
    )
    expect(other.status).toBe(422)
    expect(await other.text()).toContain('Already taken.')
  })

  test('what stands in its place cannot be registered before', async () => {
    const refused = await visitor().post(
      '/register',
      { username: name, email: 'user_1@unconfirmed.invalid', password: PASSWORD },
      '/register',
    )
    expect(refused.status).toBe(422)
  })

  test('is never written to when it is the placeholder', async () => {
    const send = vi.spyOn(bindings.MAIL, 'send')
    const data = { username: name, at: 0, address: '', url: ORIGIN }
    await services.mail({ to: 'user_1@unconfirmed.invalid', locale: 'en', kind: 'password_changed', data })
    expect(send).not.toHaveBeenCalled()
  })
})

describe('with REQUIRE_VERIFIED_EMAIL', () => {
  const REQUIRED = { REQUIRE_VERIFIED_EMAIL: 'true' } as Partial<Bindings>
  const call = async (key: string, more: Partial<Bindings> = REQUIRED) => {
    const answer = await ask(api, '/api/demo/x', { headers: { Authorization: `Bearer ${key}` } }, ORIGIN, more)
    return [answer.status, (await answer.json<{ code?: string }>()).code]
  }

  test('keys answer ACCOUNT_UNVERIFIED until the button, and pass from the very next call on', async () => {
    const { tab, key, text } = await register(name, address, REQUIRED)
    expect(text).toContain('Calls with your key are refused until you open it.')
    expect(await call(key)).toEqual([403, 'ACCOUNT_UNVERIFIED'])
    const before = await (await tab.get('/dashboard')).text()
    expect(before).toContain('Your address is not confirmed')
    expect(before).toContain('Address not confirmed')
    await press(tab, mails.link('verify_address'))
    expect(await call(key)).toEqual([200, undefined])
    expect(await (await tab.get('/keys')).text()).not.toContain('Your address is not confirmed')
  })

  test('the unconfirmed user signs in, and each page says what is missing; without the setting only the settings do', async () => {
    const { tab, key, text } = await register()
    expect(text).not.toContain('Calls with your key are refused')
    expect(await call(key, {})).toEqual([200, undefined])
    expect(await (await tab.get('/keys')).text()).not.toContain('Your address is not confirmed')
    expect(await (await tab.get('/settings/password')).text()).toContain('Not confirmed')
    const asked = visitor(REQUIRED)
    await asked.post('/login', { login: name, password: PASSWORD }, '/login')
    expect(await (await asked.get('/keys')).text()).toContain('Your address is not confirmed')
  })

  test('a meter that cannot be reached: confirmed, and the page says that it is not yet in force', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    const { tab } = await register(name, address, REQUIRED)
    const METER = { idFromName: () => null, get: () => ({ push: () => Promise.reject(new Error('away')) }) }
    const away = visitor({ METER: METER as unknown as DurableObjectNamespace })
    away.jar.set('session', tab.jar.get('session') ?? '')
    await press(away, mails.link('verify_address'))
    expect(await isVerified()).toBe(true)
    expect(await (await tab.get('/keys')).text()).not.toContain('not yet in force')
    expect(await (await away.get('/keys')).text()).toContain('not yet in force')
  })

  test('is on outside development, off in it, and can be set', () => {
    const KEY_SECRETS = 'x'.repeat(32)
    const of = (env: object) => settingsOf({ KEY_SECRETS, ...env } as unknown as Bindings).REQUIRE_VERIFIED_EMAIL
    expect([
      of({}),
      of({ ENVIRONMENT: 'staging' }),
      of({ ENVIRONMENT: 'development' }),
      of({ REQUIRE_VERIFIED_EMAIL: 'false' }),
      of({ ENVIRONMENT: 'development', REQUIRE_VERIFIED_EMAIL: 'true' }),
    ]).toEqual([true, true, false, false, true])
    expect(() => of({ REQUIRE_VERIFIED_EMAIL: 'yes' })).toThrow('REQUIRE_VERIFIED_EMAIL must be true or false.')
  })
})

test('JSON says whether the address is confirmed, and never shows the placeholder', async () => {
  await register('json-squatter', 'json-wanted@example.com')
  await register('json-owner', 'json-wanted@example.com')
  await press(visitor(), mails.link('verify_address'))
  const told = async (login: string) => {
    const answer = await ask(api, '/api/auth/login', jsonBody({ login, password: PASSWORD }))
    const { user } = await answer.json<{ user: Record<string, unknown> }>()
    return [user.email, user.email_verified]
  }
  expect(await told('json-owner')).toEqual(['json-wanted@example.com', true])
  expect(await told('json-squatter')).toEqual(['json-wanted@example.com', false])
})
