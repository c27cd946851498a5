import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { SignInThrottle } from '../../workers/jobs/sign-in-throttle.ts'
import { type Try, tries } from '../domain/people/tries.ts'
import { api } from './api/index.ts'
import type { Bindings } from './context.ts'
import { site } from './site/index.ts'
import { ask, bindings, jsonBody, PASSWORD, seedPlans, signUp } from './visitor.fixture.ts'

const WRONG = 'plum-ladder-42'
const AWAY = { idFromName: () => null, get: () => ({ take: () => Promise.reject(new Error('away')) }) }

/** Counts the passwords that are hashed, and finds none right. */
function counting() {
  const hashed: string[] = []
  const PASSWORDS = {
    verify: async (password: string) => {
      hashed.push(password)
      return false as const
    },
    hash: async (password: string) => String(hashed.push(password)),
  }
  return { hashed, PASSWORDS }
}

// An address for each test: what one counts is none of another's.
let addresses = 0
const newAddress = () => `198.51.100.${++addresses}`

const from = (address: string) => ({ 'CF-Connecting-IP': address })
const signIn = (login: string, password: string, address: string, changed: Partial<Bindings> = {}) =>
  ask(api, '/api/auth/login', jsonBody({ login, password }, from(address)), undefined, changed)
const register = (username: string, address: string, changed: Partial<Bindings> = {}) => {
  const body = { username, email: `${username}@example.com`, password: PASSWORD }
  return ask(api, '/api/auth/register', jsonBody(body, from(address)), undefined, changed)
}
const statuses = (answers: Response[]) => {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
const many = <T>(count: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)))

const objectOf = (one: Try | undefined) => {
  const namespace = bindings.THROTTLE as unknown as DurableObjectNamespace<SignInThrottle>
  return namespace.get(namespace.idFromName(one?.subject ?? ''))
}
const objectOfLogin = (login: string) => objectOf(tries.signIn(login, '')[1])
const objectOfAddress = (address: string) => objectOf(tries.signIn('', address)[0])
const later = (object: ReturnType<typeof objectOf>, ms: number) =>
  runInDurableObject(object, (throttle) => {
    const now = Date.now() + ms
    throttle.clock = () => now
  })

/** Posts a form as a browser does that has come to the page before. */
async function submit(
  path: '/login' | '/register',
  fields: Record<string, string>,
  address: string,
  { language = 'en', ...changed }: Partial<Bindings> & { language?: string } = {},
) {
  const page = await ask(site, path)
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const cookie = page.headers.get('Set-Cookie')?.split(';')[0] ?? ''
  const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', 'Accept-Language': language, ...from(address) }
  const init = { method: 'POST', headers, body: new URLSearchParams({ csrf, ...fields }) }
  return ask(site, path, init, undefined, changed)
}

beforeAll(seedPlans)
afterEach(() => vi.restoreAllMocks())

