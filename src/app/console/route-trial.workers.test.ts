import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { meterOf } from '../../platform/meter.ts'
import { ask, bindings, madeKey, type Person, services, signUp } from '../visitor.fixture.ts'
import { operatorConsole } from './index.ts'

const CANARY = 'Bearer canary-of-the/upstream'
const UPSTREAM = 'http://127.0.0.1:9'

let operator: Person
let caller: Person
let made = 0
let logged: string[]
beforeAll(async () => {
  operator = await signUp('trial-operator', 'operator')
})
beforeEach(async () => {
  made += 1
  caller = await signUp(`trial-caller-${made}`)
  logged = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void logged.push(line))
})
afterEach(() => vi.restoreAllMocks())

async function newRoute(more: Partial<Parameters<typeof services.routes.create>[1]> = {}) {
  const input = {
    name: 'Tried',
    path: `/tried-${made}`,
    upstreamUrl: 'builtin:demo',
    methods: [],
    credits: 3,
    scopes: [],
  }
  const rest = { timeoutMs: 5_000, maxBodyBytes: 1_000, stripPrefix: true, billFailures: true }
  const created = await services.routes.create({ userId: 'user_none', address: '' }, { ...input, ...rest, ...more })
  if (!created.ok) throw new Error(created.code)
  return created.value
}
const keyOf = async (person: Person, change = {}) => {
  const actor = { userId: person.id, accountId: person.accountId, tag: person.tag, address: '' }
  return (await madeKey(actor, { name: 'tried', ...change })).value
}
const viewOf = ({ tag }: Person) => meterOf(bindings.METER, tag).view(tag)

const EMPTY = { method: 'GET', path: '', query: '', headers: '', body: '', as: 'key', key: '', address: '' }
async function send(routeId: string, fields: Partial<typeof EMPTY>, headers: Record<string, string> = {}) {
  const list = await ask(operatorConsole, '/admin/routes', { headers: operator.cookie })
  const csrf = /name="csrf" value="([^"]+)"/.exec(await list.text())?.[1] ?? ''
  const answer = await ask(operatorConsole, `/admin/routes/${routeId}/trial`, {
    method: 'POST',
    headers: { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin', ...headers },
    body: new URLSearchParams({ csrf, ...EMPTY, ...fields }),
  })
  return { status: answer.status, html: unescaped(await answer.text()) }
}
const unescaped = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
const bodyOf = (html: string) => /data-testid="trial-body">(.*?)<\/pre>/s.exec(html)?.[1] ?? null
const results = (html: string) => [...html.matchAll(/data-result="(\w+)"/g)].map(([, result]) => result)
/** The end of a trial: an answer's status, or a code. */
const ending = (html: string) => {
  const part = /data-testid="trial-ending">(.*?)<\/div>/s.exec(html)?.[1] ?? ''
  return /#([A-Z_]+)"/.exec(part)?.[1] ?? /Answered · (\d+)/.exec(part)?.[1] ?? null
}
const wrongOf = (html: string, field: string) => new RegExp(`id="${field}-error">([^<]*)<`).exec(html)?.[1]

