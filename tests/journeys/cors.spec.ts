import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { at } from '../../bin/root.ts'
import { development, expect, freshName, test } from './journey.ts'

/** A page of another origin that calls the API with its reader's key, in a browser that enforces who may read what. */

let base: string
let elsewhere: string
let server: Server
let built: string
let key: string
let session: string
let operator: string

const post = async (path: string, body: unknown, bearer?: string) => {
  const headers = { 'Content-Type': 'application/json', ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) }
  const answer = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await answer.json()) as Record<string, string>
}

test.beforeAll(async ({ baseURL }) => {
  base = baseURL as string
  built = mkdtempSync(join(tmpdir(), 'tollgate-client-'))
  execFileSync(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', at('client'), '--outDir', built])
  server = createServer(({ url = '' }, response) => {
    const script = /^\/(\w+\.js)$/.exec(url)?.[1]
    response.setHeader('Content-Type', script ? 'text/javascript' : 'text/html')
    response.end(script ? readFileSync(join(built, script)) : '<title>A shop</title>')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const who = { username: freshName('page'), password: 'a long walk uphill' }
  key = (await post('/api/auth/register', { ...who, email: `${who.username}@example.com` })).api_key ?? ''
  session = (await post('/api/auth/login', { login: who.username, password: who.password })).token ?? ''
  const { operator: first } = development()
  operator = (await post('/api/auth/login', { login: first.email, password: first.password })).token ?? ''
})
test.afterAll(() => {
  server.close()
  rmSync(built, { recursive: true })
})

/** What a page of the other origin can read of an answer; what `fetch` says when it may not. */
async function readFrom(page: Page, path: string, as = key) {
  await page.goto(elsewhere)
  const headers = { Authorization: `Bearer ${as}`, 'X-Mine': 'asked for in the preflight' }
  const asked = JSON.stringify([base + path, { method: 'POST', body: 'from a page', headers }])
  // Text: the types of this project are those of Workers, where there is no window.
  return (await page.evaluate(`fetch(...${asked}).then(
    async (answer) => ({
      status: answer.status,
      body: await answer.json(),
      readable: Object.fromEntries([...answer.headers]),
    }),
    (error) => String(error),
  )`)) as { status: number; body: Record<string, unknown>; readable: Record<string, string> } | string
}
async function used(): Promise<number> {
  const answer = await fetch(`${base}/api/usage`, { headers: { Authorization: `Bearer ${session}` } })
  return ((await answer.json()) as { month: { used: number } }).month.used
}

test('it reads the answer and its limits; the preflight needs no key and costs nothing', async ({ page }) => {
  const methods: string[] = []
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  session.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.includes('/api/demo/')) methods.push(request.method)
  })
  const answer = await readFrom(page, '/api/demo/hello?from=a+page')
  expect(answer).toMatchObject({ status: 200, body: { method: 'POST', body: 'from a page' } })
  const { readable } = answer as { readable: Record<string, string> }
  expect(readable.ratelimit).toContain('"quota";r=99')
  expect(readable['ratelimit-policy']).toContain('"quota";q=100')
  expect(readable['x-request-id']).toMatch(/^req_/)
  expect(methods.toSorted()).toEqual(['OPTIONS', 'POST'])
  expect(await used()).toBe(1)
})

test('it reads why a key was refused', async ({ page }) => {
  const before = await used()
  const refused = await readFrom(page, '/api/demo/hello', `${key.slice(0, -1)}!`)
  expect(refused).toMatchObject({ status: 401, body: { code: 'KEY_MALFORMED' } })
  const unknown = await readFrom(page, '/api/nowhere/at/all')
  expect([unknown, await used()]).toEqual(['TypeError: Failed to fetch', before])
})

test('it reads how long to wait', async ({ page }) => {
  const limited = { name: 'limited', rate_limit: { limit: 1, window_seconds: 600 } }
  const once = (await post('/api/keys', limited, session)).api_key
  expect(await readFrom(page, '/api/demo/hello', once)).toMatchObject({ status: 200 })
  const over = await readFrom(page, '/api/demo/hello', once)
  expect(over).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } })
  expect(Number((over as { readable: Record<string, string> }).readable['retry-after'])).toBeGreaterThan(500)
})

test('of a route for pages of other origins it reads nothing', async ({ page }) => {
  const [theirs, ours] = [freshName('theirs'), freshName('ours')]
  const route = (name: string, origin: string) =>
    post(
      '/api/admin/routes',
      { name, path: `/${name}`, upstream_url: 'builtin:demo', cors_origins: [origin] },
      operator,
    )
  await route(theirs, 'https://example.com')
  await route(ours, elsewhere)
  const reads = async (name: string) => {
    const answer = await readFrom(page, `/api/${name}/hello`)
    return typeof answer === 'string' ? answer : answer.status
  }
  await expect.poll(() => reads(ours), { timeout: 10_000 }).toBe(200)
  const before = await used()
  expect(await reads(theirs)).toBe('TypeError: Failed to fetch')
  expect(await used()).toBe(before)
})

test('its client of client/ reads and changes keys with its reader’s token', async ({ page }) => {
  await page.goto(elsewhere)
  const options = JSON.stringify({ url: base, token: session })
  const seen = await page.evaluate(`import('/index.js').then(async ({ Tollgate }) => {
    const { keys } = new Tollgate(${options})
    const { key } = await keys.create({ name: 'from a page' })
    await keys.revoke(key.id)
    const row = (await keys.list({ search: 'from a page' })).data[0]
    const { name, code } = await keys.change(key.id, { status: 'active' }).catch((error) => error)
    return [row.id === key.id, row.status, name, code]
  })`)
  expect(seen).toEqual([true, 'revoked', 'TollgateError', 'KEY_OVER'])
})