describe('by login', () => {
  test('of fifty wrong passwords at once for one login five are hashed, and the rest are told the seconds', async () => {
    await signUp('target')
    const { hashed, PASSWORDS } = counting()
    const answers = await many(50, () => signIn('target', WRONG, newAddress(), { PASSWORDS }))
    expect(hashed.length).toBe(5)
    expect(statuses(answers)).toEqual({ 401: 5, 429: 45 })
  })

  test('by user name and mail address together ten are hashed, however many arrive', async () => {
    const { hashed, PASSWORDS } = counting()
    const logins = ['both', 'both@example.com', 'BOTH', 'Both@Example.com']
    await many(48, (i) => signIn(logins[i % 4] ?? '', WRONG, newAddress(), { PASSWORDS }))
    expect(hashed.length).toBe(10)
  })

  test('the right password is refused during the wait, with the seconds, and works after it', async () => {
    await signUp('waiting')
    const address = newAddress()
    for (let i = 0; i < 5; i++) expect((await signIn('waiting', WRONG, address)).status).toBe(401)
    const refused = await signIn('waiting', PASSWORD, address)
    const body = await refused.json<{ retry_after: number; detail: string }>()
    expect([refused.status, body]).toMatchObject([429, { code: 'TOO_MANY_TRIES', success: false }])
    expect(body.retry_after).toBeGreaterThan(20)
    expect(body.retry_after).toBeLessThanOrEqual(30)
    expect(refused.headers.get('Retry-After')).toBe(String(body.retry_after))
    expect(body.detail).toBe(`Too many tries. Try again in ${body.retry_after} seconds.`)
    await later(objectOfLogin('waiting'), 31_000)
    expect((await signIn('waiting', PASSWORD, address)).status).toBe(200)
  })

  test('a success forgets the failures of its login', async () => {
    await signUp('forgetful')
    const address = newAddress()
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) expect((await signIn('forgetful', WRONG, address)).status).toBe(401)
      expect((await signIn('forgetful', PASSWORD, address)).status).toBe(200)
    }
  })

  test('eviction between tries forgets nothing', async () => {
    const { hashed, PASSWORDS } = counting()
    const address = newAddress()
    for (let i = 0; i < 7; i++) {
      await signIn('evicted', WRONG, address, { PASSWORDS })
      await evictDurableObject(objectOfLogin('evicted'))
      await evictDurableObject(objectOfAddress(address))
    }
    expect(hashed.length).toBe(5)
  })

  test('an unknown login gets the same answers as a known one', async () => {
    await signUp('somebody')
    const told = async (login: string) => {
      const answers: unknown[] = []
      for (let i = 0; i < 6; i++) {
        const response = await signIn(login, WRONG, '198.51.101.1')
        const { request_id: _, ...body } = await response.json<Record<string, unknown>>()
        answers.push([response.status, [...response.headers.keys()].sort(), body].map((x) => JSON.stringify(x)))
      }
      // Seconds pass.
      return JSON.stringify(answers).replace(/\b(2\d|30)\b/g, 'N')
    }
    const known = await told('somebody')
    expect(known).toContain('TOO_MANY_TRIES')
    expect(await told('nobody')).toBe(known)
  })

  test('pages and JSON count together; the page keeps the form, but not the password', async () => {
    const { hashed, PASSWORDS } = counting()
    const address = newAddress()
    for (let i = 0; i < 3; i++) expect((await signIn('shared', WRONG, address, { PASSWORDS })).status).toBe(401)
    for (let i = 0; i < 2; i++)
      expect((await submit('/login', { login: 'shared', password: WRONG }, address)).status).toBe(422)
    const page = await submit('/login', { login: 'shared', password: WRONG, next: '/keys' }, address)
    const text = await page.text()
    expect([page.status, hashed.length]).toEqual([429, 3])
    expect(text).toContain(`Too many tries. Try again in ${page.headers.get('Retry-After')} seconds.`)
    expect(text).toMatch(/name="login"[^>]*value="shared"|value="shared"[^>]*name="login"/)
    expect(text).toContain('value="/keys"')
    expect(text).not.toContain(WRONG)
    const chinese = await submit('/login', { login: 'shared', password: WRONG }, address, { language: 'zh' })
    expect(await chinese.text()).toContain(`尝试次数过多。请在 ${chinese.headers.get('Retry-After')} 秒后重试。`)
  })
})

