import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { meterOf } from '../../platform/meter.ts'
import { ask, bindings, jsonBody, type Person, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

let operator: Person
let caller: Person
let kept: Route
let made = 0
// The gateway looks for new routes once a second: all are there before its first look.
beforeAll(async () => {
  operator = await signUp('options-operator', 'operator')
  await newRoute('/headers', {
    set_headers: { 'X-Api-Version': '2', Accept: 'text/plain' },
    remove_headers: ['X-Debug'],
  })
  await newRoute('/secret', { upstream_secret: { header: 'Authorization', value: SECRET } })
  kept = (await newRoute('/kept', { upstream_secret: { header: 'x-upstream-key', value: 'first' }, retries: 2 })).route
  await newRoute('/lost', { upstream_secret: { header: 'authorization', value: 'sealed under another secret' } })
  await newRoute('/priced', { credits: 2, credits_by_method: { POST: 10, HEAD: 0 } })
  await newRoute('/moved', { rewrites: [{ from: '/v1', to: '/v2/beta' }] })
  await newRoute('/named', { cors_origins: ['https://app.example', 'https://other.example'] })
  await newRoute('/plain', {})
  await newRoute('/fragile', { circuit: { failures: 3, seconds: 60 }, bill_failures: true })
  await bindings.DB.prepare(
    `UPDATE snapshots SET body = replace(body, (SELECT options ->> '$.secret.sealed' FROM routes WHERE path = '/lost'), ?)`,
  )
    .bind('A'.repeat(64))
    .run()
})
beforeEach(async () => {
  made += 1
  caller = await signUp(`options-caller-${made}`)
})

const SECRET = 'Bearer canary-of-the-upstream'
interface Route {
  id: string
  [field: string]: unknown
}

/** A route with the built-in upstream, which answers with what it was sent. */
async function newRoute(path: string, options: Record<string, unknown>) {
  const body = { name: 'Options', path, upstream_url: 'builtin:demo', ...options }
  const answer = await ask(api, '/api/admin/routes', jsonBody(body, operator.bearer))
  const said = await answer.json<{ route: Route; errors?: { field: string }[] }>()
  return { status: answer.status, route: said.route, fields: (said.errors ?? []).map(({ field }) => field) }
}
const change = async ({ id }: Route, body: Record<string, unknown>) =>
  (await ask(api, `/api/admin/routes/${id}`, { ...jsonBody(body, operator.bearer), method: 'PATCH' })).json<{
    route: Route
  }>()
const call = (path: string, init: RequestInit = {}) =>
  ask(api, `/api${path}`, {
    ...init,
    headers: { 'X-API-Key': caller.apiKey, ...(init.headers as Record<string, string>) },
  })
const echoed = async (answer: Response) => answer.json<{ path: string; headers: Record<string, string> }>()

describe('headers', () => {
  test('are set and removed on their way to the upstream', async () => {
    const { headers } = await echoed(
      await call('/headers/x', { headers: { 'X-Debug': '1', Accept: '*/*', 'X-Kept': 'yes' } }),
    )
    expect(headers).toMatchObject({ 'x-api-version': '2', accept: 'text/plain', 'x-kept': 'yes' })
    expect(headers).not.toHaveProperty('x-debug')
  })

  test.each([
    [{ set_headers: { 'X-Account-Id': 'acct_other' } }],
    [{ set_headers: { 'X-Forwarded-For': '10.0.0.1' } }],
    [{ set_headers: { Host: 'evil.example' } }],
    [{ set_headers: { 'X-Split': 'a\r\nX-More: b' } }],
    [{ set_headers: { 'bad name': 'x' } }],
    [{ upstream_secret: { header: 'Content-Length', value: '1' } }],
    [{ upstream_secret: { header: 'authorization', value: 'line\nbreak' } }],
    [{ cors_origins: ['https://app.example/path'] }],
    [{ cors_origins: ['*'] }],
    [{ retries: 4 }],
    [{ circuit: { failures: 0, seconds: 1 } }],
    [{ credits_by_method: { GET: -1 } }],
    [{ rewrites: [{ from: '/../x', to: '/y' }] }],
  ])('%j is refused', async (options) => {
    const { status, fields } = await newRoute('/refused', options)
    expect([status, fields.length]).toEqual([422, 1])
    expect(fields[0]).toContain(Object.keys(options)[0])
  })
})

describe('the upstream’s secret', () => {
  test('reaches the upstream and nobody else', async () => {
    const answer = await call('/secret/x', { headers: { Authorization: 'Basic of-the-client' } })
    expect((await echoed(answer)).headers.authorization).toBe(SECRET)
    const { results } = await bindings.DB.prepare(
      `SELECT options AS text FROM routes UNION ALL SELECT body FROM snapshots
       UNION ALL SELECT detail FROM audit_events`,
    ).all<{ text: string }>()
    const listed = await (await ask(api, '/api/admin/routes', { headers: operator.bearer })).text()
    const stored = JSON.stringify([results, await bindings.CACHE.get('routes')]) + listed
    expect(stored).toContain('"header":"authorization"')
    expect(stored).not.toContain('canary')
    expect(listed).not.toContain('sealed')
  })

  test('stays when others change, is replaced, and goes', async () => {
    const snapshot = async () =>
      (await bindings.DB.prepare(`SELECT body FROM snapshots WHERE name = 'routes'`).first<string>('body')) ?? ''
    expect((await change(kept, { name: 'Renamed', retries: 0 })).route).toMatchObject({ name: 'Renamed', retries: 0 })
    const { headers } = await echoed(await call('/kept/x'))
    expect(headers['x-upstream-key']).toBe('first')
    const first = await snapshot()
    expect(await change(kept, { upstream_url: 'https://other.example.com' })).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'upstream_url', message: expect.stringContaining('upstream_secret') }],
    })
    expect(await snapshot()).toBe(first)
    await change(kept, { upstream_secret: { header: 'x-upstream-key', value: 'second' } })
    const second = await snapshot()
    expect(second).not.toBe(first)
    expect(second).toContain('x-upstream-key')
    expect((await change(kept, { upstream_secret: null })).route.upstream_secret).toBeNull()
    expect(await snapshot()).not.toContain('x-upstream-key')
  })

  test('sealed under a secret that is gone, calls are refused without a charge, and the log says why', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const answer = await call('/lost/x')
    expect(await answer.json()).toMatchObject({ code: 'UPSTREAM_UNREACHABLE' })
    const { tail } = await meterOf(bindings.METER, caller.tag).view(caller.tag)
    expect(tail.flatMap(({ calls }) => calls)).toEqual([])
    expect(log.mock.calls.flat().join()).toContain('secret.unopened')
    log.mockRestore()
  })
})

