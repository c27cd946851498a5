import { expect, test } from 'playwright/test'
import { development, freshName } from './journey.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const PASSWORD = 'plum-ladder-41'
let upstream: Upstream
let base: string
let key: string
let token: string
let route: string

const post = (path: string, body: unknown, bearer?: string) =>
  fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) },
    body: JSON.stringify(body),
  })
const signIn = async (login: string, password: string) =>
  ((await (await post('/api/auth/login', { login, password })).json()) as { token: string }).token
const call = (path: string, init: RequestInit = {}) =>
  fetch(`${base}/api/${route}${path}`, { redirect: 'manual', ...init, headers: { 'X-API-Key': key, ...init.headers } })
/** How a call ended, once it has. */
async function endOf(id: string | null) {
  const answer = await fetch(`${base}/api/calls`, { headers: { Authorization: `Bearer ${token}` } })
  const { data } = (await answer.json()) as { data: { request_id: string; outcome: string; credits: number }[] }
  return data.find((ended) => ended.request_id === id)
}

test.beforeAll(async ({ baseURL }) => {
  base = baseURL as string
  upstream = await startUpstream()
  route = freshName('real')
  const username = freshName('caller')
  const registered = await post('/api/auth/register', {
    username,
    email: `${username}@example.com`,
    password: PASSWORD,
  })
  key = ((await registered.json()) as { api_key: string }).api_key
  token = await signIn(username, PASSWORD)
  const { operator } = development()
  const operatorToken = await signIn(operator.email, operator.password)
  const made = { name: route, path: `/${route}`, upstream_url: upstream.url, timeout_ms: 1_000 }
  const created = await post('/api/admin/routes', made, operatorToken)
  expect(created.status).toBe(201)
  await expect.poll(async () => (await call('/ready')).status, { timeout: 10_000 }).toBe(200)
})
test.afterAll(() => upstream.close())

test('a call reaches a real upstream with its path, query, headers and body', async () => {
  const response = await call('/items/a%2Fb?x=1&y=%20', {
    method: 'PUT',
    body: 'x'.repeat(100_000),
    headers: { 'X-Custom': 'kept' },
  })
  expect(await response.json()).toMatchObject({
    method: 'PUT',
    url: '/items/a%2Fb?x=1&y=%20',
    bytes: 100_000,
    headers: { 'x-custom': 'kept', 'x-plan': 'free', 'x-forwarded-proto': 'http' },
  })
})

test('the upstream learns who calls, and never the key', async () => {
  const response = await call('/who', {
    headers: { 'X-Account-Id': 'acct_forged', 'X-Forwarded-For': '1.1.1.1', Cookie: 'session=1' },
  })
  const text = await response.text()
  const { headers } = JSON.parse(text)
  expect(headers['x-account-id']).toMatch(/^acct_[0-9a-z]{26}$/)
  expect(headers['x-request-id']).toBe(response.headers.get('X-Request-Id'))
  for (const secret of [key, 'session=1', 'acct_forged', '1.1.1.1']) expect(text).not.toContain(secret)
})

test("an upstream's redirect is the client's to follow", async () => {
  const response = await call('/redirect')
  expect([response.status, response.headers.get('Location')]).toEqual([302, 'https://example.com/elsewhere'])
})

test("an answer sets no cookie and runs no script on the site's origin", async () => {
  const { headers } = await call('/claims')
  expect([headers.get('Set-Cookie'), headers.get('X-Private'), headers.get('X-Content-Type-Options')]).toEqual([
    null,
    null,
    'nosniff',
  ])
  expect(headers.get('Content-Security-Policy')).toContain('sandbox')
})

test('an upstream that says nothing is given up at the timeout', async () => {
  const response = await call('/silent')
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([504, 'UPSTREAM_TIMEOUT'])
})

test('an upstream that dies in the middle ends the answer, and the call as failed and free', async () => {
  const response = await call('/dies')
  const id = response.headers.get('X-Request-Id')
  await expect(response.text()).rejects.toThrow()
  await expect.poll(() => endOf(id)).toMatchObject({ outcome: 'failed', credits: 0 })
})

test('a client that hangs up is hung up on at the upstream, and has been served', async () => {
  const hungUp = upstream.hungUp('/endless')
  const abort = new AbortController()
  const response = await call('/endless', { signal: abort.signal })
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: first\n\n')
  abort.abort()
  await hungUp
  const id = response.headers.get('X-Request-Id')
  await expect.poll(() => endOf(id)).toMatchObject({ outcome: 'ok', credits: 1 })
})