describe('by address', () => {
  /** Fifty failures, each for another login. */
  const fail = (prefix: string, addressOf: (i: number) => string, changed: Partial<Bindings>) =>
    many(60, (i) => signIn(`${prefix}-${i}`, WRONG, addressOf(i), changed))

  test('fifty failures for whatever logins, then nobody from there; one /64 is one address, another is not', async () => {
    const { hashed, PASSWORDS } = counting()
    const answers = await fail('v6', (i) => `2001:db8:1:1::${(i * 977).toString(16)}`, { PASSWORDS })
    expect([hashed.length, statuses(answers)]).toEqual([50, { 401: 50, 429: 10 }])
    await signUp('neighbour')
    expect((await signIn('neighbour', PASSWORD, '2001:0DB8:0001:0001:ffff::1')).status).toBe(429)
    expect((await signIn('neighbour', PASSWORD, '2001:db8:1:2::1')).status).toBe(200)
  })

  test('an IPv4-mapped address is its IPv4 address', async () => {
    const { hashed, PASSWORDS } = counting()
    await fail('v4', (i) => ['203.0.113.9', '::ffff:203.0.113.9', '::FFFF:cb00:7109'][i % 3] ?? '', { PASSWORDS })
    expect(hashed.length).toBe(50)
  })

  test('a success takes its own try back and no failure: who knows one password guesses no more of others', async () => {
    await signUp('insider')
    const address = newAddress()
    const { PASSWORDS } = counting()
    await many(49, (i) => signIn(`outsider-${i}`, WRONG, address, { PASSWORDS }))
    for (let i = 0; i < 3; i++) expect((await signIn('insider', PASSWORD, address)).status).toBe(200)
    const answers = await many(3, (i) => signIn(`outsider-${i + 50}`, WRONG, address, { PASSWORDS }))
    expect(statuses(answers)).toEqual({ 401: 1, 429: 2 })
  })

  test('a try that its login refuses does not count for its address', async () => {
    const address = newAddress()
    const { PASSWORDS } = counting()
    for (let i = 0; i < 60; i++) await signIn('impatient', WRONG, address, { PASSWORDS })
    expect((await signIn('patient', WRONG, address, { PASSWORDS })).status).toBe(401)
  })

  test('a try that its address refuses does not count for its login', async () => {
    await signUp('victim')
    const address = newAddress()
    const { PASSWORDS } = counting()
    await fail('any', () => address, { PASSWORDS })
    await many(10, () => signIn('victim', WRONG, address, { PASSWORDS }))
    expect((await signIn('victim', PASSWORD, newAddress())).status).toBe(200)
  })

  test('registrations: ten an hour from one address outside development, taken names included', async () => {
    const { hashed, PASSWORDS } = counting()
    const address = '2001:db8:7:7::1'
    const changed = { PASSWORDS, ENVIRONMENT: 'production' }
    const answers = await many(20, (i) => register(`crowd-${i % 15}`, address, changed))
    expect(hashed.length).toBe(10)
    expect(statuses(answers)[429]).toBe(10)
    expect((await register('crowd-other', '2001:db8:7:8::1', changed)).status).toBe(201)
    await later(objectOf(tries.registration(address, 10)[0]), 3_601_000)
    expect((await register('crowd-later', address, changed)).status).toBe(201)
  })

  test('the page of registration keeps its form and says the seconds', async () => {
    const address = newAddress()
    const { PASSWORDS } = counting()
    const hourly = { REGISTRATIONS_PER_HOUR: '1' } as Partial<Bindings>
    expect((await register('page-1', address, { PASSWORDS, ...hourly })).status).toBe(201)
    await runInDurableObject(objectOf(tries.registration(address, 1)[0]), (_, { storage }) => {
      const counted = storage.kv.get<{ count: number }>('tries')
      storage.kv.put('tries', { ...counted, count: 1_000 })
    })
    const page = await submit(
      '/register',
      { username: 'page-2', email: 'page-2@example.com', password: PASSWORD },
      address,
    )
    const text = await page.text()
    expect(page.status).toBe(429)
    expect(text).toContain(`Try again in ${page.headers.get('Retry-After')} seconds.`)
    expect(text).toContain('value="page-2@example.com"')
    expect(text).not.toContain(PASSWORD)
  })
})

test('while the throttle cannot be reached nobody passes and no password is hashed', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await signUp('unlucky')
  const { hashed, PASSWORDS } = counting()
  const changed = { PASSWORDS, THROTTLE: AWAY as unknown as DurableObjectNamespace }
  const answers = [
    await signIn('unlucky', PASSWORD, newAddress(), changed),
    await register('unluckier', newAddress(), changed),
  ]
  for (const answer of answers) {
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '5'])
    expect(await answer.json()).toMatchObject({ code: 'THROTTLE_UNAVAILABLE', retry_after: 5 })
  }
  const page = await submit('/login', { login: 'unlucky', password: PASSWORD }, newAddress(), changed)
  expect([page.status, page.headers.get('Retry-After'), page.headers.get('Set-Cookie')]).toEqual([503, '5', null])
  expect(hashed).toEqual([])
  expect(log).toHaveBeenCalledWith(expect.stringContaining('throttle.unreachable'))
})
