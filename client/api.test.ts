import { expect, test } from 'vitest'
import { Tollgate } from './index.ts'
import { patience, problem, say, startServer } from './server.fixture.ts'

const page = (data: unknown[], next_cursor: string | null = null) => ({ success: true, data, next_cursor })

test.each([429, 502, 503, 504])(
  'what is read is read again after a %i, with backoff and jitter, to a bound',
  async (status) => {
    const server = await startServer((response) => say(response, status, problem('INTERNAL')))
    const { waited, ...injected } = patience()
    const tollgate = new Tollgate({ url: server.url, token: 'st_x', ...injected })
    await expect(tollgate.usage()).rejects.toMatchObject({ code: 'INTERNAL', status, requestId: 'req_2' })
    expect(server.asked).toHaveLength(3)
    expect(waited).toEqual([100, 200])
  },
)

test('never sooner than Tollgate says, and not at all when that is too late', async () => {
  const late = await startServer((response, _, times) =>
    times === 1 ? say(response, 429, problem('TOO_MANY_TRIES'), { 'Retry-After': '3' }) : say(response, 200, page([])),
  )
  const { waited, ...injected } = patience()
  const tollgate = (url: string) => new Tollgate({ url, token: 'st_x', ...injected })
  expect(await tollgate(late.url).keys.list()).toMatchObject({ data: [] })
  expect(waited).toEqual([3_100])
  const tooLate = await startServer((response) => say(response, 429, problem('TOO_MANY_TRIES', { retry_after: 60 })))
  await expect(tollgate(tooLate.url).keys.list()).rejects.toMatchObject({ retryAfter: 60 })
  expect([waited.length, tooLate.asked.length]).toEqual([1, 1])
})

test('what is read is read again when nobody is there', async () => {
  const { waited, ...injected } = patience()
  const nobody = new Tollgate({ url: 'http://127.0.0.1:1', token: 'st_x', ...injected })
  await expect(nobody.calls.get('req_1')).rejects.toMatchObject({ code: 'UNREACHABLE', status: 0 })
  expect(waited).toHaveLength(2)
})

const writes: [string, (keys: Tollgate['keys']) => Promise<unknown>][] = [
  ['POST /api/keys', (keys) => keys.create({ name: 'x' })],
  ['PATCH /api/keys/key_1', (keys) => keys.change('key_1', { name: 'y' })],
  ['POST /api/keys/key_1/rotation', (keys) => keys.rotate('key_1')],
  ['DELETE /api/keys/key_1', (keys) => keys.revoke('key_1')],
]

test.each(writes)('%s is asked for again under the one Idempotency-Key of this write', async (asked, write) => {
  const server = await startServer((response, _, times) =>
    times % 3 === 0
      ? say(response, 200, { success: true })
      : say(
          response,
          times % 3 === 1 ? 503 : 409,
          problem(times % 3 === 1 ? 'METER_UNAVAILABLE' : 'IDEMPOTENCY_IN_FLIGHT'),
        ),
  )
  const { keys } = new Tollgate({ url: server.url, token: 'st_x', ...patience() })
  await write(keys)
  await write(keys)
  expect(server.asked.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(6).fill(asked))
  const [first, , , second] = server.asked.map(({ headers }) => headers['idempotency-key'])
  expect(server.asked.map(({ headers }) => headers['idempotency-key'])).toEqual([
    first,
    first,
    first,
    second,
    second,
    second,
  ])
  expect([first === second, /^[0-9a-f-]{36}$/.test(String(first))]).toEqual([false, true])
})

test('a write goes under the key that its caller gives, and what only is read under none', async () => {
  const server = await startServer((response) => say(response, 200, page([])))
  const { keys } = new Tollgate({ url: server.url, token: 'st_x', ...patience() })
  await keys.create({ name: 'x' }, { idempotencyKey: 'order-7' })
  await keys.list()
  expect(server.asked.map(({ headers }) => headers['idempotency-key'])).toEqual(['order-7', undefined])
})

test('a write that is refused is not asked for again', async () => {
  const server = await startServer((response) => say(response, 409, problem('KEY_OVER')))
  const { keys } = new Tollgate({ url: server.url, token: 'st_x', ...patience() })
  await expect(keys.change('key_1', { name: 'y' })).rejects.toMatchObject({ code: 'KEY_OVER' })
  expect(server.asked).toHaveLength(1)
})

test('all of a list comes page by page, an empty one between included', async () => {
  const parts = [page([{ id: 'a' }, { id: 'b' }], 'key_b'), page([], 'key_c'), page([{ id: 'd' }])]
  const server = await startServer((response, _, times) => say(response, 200, parts[times - 1]))
  const ids: string[] = []
  for await (const { id } of new Tollgate({ url: server.url, token: 'st_x' }).keys.all({ limit: 2, search: 'a&b' }))
    ids.push(id)
  expect(ids).toEqual(['a', 'b', 'd'])
  expect(server.asked.map(({ url }) => url)).toEqual([
    '/api/keys?limit=2&search=a%26b',
    '/api/keys?limit=2&search=a%26b&cursor=key_b',
    '/api/keys?limit=2&search=a%26b&cursor=key_c',
  ])
})

test('a list whose answer names no next page ends', async () => {
  const server = await startServer((response) => say(response, 200, { data: [{ request_id: 'req_1' }] }))
  const ids: string[] = []
  for await (const { request_id } of new Tollgate({ url: server.url, token: 'st_x' }).calls.all()) ids.push(request_id)
  expect(ids).toEqual(['req_1'])
})

test('an id is one segment of the path, whatever is in it', async () => {
  const server = await startServer((response) => say(response, 404, problem('NOT_FOUND')))
  const { keys } = new Tollgate({ url: `${server.url}/at/`, token: 'st_x' })
  await expect(keys.revoke('../users?x#y')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(server.asked[0]?.url).toBe('/at/api/keys/..%2Fusers%3Fx%23y')
  for (const id of ['', '.', '..']) expect(() => keys.revoke(id)).toThrow(TypeError)
  expect(server.asked).toHaveLength(1)
})

test('a service that is failing says so as its health, without a token', async () => {
  const failing = { success: false, status: 'failing', checks: {}, version: '1' }
  const server = await startServer((response) => say(response, 503, failing))
  expect(await new Tollgate({ url: server.url }).health()).toEqual(failing)
  expect([server.asked.length, server.asked[0]?.headers.authorization]).toEqual([1, undefined])
})
