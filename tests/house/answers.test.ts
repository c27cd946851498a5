import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killAll, serve } from './running.ts'

/** What the gateway does with an upstream's answer besides passing it on: it reads its price, and keeps it for others. */

const state = mkdtempSync(join(tmpdir(), 'tollgate-answers-'))
const JSON_TYPE = { 'Content-Type': 'application/json' }
const asked: string[] = []
const upstream = createServer(answer)

function answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
  asked.push(url)
  const [, kind, rest = ''] = url.split(/[/?]/)
  if (kind === 'header') response.writeHead(200, { ...JSON_TYPE, 'X-Credits-Used': rest }).end('{}')
  if (kind === 'json') response.writeHead(200, JSON_TYPE).end(JSON.stringify({ x: [1], usage: { total_tokens: 42 } }))
  if (kind === 'zipped')
    response
      .writeHead(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' })
      .end(gzipSync(JSON.stringify({ usage: { total_tokens: 43 } })))
  if (kind === 'silent') response.writeHead(200, JSON_TYPE).end('{"usage":null}')
  if (kind === 'failing') response.writeHead(500, JSON_TYPE).end('{"usage":{"total_tokens":44}}')
  if (kind === 'broken') {
    response.writeHead(200, JSON_TYPE).write('{"usage":{"total_tokens":45},')
    setImmediate(() => response.destroy())
  }
  if (kind === 'events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write('data: {"usage":{"total_tokens":1}}\n\n')
    response.end('data: {"usage":{"total_tokens":46}}\n\ndata: [DONE]\n\n')
  }
  if (kind === 'public')
    response
      .writeHead(200, { ...JSON_TYPE, 'X-Upstream': String(asked.length), Connection: 'X-Hop', 'X-Hop': 'here' })
      .end(JSON.stringify({ url, headers }))
  if (kind === 'private') response.writeHead(200, { 'Cache-Control': 'private' }).end(headers.accept)
  if (kind === 'long') response.writeHead(200, { 'Content-Length': rest }).end('x'.repeat(Number(rest)))
  if (kind === 'none') response.writeHead(204, { 'Content-Length': '0' }).end()
  if (kind === 'same') response.writeHead(304, { 'Content-Length': '5', ETag: '"x"' }).end()
  if (kind === 'short') {
    response.writeHead(200, { 'Content-Length': '100' }).write('x')
    setImmediate(() => response.destroy())
  }
  if (kind === 'large') response.writeHead(200).end('x'.repeat(1024 * 1024 + 1))
}

let origin: string
beforeAll(async () => {
  await new Promise<void>((done) => upstream.listen(0, '127.0.0.1', done))
  origin = await serve(state)
  const { operator } = JSON.parse(readFileSync(join(state, 'dev.json'), 'utf8'))
  const { token } = await post('/api/auth/login', { login: operator.email, password: operator.password })
  const upstream_url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  const more = { credits: 5, bill_failures: true }
  for (const [path, options] of Object.entries({
    '/by-header': { credits_from: { header: 'X-Credits-Used' } },
    '/by-body': { credits_from: { pointer: '/usage/total_tokens' } },
    '/forgiving': { credits_from: { pointer: '/usage/total_tokens' }, bill_failures: false },
    '/plain': {},
    '/shared': { cache_seconds: 60 },
    '/shared-too': { cache_seconds: 60, credits_from: { header: 'X-Upstream' } },
  }))
    await post('/api/admin/routes', { name: path, path, upstream_url, ...more, ...options }, bearer(token))
})
afterAll(async () => {
  await killAll(state)
  upstream.closeAllConnections()
  upstream.close()
  rmSync(state, { recursive: true, force: true })
})

const bearer = (text = '') => ({ Authorization: `Bearer ${text}` })
async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(origin + path, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  })
  return answer.json() as Promise<{ token?: string; api_key?: string }>
}

