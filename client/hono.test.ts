import { Hono } from 'hono'
import { expect, test, vi } from 'vitest'
import { STATUS } from './codes.ts'
import { type Guarding, guard } from './hono.ts'
import { Tollgate } from './index.ts'
import { ALLOWED, problem, refused } from './server.fixture.ts'

/** An API behind a Tollgate that answers with this; what was asked of it, and whether a call came through. */
function guarded(answer: () => Response, options?: Guarding) {
  const asked = vi.fn((_: string, { body }: RequestInit) => [JSON.parse(String(body))])
  const passed = vi.fn()
  const fetch = async (url: string, init: RequestInit) => {
    asked(url, init)
    return answer()
  }
  const app = new Hono()
  app.get(
    '/reports/:id',
    guard(new Tollgate({ url: 'https://tollgate.example.com', token: 'st_x', fetch }), options),
    (c) => {
      passed()
      const { account_id, key_id, plan } = c.var.tollgate
      return c.json({ account_id, key_id, plan })
    },
  )
  const call = (headers: Record<string, string> = { Authorization: 'Bearer sk_1' }) =>
    app.request('/reports/7', { headers })
  return { call, app, passed, asked: () => asked.mock.results.flatMap(({ value }) => value) }
}

test('a call that is allowed reaches its handler, which knows whose it is', async () => {
  const { call, asked } = guarded(() => Response.json(ALLOWED))
  const answer = await call()
  expect([answer.status, await answer.json()]).toEqual([200, { account_id: 'acct_1', key_id: 'key_1', plan: 'free' }])
  expect(answer.headers.get('RateLimit')).toBe('"minute";r=59;t=60, "key-quota";r=8')
  expect(answer.headers.get('RateLimit-Policy')).toBe('"minute";q=60, "key-quota";q=9')
  expect(asked()).toEqual([{ key: 'sk_1' }])
})

test('the key is in either header, and an address only where the program says so', async () => {
  const options = {
    cost: () => 5,
    scopes: ['reports'],
    route: 'reports',
    ip: (c: { req: { header: (name: string) => string | undefined } }) => c.req.header('X-From'),
  }
  const { call, asked } = guarded(() => Response.json(ALLOWED), options)
  await call({ 'X-API-Key': 'sk_2', 'X-From': '192.0.2.7', 'X-Forwarded-For': '203.0.113.5' })
  expect(asked()).toEqual([{ key: 'sk_2', cost: 5, scopes: ['reports'], route: 'reports', ip: '192.0.2.7' }])
})

const codes = (Object.keys(STATUS) as (keyof typeof STATUS)[]).filter((code) => code !== 'VALID')
test.each(codes)('%s is answered with its status as a problem, and the handler hears nothing', async (code) => {
  const { call, passed } = guarded(() => Response.json(refused(code)))
  const answer = await call()
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([STATUS[code], 'application/problem+json'])
  const type = `https://tollgate.example.com/docs#${code}`
  expect(await answer.json()).toMatchObject({ code, type, status: STATUS[code], request_id: 'req_1', success: false })
  expect(passed).not.toHaveBeenCalled()
})

test('a code that only a newer Tollgate knows is 403', async () => {
  const { call, passed } = guarded(() => Response.json(refused('KEY_ASLEEP')))
  expect([(await call()).status, passed.mock.calls]).toEqual([403, []])
})

test('without a key it is 401, and Tollgate is not asked', async () => {
  const { call, asked } = guarded(() => Response.json(ALLOWED))
  const answer = await call({})
  expect([answer.status, answer.headers.get('WWW-Authenticate'), asked()]).toEqual([401, 'Bearer', []])
})

test('a full limit says when it starts anew, and one that never does says nothing', async () => {
  const over = (wait: number | null) =>
    guarded(() => Response.json(refused('QUOTA_EXCEEDED', { retry_after: wait }))).call()
  expect([(await over(60)).headers.get('Retry-After'), (await over(null)).headers.get('Retry-After')]).toEqual([
    '60',
    null,
  ])
})

test('a Tollgate that is away lets nobody pass', async () => {
  const { call, passed } = guarded(() => {
    throw new TypeError('fetch failed')
  })
  const answer = await call()
  expect([answer.status, answer.headers.get('Retry-After'), passed.mock.calls]).toEqual([503, '1', []])
})

test('a token that is refused is the program’s error, and lets nobody pass', async () => {
  const { call, app, passed } = guarded(() => Response.json(problem('UNAUTHENTICATED'), { status: 401 }))
  app.onError((error, c) => c.text(error.message, 500))
  const answer = await call()
  expect([answer.status, await answer.text(), passed.mock.calls]).toEqual([500, 'Said by Tollgate.', []])
})