describe('as a call of a key', () => {
  test('the page shows each check, the request as sent, and the answer', async () => {
    const route = await newRoute({ options: { setHeaders: { 'x-version': '2' }, removeHeaders: ['x-debug'] } })
    const key = await keyOf(caller, { rateLimits: [{ name: 'own', limit: 5, window_seconds: 60 }] })
    const { status, html } = await send(route.id, {
      method: 'POST',
      path: '/hello',
      query: '?a=1&b=2',
      headers: 'X-Debug: 1\r\nX-Kept: yes',
      body: 'one\r\ntwo',
      key: key.id,
      address: '192.0.2.9',
    })
    expect([status, ending(html)]).toEqual([200, '200'])
    expect(results(html)).toEqual(Array.from({ length: 10 }, () => 'passed'))
    expect(html).toContain('Rate of the key, “own”')
    expect(html).toContain('5 → 4')
    expect(html).toContain('POST builtin:demo/hello?a=1&b=2')
    const seen = JSON.parse(bodyOf(html) ?? '{}')
    expect(seen).toMatchObject({ method: 'POST', path: '/hello', query: { a: '1', b: '2' }, body: 'one\ntwo' })
    expect(seen.headers).toMatchObject({
      'x-version': '2',
      'x-kept': 'yes',
      'x-key-id': key.id,
      'x-account-id': caller.accountId,
      'x-forwarded-for': '192.0.2.9',
    })
    expect(seen.headers).not.toHaveProperty('x-debug')
  })

  test('nothing is charged, the window counts it, and the account finds it in its calls and its log', async () => {
    const route = await newRoute()
    const key = await keyOf(caller, { rateLimits: [{ name: 'own', limit: 5, window_seconds: 60 }] })
    const before = await viewOf(caller)
    for (const path of ['/hello', '/status/500']) await send(route.id, { path, key: key.id })
    const after = await viewOf(caller)
    expect([before.used, after.used, after.openCalls]).toEqual([0, 0, 0])
    const ended = after.tail.flatMap(({ calls }) => calls)
    expect(ended.map(({ path, outcome, status, credits }) => [path, outcome, status, credits])).toEqual([
      [`/api${route.path}/hello`, 'ok', 200, 0],
      [`/api${route.path}/status/500`, 'failed', 500, 0],
    ])
    const { html } = await send(route.id, { path: '/hello', key: key.id })
    expect(html).toContain('3 → 2')
    const log = await services.audit.ofAccount(caller.accountId, { action: 'route.tried', cursor: null, limit: 10 })
    expect(log.items).toHaveLength(3)
    expect(log.items[0]).toMatchObject({
      by: 'operators',
      actor: null,
      address: null,
      target: route.id,
      detail: { key: key.id, method: 'GET', path: `/api${route.path}/hello` },
    })
  })

  test('a window that is full refuses it, and nothing is sent', async () => {
    const route = await newRoute()
    const key = await keyOf(caller, { rateLimits: [{ name: 'own', limit: 1, window_seconds: 60 }] })
    await send(route.id, { key: key.id })
    const { html } = await send(route.id, { key: key.id })
    expect([ending(html), bodyOf(html)]).toEqual(['RATE_LIMITED', null])
    expect(results(html).indexOf('refused')).toBe(8)
    expect(html).toContain('Nothing was sent')
  })

  test('a key without the scope is refused at that check', async () => {
    const route = await newRoute({ scopes: ['write'] })
    const key = await keyOf(caller, { scopes: ['read'] })
    const { html } = await send(route.id, { key: key.id })
    expect([ending(html), results(html).indexOf('refused')]).toEqual(['INSUFFICIENT_SCOPE', 7])
  })

  test('a key that is bound to addresses is tried from one', async () => {
    const route = await newRoute()
    const key = await keyOf(caller, { allowedIps: ['192.0.2.0/24'] })
    const from = async (address: string) => ending((await send(route.id, { key: key.id, address })).html)
    expect([await from(''), await from('198.51.100.1'), await from('192.0.2.1')]).toEqual([
      'IP_FORBIDDEN',
      'IP_FORBIDDEN',
      '200',
    ])
  })

  test('its last four characters name it; no key, and one of several, are said at the field', async () => {
    const route = await newRoute()
    const key = await keyOf(caller)
    expect(ending((await send(route.id, { key: key.hint.slice(-4) })).html)).toBe('200')
    const twin = await keyOf(caller)
    await bindings.DB.prepare('UPDATE api_keys SET hint = ? WHERE id = ?').bind(key.hint, twin.id).run()
    const asked = await Promise.all(
      ['key_none', '', key.hint].map(async (named) => {
        const { status, html } = await send(route.id, { key: named })
        return [status, wrongOf(html, 'key')]
      }),
    )
    expect(asked).toEqual([
      [422, 'There is no such key.'],
      [422, 'Please fill this in.'],
      [422, expect.stringContaining('Several keys')],
    ])
  })
})

describe('without a decision', () => {
  test('the upstream is asked, the page says so, and no meter is', async () => {
    const route = await newRoute()
    const { html } = await send(route.id, { as: 'nobody', path: '/hello', key: 'key_ignored' })
    expect([ending(html), results(html)]).toEqual(['200', []])
    expect(html).toContain('without a decision')
  })

  test.each([
    ['METHOD_NOT_ALLOWED', { method: 'DELETE' }],
    ['BODY_TOO_LARGE', { method: 'POST', body: 'x'.repeat(1_001) }],
    ['KEY_IN_QUERY', { query: 'key=of-the-caller' }],
  ])('%s ends it before anything is sent', async (code, fields) => {
    const route = await newRoute({ methods: ['GET', 'POST'] })
    const query = 'query' in fields ? `key=${caller.apiKey}` : ''
    const { html } = await send(route.id, { as: 'nobody', ...fields, query })
    expect([ending(html), bodyOf(html)]).toEqual([code, null])
    expect(html).toContain('Nothing was sent')
  })
})

