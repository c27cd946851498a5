import { runInDurableObject } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AccountMeter } from '../../../workers/meter/account-meter.ts'
import { mintKey, newTag, readTag } from '../../domain/keys/format.ts'
import type { Decision } from '../../domain/metering/decision.ts'
import type { RouteInput } from '../../domain/routing/route.ts'
import { meterOf } from '../../platform/meter.ts'
import type { Bindings } from '../context.ts'
import { ask, bindings, jsonBody, type Person, services, settings, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
let people = 0
let caller: Person
beforeAll(async () => {
  const operator = await signUp('route-keeper', 'operator')
  const by = { userId: operator.id, address: '' }
  const demo: RouteInput = {
    name: 'Demo',
    path: '/demo',
    upstreamUrl: 'builtin:demo',
    methods: [],
    credits: 1,
    scopes: [],
    timeoutMs: 30_000,
    maxBodyBytes: 1_000,
    stripPrefix: true,
    billFailures: false,
  }
  await services.routes.create(by, demo)
  await services.routes.create(by, { ...demo, path: '/read', methods: ['GET'] })
  await services.routes.create(by, { ...demo, path: '/scoped', scopes: ['admin'] })
  await services.routes.create(by, { ...demo, path: '/strict', billFailures: true, credits: 3 })
  await services.routes.create(by, { ...demo, path: '/hasty', timeoutMs: 5 })
  await services.routes.create(by, { ...demo, path: '/dear', credits: 7 })
  await services.routes.create(by, { ...demo, path: '/dear/admin', credits: 50, scopes: ['admin'] })
  await services.routes.create(by, {
    ...demo,
    path: '/real',
    upstreamUrl: 'http://127.0.0.1:9/base',
    billFailures: true,
  })
})
beforeEach(async () => {
  caller = await signUp(`caller-${++people}`)
})

const withKey = (key = caller.apiKey) => ({ headers: { Authorization: `Bearer ${key}` } })
const call = (path: string, init: RequestInit = withKey(), changed: Partial<Bindings> = {}) =>
  ask(api, path, init, undefined, changed)
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
const view = () => meterOf(bindings.METER, caller.tag).view(caller.tag)
const records = async () => (await view()).tail.flatMap((entry) => entry.calls)

describe('a call with a key', () => {
  test('that comes too late for a decision is asked to come again, here and behind a proxy, and costs nothing', async () => {
    const object = bindings.METER.get(bindings.METER.idFromName(caller.tag)) as DurableObjectStub<AccountMeter>
    await runInDurableObject(object, (meter) => {
      meter.clock = () => Date.now() + 60_000
    })
    const answers = await Promise.all([call('/api/demo/late'), call('/api/authorize')])
    expect(answers.map(({ status }) => status)).toEqual([503, 503])
    expect(answers.map(({ headers }) => [headers.get('Retry-After'), headers.get('RateLimit')])).toEqual([
      ['1', null],
      ['1', null],
    ])
    expect((await view()).used).toBe(0)
  })

  test('reaches the upstream with its path, query and body, and says what is left', async () => {
    const response = await call('/api/demo/a/b?x=1', { ...withKey(), method: 'POST', body: 'hello' })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ method: 'POST', path: '/a/b', query: { x: '1' }, body: 'hello' })
    expect(response.headers.get('RateLimit-Policy')).toBe('"quota";q=100')
    expect(response.headers.get('RateLimit')).toMatch(/^"quota";r=99;t=\d+$/)
    expect(response.headers.get('X-Request-Id')).toMatch(/^req_[0-9a-z]{26}$/)
  })

  test('may carry it in X-API-Key, and the upstream sees neither the key nor a cookie', async () => {
    const response = await call('/api/demo/x', { headers: { 'X-API-Key': caller.apiKey, Cookie: 'session=1' } })
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(text).not.toContain(caller.apiKey)
    expect(text).not.toContain('session=1')
    expect(text).toContain(caller.accountId)
  })

  test('is recorded with its status, bytes and cost under the request id of its answer', async () => {
    const response = await call('/api/strict/status/201')
    const id = response.headers.get('X-Request-Id')
    const bytes = (await response.arrayBuffer()).byteLength
    await call('/api/demo/x')
    expect((await records()).find((record) => record.id === id)).toMatchObject({
      outcome: 'ok',
      status: 201,
      bytes,
      credits: 3,
      method: 'GET',
      path: '/api/strict/status/201',
    })
  })

  test('streams: the first event is there while the others are not', async () => {
    const response = await api.fetch(
      new Request('http://localhost/api/demo/stream?events=2&interval=30000', withKey()),
      bindings,
      {
        waitUntil: () => {},
        passThroughOnException: () => {},
      } as unknown as ExecutionContext,
    )
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const { value } = await reader.read()
    expect(new TextDecoder().decode(value)).toBe('id: 1\ndata: {"event":1,"of":2}\n\n')
    await reader.cancel()
  })
})

