import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RouteOptions } from '../domain/routing/options.ts'
import type { GatewayRoute } from '../domain/routing/route.ts'
import { backoffMs, mayRepeat, RetryBudget } from './retries.ts'
import { announcedLength, forward } from './upstream.ts'

let answers: ((response: ServerResponse, request: IncomingMessage) => void)[]
let seen: { method: string; url: string; body: string }[]
let server: Server
let upstreamUrl: string
beforeEach(async () => {
  answers = []
  seen = []
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    seen.push({ method: request.method ?? '', url: request.url ?? '', body: Buffer.concat(chunks).toString() })
    const answer = answers.shift() ?? ok
    answer(response, request)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  upstreamUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const ok = (response: ServerResponse) => void response.end('fine')
const away = (response: ServerResponse) => void response.writeHead(503).end('away')
const awayBriefly = (response: ServerResponse) => void response.writeHead(503, { 'Content-Length': '4' }).end('away')
const broken = (_: ServerResponse, request: IncomingMessage) => void request.socket.destroy()

async function send(init: RequestInit, options: RouteOptions, changed: Partial<GatewayRoute> = {}) {
  const route = {
    path: '/v1',
    upstreamUrl,
    stripPrefix: true,
    timeoutMs: 5_000,
    maxBodyBytes: 1e6,
    options,
    ...changed,
  }
  const headers = () => ({ 'content-type': 'text/plain' })
  const forwarded = await forward({
    request: request(init),
    route: route as GatewayRoute,
    path: '/v1/x',
    search: '?a=1',
    headers,
  })
  return forwarded.ok ? forwarded.response.status : forwarded.code
}
const put = (body: string) => ({ method: 'PUT', body, headers: { 'Content-Length': String(body.length) } })

test('a call without consequences is sent again while the upstream is away, as often as the route says', async () => {
  answers = [away, broken]
  expect(await send({ method: 'GET' }, { retries: 2 })).toBe(200)
  answers = [away, away, away]
  expect(await send({ method: 'GET' }, { retries: 2 })).toBe(503)
  expect(seen).toHaveLength(6)
})

test('a small body is sent again whole', async () => {
  answers = [broken]
  expect(await send(put('twice'), { retries: 1 })).toBe(200)
  expect(seen.map(({ body }) => body)).toEqual(['twice', 'twice'])
})

const request = (init: RequestInit) => new Request('https://tollgate.example/api/v1/x', init)

test.each([
  ['POST', { method: 'POST', body: 'x', headers: { 'Content-Length': '1' } }, false],
  ['PATCH', { method: 'PATCH' }, false],
  ['a PUT of more than 64 KB', put('x'.repeat(64 * 1024 + 1)), false],
  ['a PUT of nobody knows how much', { method: 'PUT', body: 'x' }, false],
  ['a PUT of 64 KB', put('x'.repeat(64 * 1024)), true],
  ['DELETE', { method: 'DELETE' }, true],
] as const)('whether %s may be sent again', (_, init, may) => {
  expect(mayRepeat(request(init))).toBe(may)
})

test('what the upstream itself refuses is not asked again', async () => {
  answers = [(response) => void response.writeHead(500).end()]
  expect(await send({ method: 'GET' }, { retries: 3 })).toBe(500)
  expect(seen).toHaveLength(1)
})

test('an upstream that is away and says so in few words is tried again, too', async () => {
  answers = [awayBriefly, awayBriefly]
  expect(await send({ method: 'GET' }, { retries: 2 })).toBe(200)
  answers = [awayBriefly, awayBriefly]
  expect(await send({ method: 'GET' }, { retries: 1 })).toBe(503)
})

test.each([
  ['17', 17],
  ['0', 0],
  ['11, 11', null],
  ['9999999999999999999', null],
  ['-5', null],
  ['1e3', null],
])('a length of %j is %j', (said, length) => {
  expect(announcedLength(new Headers({ 'Content-Length': said }))).toBe(length)
})

test('retries end with the timeout of the call', async () => {
  answers = [away, (response) => void setTimeout(() => response.end(), 2_000)]
  expect(await send({ method: 'GET' }, { retries: 3 }, { timeoutMs: 300 })).toBe('UPSTREAM_TIMEOUT')
  expect(seen).toHaveLength(2)
})

test('without retries each call is sent once, its path rewritten behind the base', async () => {
  answers = [away]
  expect(await send({ method: 'GET' }, { rewrites: [{ from: '/x', to: '/y' }] })).toBe(503)
  expect(seen).toEqual([{ method: 'GET', url: '/base/y?a=1', body: '' }])
})

test('waits double, and differ', () => {
  expect([backoffMs(0, 0), backoffMs(0, 0.5), backoffMs(1, 0), backoffMs(2, 0.5)]).toEqual([50, 75, 100, 300])
})

test('an isolate saves up twenty retries, and gets two a second', () => {
  let now = 5_000_000
  const budget = new RetryBudget(() => now)
  const taken = () => Array.from({ length: 30 }, () => budget.take()).filter(Boolean).length
  expect(taken()).toBe(20)
  now += 3_000
  expect(taken()).toBe(6)
})