describe('an upstream', () => {
  test('that answers with an error is shown with it', async () => {
    const route = await newRoute()
    const { html } = await send(route.id, { as: 'nobody', path: '/status/503' })
    expect([ending(html), bodyOf(html)]).toEqual(['503', '{"status":503}'])
  })

  test('that is too slow, or away, is said to be', async () => {
    const slow = await newRoute({ upstreamUrl: UPSTREAM, timeoutMs: 100 })
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => new Promise(() => {}))
    const late = await send(slow.id, { as: 'nobody' })
    vi.mocked(fetch).mockRejectedValue(new Error('refused'))
    const away = await send(slow.id, { as: 'nobody' })
    expect([ending(late.html), ending(away.html)]).toEqual(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNREACHABLE'])
    expect(late.html).toContain(`GET ${UPSTREAM}`)
  })

  test('whose circuit this opens is left alone by the next', async () => {
    const route = await newRoute({ options: { circuit: { failures: 2, seconds: 60 } } })
    for (let i = 0; i < 2; i++) await send(route.id, { as: 'nobody', path: '/status/500' })
    const { html } = await send(route.id, { as: 'nobody', path: '/hello' })
    expect(ending(html)).toBe('UPSTREAM_CIRCUIT_OPEN')
    const { html: ofKey } = await send(route.id, { key: (await keyOf(caller)).id })
    expect([ending(ofKey), ofKey.includes('/admin/calls/req_')]).toEqual(['UPSTREAM_CIRCUIT_OPEN', false])
    expect(html).not.toContain('was asked without')
    expect((await services.routes.turns(route.id)).map(({ turned }) => turned)).toEqual(['opened'])
  })

  test('can run no script on the page: its answer is text', async () => {
    const route = await newRoute({ upstreamUrl: UPSTREAM })
    const evil = '<script>alert(1)</script>'
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(
      new Response(evil, { headers: { 'Content-Type': 'text/html', 'X-Evil': evil } }),
    )
    const { html } = await send(route.id, { as: 'nobody' })
    expect(html).not.toContain(evil)
    expect(html.split('&lt;script&gt;alert(1)&lt;/script&gt;')).toHaveLength(3)
  })

  test.each([
    ['16 KB of a long answer are shown', new TextEncoder().encode('y'.repeat(100_000)), 16_384],
    ['of what is no text the size is', new Uint8Array([0xff, 0xfe, 0, 1]), null],
  ])('%s', async (_, bytes, shown) => {
    const route = await newRoute({ upstreamUrl: UPSTREAM })
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(bytes))
    const { html } = await send(route.id, { as: 'nobody' })
    expect(bodyOf(html)?.length ?? null).toBe(shown)
    expect(html).toContain(shown === null ? '4 bytes that are no text' : 'The beginning:')
  })

  test('that breaks off is shown as far as it came', async () => {
    const route = await newRoute({ upstreamUrl: UPSTREAM })
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('half')),
      pull: (controller) => controller.error(new Error('gone')),
    })
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(body))
    const { html } = await send(route.id, { as: 'nobody' })
    expect(bodyOf(html)).toBe('half')
    expect(html).toContain('It broke off after 4 bytes')
  })
})

describe('the upstream’s secret', () => {
  test('reaches the upstream and stands nowhere on the page, though the upstream sends it back', async () => {
    const route = await newRoute({ upstreamUrl: UPSTREAM, secret: { header: 'authorization', value: CANARY } })
    const bare = CANARY.slice('Bearer '.length)
    const sent: Record<string, string>[] = []
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
      sent.push(init?.headers as Record<string, string>)
      const body = JSON.stringify({ whole: CANARY, bare, url: encodeURIComponent(bare) })
      // The secret stands across the end of what is shown.
      return new Response('x'.repeat(16_355) + body, { headers: { 'X-Echo': bare } })
    })
    const { html } = await send(route.id, { as: 'nobody' })
    expect(sent[0]?.authorization).toBe(CANARY)
    expect(html).toContain('••••')
    expect(html).not.toMatch(/canary/i)
    expect(logged.join()).not.toMatch(/canary/i)
  })
})

describe('what is wrong', () => {
  test.each([
    [{ path: 'no-slash' }, 'path'],
    [{ path: '/../keys' }, 'path'],
    [{ path: '/%2e%2e/keys' }, 'path'],
    [{ path: '/a?b' }, 'path'],
    [{ query: 'a b' }, 'query'],
    [{ headers: 'X-A: 1\nno colon' }, 'headers'],
    [{ address: 'somewhere' }, 'address'],
    [{ method: 'TRACE' }, 'method'],
    [{ body: 'é'.repeat(40_000) }, 'body'],
  ])('is said at its field, and nothing is sent or recorded (%#)', async (fields, field) => {
    const route = await newRoute({ upstreamUrl: UPSTREAM })
    const fetched = vi.spyOn(globalThis, 'fetch')
    const { status, html } = await send(route.id, { as: 'nobody', ...fields })
    expect([status, typeof wrongOf(html, field)]).toEqual([422, 'string'])
    expect(fetched).not.toHaveBeenCalled()
    const { items } = await services.audit.all({
      ...{ action: 'route.tried', actor: '', account: '', target: route.id, cursor: null, limit: 1 },
    })
    expect(items).toEqual([])
  })

  test('a body of 64 KB passes through the form', async () => {
    const route = await newRoute({ maxBodyBytes: 100_000 })
    const { html } = await send(route.id, { as: 'nobody', method: 'POST', body: 'é'.repeat(32_768) })
    expect(ending(html)).toBe('200')
  })

  test('whoever comes back to it without a form is led to the form', async () => {
    const route = await newRoute()
    const answer = await ask(operatorConsole, `/admin/routes/${route.id}/trial`, { headers: operator.cookie })
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/admin/routes/${route.id}#trial`])
  })

  test('htmx gets the section alone', async () => {
    const route = await newRoute()
    const { html } = await send(route.id, { as: 'nobody' }, { 'HX-Request': 'true' })
    expect([html.startsWith('<section'), ending(html)]).toEqual([true, '200'])
  })
})