let people = 0
/** Somebody with a key, and what their calls so far have cost. */
async function newCaller() {
  const username = `caller-${++people}`
  const account = { username, email: `${username}@example.com`, password: 'a long enough phrase' }
  const { api_key } = await post('/api/auth/register', account)
  const { token } = await post('/api/auth/login', { login: username, password: account.password })
  const call = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${origin}/api${path}`, { headers: { ...bearer(api_key), ...headers } })
  const costs = async () => {
    const answer = await fetch(`${origin}/api/calls`, { headers: bearer(token) })
    const { data } = (await answer.json()) as { data: { credits: number; outcome: string }[] }
    return data.filter(({ outcome }) => outcome !== 'under_way').map(({ credits }) => credits)
  }
  return { call, costs }
}

/** What one call costs, when it is settled. */
async function costOf(path: string): Promise<number | undefined> {
  const { call, costs } = await newCaller()
  await call(path)
    .then((answer) => answer.text())
    .catch(() => {})
  await expect.poll(costs, { timeout: 10_000 }).toHaveLength(1)
  return (await costs())[0]
}

describe('a length that is known', () => {
  // That the client is told the length too cannot be seen here: wrangler packs answers anew.
  test.each([0, 2, 16_384, 16_385, 300_000])('is what arrives: %i bytes', async (bytes) => {
    const { call } = await newCaller()
    expect(await (await call(`/plain/long/${bytes}`)).text()).toHaveLength(bytes)
  })

  test.each([
    ['none', 204],
    ['same', 304],
  ])('is no reason to expect a body: %s', async (kind, status) => {
    const { call } = await newCaller()
    expect((await call(`/plain/${kind}`)).status).toBe(status)
  })

  test('of a small body that breaks off is the upstream’s failure', async () => {
    const { call } = await newCaller()
    const answer = await call('/plain/short')
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([502, 'UPSTREAM_UNREACHABLE'])
  })
})

describe('the price that an answer says', () => {
  test.each([
    ['in a header', '/by-header/header/17', 17],
    ['in a header that is no cost', '/by-header/header/-3', 5],
    ['in JSON', '/by-body/json', 42],
    ['in JSON that comes packed', '/by-body/zipped', 43],
    ['in the last event of a stream', '/by-body/events', 46],
    ['nowhere: what was held', '/by-body/silent', 5],
    ['before the upstream dies, of a route that bills failures', '/by-body/broken', 45],
    ['of a failure that is billed', '/by-body/failing', 44],
    ['of a failure that is not', '/forgiving/failing', 0],
  ])('%s', async (_, path, credits) => {
    expect(await costOf(path)).toBe(credits)
  })
})

describe('an answer that is shared', () => {
  test('reaches another account without the upstream, and is metered all the same', async () => {
    const [one, other] = [await newCaller(), await newCaller()]
    const first = await one.call('/shared/public/a')
    expect(first.headers.get('cache-status')).toBe('tollgate; fwd=miss')
    const text = await first.text()
    // Kept behind the answer: asked until it is there.
    const cacheStatus = async () => (await one.call('/shared/public/a')).headers.get('cache-status')
    await expect.poll(cacheStatus, { timeout: 10_000 }).toBe('tollgate; hit')
    const before = asked.length
    const second = await other.call('/shared/public/a')
    expect([await second.text(), second.headers.get('cache-status')]).toEqual([text, 'tollgate; hit'])
    expect([second.headers.get('cache-control'), second.headers.get('x-hop')]).toEqual(['private, no-store', null])
    expect(asked.length).toBe(before)
    await expect.poll(other.costs, { timeout: 10_000 }).toEqual([5])
  })

  test('is asked for without anything of who asks', async () => {
    const { call } = await newCaller()
    const claims = {
      'X-Original-URL': '/evil',
      Accept: 'application/xml',
      'X-Auth-Token': 'alice',
      'User-Agent': 'mine',
    }
    const { headers } = (await (await call('/shared/public/c', claims)).json()) as { headers: Record<string, string> }
    expect(headers.accept).toBe('*/*')
    const names = Object.keys(headers).filter((name) => /^x-|authorization|user-agent/.test(name))
    expect(names).toEqual([])
  })

  test('that came packed is whole for the next', async () => {
    const { call } = await newCaller()
    const cacheStatus = async () => (await call('/shared/zipped')).headers.get('cache-status')
    await expect.poll(cacheStatus, { timeout: 10_000 }).toBe('tollgate; hit')
    expect(await (await call('/shared/zipped')).json()).toEqual({ usage: { total_tokens: 43 } })
  })

  test('costs what the first one said', async () => {
    const { call, costs } = await newCaller()
    const cacheStatus = async () => (await call('/shared-too/public/b')).headers.get('cache-status')
    await expect.poll(cacheStatus, { timeout: 10_000 }).toBe('tollgate; hit')
    await expect.poll(async () => new Set(await costs()).size, { timeout: 10_000 }).toBe(1)
    expect((await costs())[0]).not.toBe(5)
  })

  test.each(['private', 'large'])('is not one that the upstream calls or makes %s', async (kind) => {
    const { call } = await newCaller()
    for (const n of [1, 2, 3]) {
      const answer = await call(`/shared/${kind}`, { Accept: `text/${n}` })
      await answer.arrayBuffer()
      expect(answer.headers.get('cache-status')).toBe('tollgate; fwd=miss')
    }
    expect(asked.filter((url) => url === `/${kind}`)).toHaveLength(3)
  })
})
