import { afterEach, describe, expect, test, vi } from 'vitest'
import type { PasswordsFace } from '../domain/people/passwords.ts'
import { api } from './api/index.ts'
import { mailbox } from './browser.fixture.ts'
import type { Bindings } from './context.ts'
import { site } from './site/index.ts'
import { ask, bindings, jsonBody, ORIGIN, PASSWORD, seedDemoRoute, seedPlans, signUp } from './visitor.fixture.ts'

afterEach(() => vi.restoreAllMocks())

const idOf = (answer: Response) => answer.headers.get('X-Request-Id')
const METER_AWAY = {
  idFromName: () => 'x',
  get: () => ({
    view: () => Promise.reject(new Error('away')),
    push: () => Promise.reject(new Error('away')),
    find: () => Promise.reject(new Error('away')),
  }),
} as unknown as DurableObjectNamespace

describe('a request’s id goes along', () => {
  test('to who hashes passwords, and to the mailer with what it writes', async () => {
    await seedPlans()
    const hashed: unknown[] = []
    const PASSWORDS: PasswordsFace = {
      hash: (password, id) => {
        hashed.push(id)
        return bindings.PASSWORDS.hash(password, id)
      },
      verify: (password, phc, id) => {
        hashed.push(id)
        return bindings.PASSWORDS.verify(password, phc, id)
      },
    }
    const box = mailbox()
    const person = { username: 'followed', email: 'followed@example.com', password: PASSWORD }
    const changed = { PASSWORDS, MAIL: box.MAIL } as Partial<Bindings>
    const registered = await ask(api, '/api/auth/register', jsonBody(person), ORIGIN, changed)
    expect(registered.status).toBe(201)
    expect(hashed).toEqual([idOf(registered)])
    expect(box.posted.map(({ requestId }) => requestId)).toEqual([idOf(registered)])
    const entered = await ask(
      api,
      '/api/auth/login',
      jsonBody({ login: 'followed', password: PASSWORD }),
      ORIGIN,
      changed,
    )
    expect(hashed.at(-1)).toBe(idOf(entered))
  })

  test('to the log, where the meter does not answer', async () => {
    const { cookie } = await signUp('followed-log')
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const answer = await ask(site, '/dashboard', { headers: cookie }, ORIGIN, { METER: METER_AWAY })
    expect(answer.status).toBe(200)
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)))
    expect(lines).toMatchObject([{ event: 'meter.unreachable', request_id: idOf(answer) }])
  })
})

describe('Server-Timing', () => {
  const TIMES = /^total;dur=(\d+), d1;dur=(\d+), meter;dur=(\d+)$/

  test('says of a page what D1 and the meter took, to who is signed in', async () => {
    const { cookie } = await signUp('timed')
    const slow = (ms: number) => new Promise((done) => setTimeout(done, ms))
    const DB = new Proxy(bindings.DB, {
      get: (target, name) => {
        const member = Reflect.get(target, name)
        if (name !== 'batch') return typeof member === 'function' ? member.bind(target) : member
        return async (statements: D1PreparedStatement[]) => {
          await slow(40)
          return target.batch(statements)
        }
      },
    })
    const answer = await ask(site, '/dashboard', { headers: cookie }, ORIGIN, { DB })
    const [, total, d1, meter] = TIMES.exec(answer.headers.get('Server-Timing') ?? '') ?? []
    expect(Number(d1)).toBeGreaterThanOrEqual(39)
    expect(Number(total)).toBeGreaterThanOrEqual(39)
    expect(meter).toMatch(/^\d+$/)
  })

  test.each(['/login', '/password/reset', '/dashboard'])('says nothing to strangers: %s', async (path) => {
    expect((await ask(site, path)).headers.has('Server-Timing')).toBe(false)
  })

  test('says nothing with a call or with JSON', async () => {
    await seedDemoRoute()
    const { apiKey, bearer } = await signUp('untimed')
    for (const [path, headers] of [
      ['/api/demo/x', { 'X-API-Key': apiKey }],
      ['/api/me', bearer],
    ] as const) {
      const answer = await ask(api, path, { headers })
      expect([answer.status, answer.headers.has('Server-Timing')]).toEqual([200, false])
    }
  })
})