test('a call costs what its method does', async () => {
  for (const method of ['GET', 'POST', 'HEAD']) await call('/priced/x', { method })
  const { used } = await meterOf(bindings.METER, caller.tag).view(caller.tag)
  expect(used).toBe(12)
})

test('a path is rewritten behind its route', async () => {
  expect((await echoed(await call('/moved/v1/items?x=1'))).path).toBe('/v2/beta/items')
  expect((await echoed(await call('/moved/v10'))).path).toBe('/v10')
})

test('an upstream that fails too often in a row is left alone: refused with the seconds, without a charge', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  for (let i = 0; i < 2; i++) await call('/fragile/status/503')
  expect((await call('/fragile/status/404')).status).toBe(404)
  for (let i = 0; i < 3; i++) expect((await call('/fragile/status/503')).status).toBe(503)
  const before = (await meterOf(bindings.METER, caller.tag).view(caller.tag)).used
  const refused = await call('/fragile/hello')
  expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'UPSTREAM_CIRCUIT_OPEN' }])
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
  expect((await call('/plain/hello')).status).toBe(200)
  const { used, openCalls } = await meterOf(bindings.METER, caller.tag).view(caller.tag)
  expect([before, used, openCalls]).toEqual([6, 7, 0])
  vi.restoreAllMocks()
})

describe('origins', () => {
  const from = (origin: string, more: Record<string, string> = {}) => ({ headers: { Origin: origin, ...more } })
  const allowed = (answer: Response) => answer.headers.get('Access-Control-Allow-Origin')

  test('those that a route names may read answers and refusals, others may not', async () => {
    const [ours, theirs] = [
      await call('/named/x', from('https://other.example')),
      await call('/named/x', from('https://evil.example')),
    ]
    expect([allowed(ours), allowed(theirs)]).toEqual(['https://other.example', 'https://app.example'])
    expect(ours.headers.get('Vary')).toContain('Origin')
    const ask_ = { method: 'OPTIONS', ...from('https://other.example', { 'Access-Control-Request-Method': 'GET' }) }
    const preflight = await call('/named/x', ask_)
    expect([preflight.status, allowed(preflight)]).toEqual([204, 'https://other.example'])
  })

  test('of a route that names none every page may', async () => {
    expect(allowed(await call('/plain/x', from('https://any.example')))).toBe('*')
  })
})