describe('a failed call', () => {
  test('costs nothing on a route that does not bill failures', async () => {
    const response = await call('/api/demo/status/503')
    expect([response.status, await response.json()]).toEqual([503, { status: 503 }])
    await call('/api/demo/status/204')
    expect((await view()).used).toBe(1)
    expect((await records()).map((record) => [record.outcome, record.credits])).toContainEqual(['failed', 0])
  })

  test('costs its credits on a route that bills failures', async () => {
    await (await call('/api/strict/status/500')).text()
    await call('/api/demo/status/204')
    expect((await view()).used).toBe(4)
  })

  test('a client error of the upstream is an answer, and costs', async () => {
    await (await call('/api/demo/status/404')).text()
    expect((await view()).used).toBe(1)
  })

  test("an upstream that is slower than the route's timeout answers UPSTREAM_TIMEOUT", async () => {
    const response = await call('/api/hasty/slow?ms=2000')
    expect([response.status, await codeOf(response)]).toEqual([504, 'UPSTREAM_TIMEOUT'])
    await call('/api/demo/status/204')
    expect((await view()).used).toBe(1)
  })
})

describe('is refused', () => {
  const forged = () => {
    const tag = newTag(random)
    return mintKey('sk_', tag, ['a secret that this service never had'], random)
  }

  test.each([
    ['without a key', () => ({}), 401, 'KEY_MISSING', 'Bearer'],
    [
      'with something that is no key',
      () => withKey('sk_nonsense'),
      401,
      'KEY_MALFORMED',
      'Bearer error="invalid_token"',
    ],
    [
      'with a key that was minted elsewhere',
      () => withKey(forged()),
      401,
      'KEY_NOT_FOUND',
      'Bearer error="invalid_token"',
    ],
  ] as const)('%s', async (_, init, status, code, challenge) => {
    const response = await call('/api/demo/x', init())
    expect([response.status, await codeOf(response), response.headers.get('WWW-Authenticate')]).toEqual([
      status,
      code,
      challenge,
    ])
  })

  test('with an invented key without waking any object', async () => {
    const touched = { METER: null as never }
    const response = await call('/api/demo/x', withKey(forged()), touched)
    expect(await codeOf(response)).toBe('KEY_NOT_FOUND')
  })

  test('a well-minted key that no account has is KEY_NOT_FOUND', async () => {
    const tag = readTag(caller.apiKey, 'sk_') as string
    const other = mintKey('sk_', tag, settings.KEY_SECRETS, random)
    expect(await codeOf(await call('/api/demo/x', withKey(other)))).toBe('KEY_NOT_FOUND')
  })

  test('a key in the query, whatever the header says', async () => {
    const response = await call(`/api/demo/x?token=${caller.apiKey}`)
    expect([response.status, await codeOf(response)]).toEqual([400, 'KEY_IN_QUERY'])
  })

  test('an unknown path before the key is looked at', async () => {
    const response = await call('/api/nowhere/x', {})
    expect([response.status, await codeOf(response)]).toEqual([404, 'ROUTE_NOT_FOUND'])
  })

  test('a method that the route does not take, with those it does', async () => {
    const response = await call('/api/read/x', { ...withKey(), method: 'POST' })
    expect([response.status, await codeOf(response), response.headers.get('Allow')]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'GET',
    ])
  })

  test('HEAD passes where GET does', async () => {
    expect((await call('/api/read/status/200', { ...withKey(), method: 'HEAD' })).status).toBe(200)
  })

  test('a body over the limit before any charge, and one that says no length too', async () => {
    const announced = await call('/api/demo/x', { ...withKey(), method: 'POST', body: 'x'.repeat(1_001) })
    expect([announced.status, await codeOf(announced)]).toEqual([413, 'BODY_TOO_LARGE'])
    const pieces = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(400))
      },
    })
    const unannounced = await call('/api/strict/x', {
      ...withKey(),
      method: 'POST',
      body: pieces,
      duplex: 'half',
    } as RequestInit)
    expect([unannounced.status, await codeOf(unannounced)]).toEqual([413, 'BODY_TOO_LARGE'])
    await call('/api/demo/status/204')
    expect((await view()).used).toBe(1)
  })

  test('a key without the scope of the route', async () => {
    const response = await call('/api/scoped/x')
    const challenge = response.headers.get('WWW-Authenticate')
    expect([response.status, await codeOf(response), challenge]).toEqual([
      403,
      'INSUFFICIENT_SCOPE',
      'Bearer error="insufficient_scope"',
    ])
  })

  test('the 101st call of a plan of 100, until the month is over', async () => {
    const answers = await Promise.all(Array.from({ length: 101 }, () => call('/api/demo/status/204')))
    const refused = answers.filter((response) => response.status !== 204)
    expect(refused).toHaveLength(1)
    const [response] = refused as [Response]
    expect([response.status, await codeOf(response)]).toEqual([429, 'QUOTA_EXCEEDED'])
    expect(response.headers.get('RateLimit')).toMatch(/^"quota";r=0;t=\d+$/)
    expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0)
  })

  test("a call over its key's rate limit, with the seconds to wait", async () => {
    const rate = { name: 'limited', rate_limit: { limit: 2, window_seconds: 60 } }
    const made = await ask(api, '/api/keys', jsonBody(rate, caller.bearer))
    const { api_key: key } = (await made.json()) as { api_key: string }
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push(await call('/api/demo/status/204', withKey(key)))
    expect(statuses.map((response) => response.status)).toEqual([204, 204, 429])
    const wait = Number(statuses[2]?.headers.get('Retry-After'))
    expect(wait).toBeGreaterThan(50)
    expect(wait).toBeLessThanOrEqual(60)
  })

  test('every call of a key after its revocation was answered', async () => {
    const { body } = await create('doomed')
    expect((await call('/api/demo/status/204', withKey(body.api_key))).status).toBe(204)
    await ask(api, `/api/keys/${body.key.id}`, { method: 'DELETE', headers: caller.bearer })
    expect(await codeOf(await call('/api/demo/status/204', withKey(body.api_key)))).toBe('KEY_REVOKED')
  })

  test('every call of an account after its suspension was answered, until it is reactivated', async () => {
    const operator = await signUp(`suspender-${people}`, 'operator')
    const suspension = `/api/admin/accounts/${caller.accountId}/suspension`
    await ask(api, suspension, jsonBody({ reason: 'Abuse' }, operator.bearer))
    const suspended = await call('/api/demo/status/204')
    await ask(api, suspension, { method: 'DELETE', headers: operator.bearer })
    const reactivated = await call('/api/demo/status/204')
    expect([suspended.status, await codeOf(suspended), reactivated.status]).toEqual([403, 'ACCOUNT_SUSPENDED', 204])
  })

  async function create(name: string) {
    const made = await ask(api, '/api/keys', jsonBody({ name }, caller.bearer))
    return { body: (await made.json()) as { api_key: string; key: { id: string } } }
  }
})

describe('without its parts', () => {
  const meter = (admit: () => Promise<Decision>, settled: string[] = []) =>
    ({
      idFromName: () => 'id',
      get: () => ({
        admit,
        settle: async (ended: { id: string; refund: boolean }[]) =>
          void settled.push(...ended.map((end) => `${end.refund}`)),
      }),
    }) as unknown as DurableObjectNamespace

  test('a meter that fails admits nobody, and a charge that it may have made is taken back', async () => {
    const settled: string[] = []
    const METER = meter(() => Promise.reject(new Error('unreachable')), settled)
    const response = await call('/api/demo/x', withKey(), { METER })
    expect([response.status, await codeOf(response), response.headers.get('Retry-After')]).toEqual([
      503,
      'METER_UNAVAILABLE',
      '1',
    ])
    expect(settled).toEqual(['true'])
  })

  test('D1 may be down: a warm gateway goes on', async () => {
    await call('/api/demo/status/204')
    const DB = { prepare: () => ({ first: () => Promise.reject(new Error('D1 is down')) }) } as unknown as D1Database
    expect((await call('/api/demo/status/204', withKey(), { DB })).status).toBe(204)
  })
})

describe('for browsers', () => {
  const preflight = {
    method: 'OPTIONS',
    headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET' },
  }

  test('a preflight needs no key and costs nothing', async () => {
    const response = await call('/api/demo/x', preflight)
    expect([response.status, response.headers.get('Access-Control-Allow-Origin')]).toEqual([204, '*'])
    expect(response.headers.get('X-Request-Id')).toMatch(/^req_/)
    expect((await view()).used).toBe(0)
  })

  test('a preflight of a path without a route is refused', async () => {
    expect((await call('/api/nowhere', preflight)).status).toBe(404)
  })

  test('an answer may be read by a page of any origin, its limits too', async () => {
    const response = await call('/api/demo/x')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Access-Control-Expose-Headers')).toContain('RateLimit')
  })
})

describe('a path that can be read in several ways', () => {
  test.each([
    '/api/dear/x%5C..%5Cadmin/thing',
    '/api/dear/x%2F..%2Fadmin/thing',
    '/api/dear/%61dmin/thing',
    '/api/dear//admin/thing',
    '/api/dear/.%09./admin',
    '/api/dear/x/..;y/admin/thing',
    '/api/dear/%252e%252e%252fread',
    '/api/read/..%5C..%5Cadmin',
  ])('is no way around a route: %s', async (path) => {
    const answer = await call(path)
    expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([404, 'ROUTE_NOT_FOUND'])
  })

  test('goes on as it was sent when all readings are of one route', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('ok'))
    expect((await call('/api/real/a%2Fb//c%20%E4%B8%AD?x=%2F')).status).toBe(200)
    expect(fetched.mock.calls[0]?.[0]).toBe('http://127.0.0.1:9/base/a%2Fb//c%20%E4%B8%AD?x=%2F')
    fetched.mockRestore()
  })
})

test('a call that breaks here after it was admitted costs nothing', async () => {
  // No headers that can be read one after the other.
  const headers = { get: () => null, has: () => false }
  const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue({ status: 200, headers } as unknown as Response)
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  const answer = await call('/api/real/x')
  fetched.mockRestore()
  logged.mockRestore()
  expect(answer.status).toBe(500)
  const { meter, tag } = { meter: meterOf(bindings.METER, caller.tag), tag: caller.tag }
  await expect.poll(async () => (await meter.view(tag)).openCalls).toBe(0)
  expect((await meter.view(tag)).used).toBe(0)
})
