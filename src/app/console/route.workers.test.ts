import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keepTurn } from '../../storage/circuit-turns.ts'
import { database } from '../../storage/database.ts'
import { ask, bindings, type Person, services, signUp } from '../visitor.fixture.ts'
import { operatorConsole } from './index.ts'

const CANARY = 'Bearer canary-of-a-route'

let operator: Person
let made = 0
let id = ''
let path = ''
beforeAll(async () => {
  operator = await signUp('route-operator', 'operator')
})
beforeEach(async () => {
  made += 1
  const created = await send('/admin/routes', {
    name: `Edited ${made}`,
    path: `/edited-${made}`,
    upstream_url: 'builtin:demo',
    methods: 'get, post',
    credits: '2',
    timeout_seconds: '1.5',
  })
  path = created.headers.get('Location') ?? ''
  id = path.split('/').at(-1) ?? ''
})

const get = (at: string, headers: Record<string, string> = {}) =>
  ask(operatorConsole, at, { headers: { ...operator.cookie, ...headers } })

async function send(at: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const csrf = /name="csrf" value="([^"]+)"/.exec(await (await get('/admin/routes')).text())?.[1] ?? ''
  return ask(operatorConsole, at, {
    method: 'POST',
    headers: { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin', ...headers },
    body: new URLSearchParams({ csrf, ...fields }),
  })
}
const kept = async () => {
  const route = await services.routes.find(id)
  if (!route) throw new Error('no route')
  return route
}
/** What stands below a field that is wrong. */
const wrongOf = (html: string, field: string) =>
  new RegExp(`id="${field.replaceAll('.', '\\.')}-error">([^<]*)<`).exec(html)?.[1]

test('a new route has its page, with what was not asked as it is by itself', async () => {
  expect(path).toMatch(/^\/admin\/routes\/route_/)
  expect(await kept()).toMatchObject({ methods: ['GET', 'POST'], timeoutMs: 1_500, stripPrefix: true, options: {} })
  const page = await get(path)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('1.5 seconds')])
})

describe('a section is saved by itself:', () => {
  const unset = { methods: ['GET', 'POST'], credits: 2, scopes: [], billFailures: false, stripPrefix: true }
  test.each([
    [
      'where',
      {
        name: 'Renamed',
        path: '/renamed',
        upstream_url: 'http://127.0.0.1:9/base',
        strip_prefix: 'false',
        rewrites: '/old /new\r\n\r\n/gone /\r\n',
      },
      {
        ...unset,
        name: 'Renamed',
        path: '/renamed',
        stripPrefix: false,
        options: {
          rewrites: [
            { from: '/old', to: '/new' },
            { from: '/gone', to: '' },
          ],
        },
      },
    ],
    [
      'price',
      { credits: '5', credits_by_method: 'post 10\nGET 0', 'credits_from.kind': '', 'credits_from.name': '' },
      { ...unset, credits: 5, options: { creditsByMethod: { POST: 10, GET: 0 } } },
    ],
    [
      'price',
      { credits: '0', credits_by_method: '', 'credits_from.kind': 'header', 'credits_from.name': 'X-Credits-Used' },
      { ...unset, credits: 0, options: { creditsFrom: { header: 'x-credits-used' } } },
    ],
    [
      'price',
      { credits: '1', credits_by_method: '', 'credits_from.kind': 'pointer', 'credits_from.name': '/usage/total' },
      { ...unset, credits: 1, options: { creditsFrom: { pointer: '/usage/total' } } },
    ],
    [
      'callers',
      { methods: '', scopes: 'read, write:all', max_body_bytes: '1.5 mb' },
      { ...unset, methods: [], scopes: ['read', 'write:all'], maxBodyBytes: 1_572_864, options: {} },
    ],
    [
      'failure',
      {
        timeout_seconds: '0.25',
        retries: '2',
        'circuit.failures': '5',
        'circuit.seconds': '30',
        bill_failures: 'true',
      },
      { ...unset, timeoutMs: 250, billFailures: true, options: { retries: 2, circuit: { failures: 5, seconds: 30 } } },
    ],
    [
      'browsers',
      { cors_origins: 'https://a.example\nhttps://b.example', cache_seconds: '60' },
      { ...unset, options: { corsOrigins: ['https://a.example', 'https://b.example'], cacheSeconds: 60 } },
    ],
    [
      'headers',
      { set_headers: 'X-Version: 2\nAccept: text/plain; q=1:2', remove_headers: 'X-Debug\nX-Trace' },
      {
        ...unset,
        options: {
          setHeaders: { 'x-version': '2', accept: 'text/plain; q=1:2' },
          removeHeaders: ['x-debug', 'x-trace'],
        },
      },
    ],
  ])('%s %j', async (edit, fields, expected) => {
    const saved = await send(path, { edit, ...(fields as Record<string, string>) })
    expect([saved.status, saved.headers.get('Location')]).toEqual([303, path])
    expect(await kept()).toMatchObject(expected)
    const form = await (await get(`${path}?edit=${edit}`)).text()
    const again = await send(path, { edit, ...typedIn(form) })
    expect(again.status, 'what the form shows is what it takes').toBe(303)
    expect(await kept()).toMatchObject(expected)
  })

  test('what was set goes again', async () => {
    await send(path, { 'circuit.failures': '5', 'circuit.seconds': '30', credits_by_method: 'POST 10' })
    await send(path, { cors_origins: 'https://a.example', cache_seconds: '60', 'credits_from.kind': '' })
    await send(path, { 'circuit.failures': '', 'circuit.seconds': '', credits_by_method: '' })
    await send(path, { cors_origins: '', cache_seconds: '0' })
    expect((await kept()).options).toEqual({})
  })

  test('htmx gets the section with word of it, and the log what changed', async () => {
    const partial = await send(path, { edit: 'price', credits: '7' }, { 'HX-Request': 'true' })
    const text = await partial.text()
    expect([partial.status, text.startsWith('<div id="route">')]).toEqual([200, true])
    expect(text).toContain('In force everywhere within 5 seconds')
    const detail = await bindings.DB.prepare(
      `SELECT detail FROM audit_events WHERE action = 'route.changed' AND target = ?`,
    )
      .bind(id)
      .first<string>('detail')
    expect(JSON.parse(detail ?? '')).toMatchObject({ before: { credits: 2 }, after: { credits: 7 } })
  })
})

/** The fields of a page's open form, as a browser would send them. */
function typedIn(html: string): Record<string, string> {
  const fields: Record<string, string> = {}
  const unescaped = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
  const form = /<form[^>]*hx-post.*?<\/form>/s.exec(html)?.[0] ?? ''
  for (const [tag, name = ''] of form.matchAll(/<input[^>]* name="([^"]+)"[^>]*>/g))
    fields[name] = unescaped(/ value="([^"]*)"/.exec(tag)?.[1] ?? '')
  for (const [, name = '', text = ''] of form.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>(.*?)<\/textarea>/gs))
    fields[name] = unescaped(text)
  for (const [, name = '', options = ''] of form.matchAll(/<select[^>]* name="([^"]+)"[^>]*>(.*?)<\/select>/gs))
    fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? ''
  return fields
}

describe('what is wrong is said at its field, and nothing is changed:', () => {
  test.each([
    ['where', { path: '/keys/x' }, 'path', 'kept for the service'],
    ['where', { upstream_url: 'ftp://x.example' }, 'upstream_url', 'right form'],
    ['where', { rewrites: '/a /b\n\nno slash' }, 'rewrites', 'Line 3'],
    ['where', { rewrites: '/a /b /c' }, 'rewrites', 'Line 1'],
    ['price', { credits: '-1' }, 'credits', 'kind of value'],
    ['price', { credits: '' }, 'credits', 'kind of value'],
    ['price', { credits_by_method: 'POST 10\nPOST 11' }, 'credits_by_method', 'Line 2'],
    ['price', { credits_by_method: 'FETCH 10' }, 'credits_by_method', 'Line 1'],
    ['price', { credits_by_method: 'GET 1\nPOST' }, 'credits_by_method', 'Line 2'],
    ['price', { 'credits_from.kind': 'pointer', 'credits_from.name': 'usage' }, 'credits_from.name', 'right form'],
    ['price', { 'credits_from.kind': 'header', 'credits_from.name': 'Host' }, 'credits_from.name', 'kept for'],
    ['callers', { methods: 'GET FETCH' }, 'methods', 'right form'],
    ['callers', { scopes: 'ok !' }, 'scopes', 'right form'],
    ['callers', { max_body_bytes: '101 MB' }, 'max_body_bytes', 'at most 100 MB'],
    ['callers', { max_body_bytes: 'much' }, 'max_body_bytes', 'at most 100 MB'],
    ['failure', { timeout_seconds: '601' }, 'timeout_seconds', 'At most 600.'],
    ['failure', { 'circuit.failures': '5', 'circuit.seconds': '' }, 'circuit.seconds', 'fill this in'],
    ['failure', { retries: '4' }, 'retries', 'At most 3'],
    ['browsers', { cors_origins: 'https://a.example\n*' }, 'cors_origins', 'Line 2'],
    ['browsers', { cache_seconds: '86401' }, 'cache_seconds', 'At most 86400'],
    ['headers', { set_headers: 'X-A: 1\nX-B' }, 'set_headers', 'Line 2'],
    ['headers', { set_headers: 'X-A: 1\nx-a: 2' }, 'set_headers', 'Line 2'],
    ['headers', { remove_headers: 'X-Account-Id' }, 'remove_headers', 'kept for'],
  ])('%s %j', async (edit, fields, field, said) => {
    const before = await kept()
    const refused = await send(path, { edit, ...(fields as Record<string, string>) })
    const html = await refused.text()
    expect(refused.status).toBe(422)
    expect(wrongOf(html, field)).toContain(said)
    expect(await kept()).toEqual(before)
  })

  test('a path that another route has', async () => {
    const taken = (await kept()).path
    await send('/admin/routes', { name: 'x', path: `/other-${made}`, upstream_url: 'builtin:demo' })
    const other = (await services.routes.list()).find((route) => route.path === `/other-${made}`)
    const refused = await send(`/admin/routes/${other?.id}`, { edit: 'where', path: taken })
    expect([refused.status, wrongOf(await refused.text(), 'path')]).toEqual([422, 'Already taken.'])
  })
})

describe('circuits', () => {
  const turn = (turned: 'opened' | 'closed', at: number) =>
    keepTurn(database(bindings.DB), id, { at, turned, colo: 'FRA' })
  const listed = async () => (await get('/admin/routes')).text()

  test('a route with one lists its turns, newest first, and the list marks it while one is open', async () => {
    expect(await (await get(path)).text()).not.toContain('Circuits opened and closed')
    await send(path, { 'circuit.failures': '3', 'circuit.seconds': '60' })
    expect(await (await get(path)).text()).toContain('No circuit has turned')
    expect(await listed()).not.toContain('An isolate opened')
    await turn('opened', Date.now() - 1_000)
    expect(await listed()).toContain('An isolate opened its circuit at')
    await turn('closed', Date.now())
    expect(await listed()).not.toContain('An isolate opened')
    const page = await (await get(path)).text()
    expect([...page.matchAll(/<\/svg>(opened|closed)</g)].map(([, turned]) => turned)).toEqual(['closed', 'opened'])
    expect(page).toContain('FRA')
  })
})

test.each(['constructor', 'toString', '__defineGetter__', 'hasOwnProperty', '__proto__'])(
  'a field that no route has is no error of ours: %s',
  async (field) => {
    const before = await kept()
    expect([(await send(path, { edit: 'price', [field]: 'x' })).status < 500, await kept()]).toEqual([true, before])
    expect((await send('/admin/routes', { [field]: 'x' })).status).toBeLessThan(500)
  },
)

describe('the upstream’s secret', () => {
  const shown = async () => [await get(path), await get(`${path}?edit=secret`), await get(`${path}/secret/removal`)]

  test('is kept sealed and on no page, is replaced, and goes after a question', async () => {
    await send(path, { edit: 'secret', 'upstream_secret.header': 'Authorization', 'upstream_secret.value': CANARY })
    const [page, ...others] = await Promise.all((await shown()).map((answer) => answer.text()))
    expect(page).toContain('kept sealed')
    const sealed = (await kept()).options.secret?.sealed ?? ''
    expect([page, ...others].filter((text) => text?.includes('canary') || text?.includes(sealed))).toEqual([])
    await send(path, { edit: 'secret', 'upstream_secret.header': 'x-key', 'upstream_secret.value': 'second' })
    expect((await kept()).options.secret).toMatchObject({
      header: 'x-key',
      sealed: expect.not.stringContaining(sealed),
    })
    const removed = await send(`${path}/secret/removal`, {})
    expect([removed.status, (await kept()).options]).toEqual([303, {}])
    expect((await get(`${path}/secret/removal`)).status).toBe(404)
  })

  test('goes to no other host unless it is given again: what to do is said at the upstream', async () => {
    await send(path, { edit: 'secret', 'upstream_secret.header': 'x-key', 'upstream_secret.value': 'first' })
    const before = await kept()
    const typed = { edit: 'where', name: 'Moved', path: before.path, upstream_url: 'http://127.0.0.1:9' }
    const refused = await send(path, typed)
    const html = await refused.text()
    expect([refused.status, wrongOf(html, 'upstream_url')]).toEqual([422, expect.stringContaining('Remove the secret')])
    expect(html).toContain('value="http://127.0.0.1:9"')
    expect(await kept()).toEqual(before)
    await send(`${path}/secret/removal`, {})
    expect((await send(path, typed)).status).toBe(303)
    expect(await kept()).toMatchObject({ upstreamUrl: 'http://127.0.0.1:9', options: {} })
  })

  test('that was refused does not come back in the form', async () => {
    const refused = await send(path, {
      edit: 'secret',
      'upstream_secret.header': 'Host',
      'upstream_secret.value': CANARY,
    })
    const html = await refused.text()
    expect([refused.status, wrongOf(html, 'upstream_secret.header')]).toEqual([
      422,
      expect.stringContaining('kept for'),
    ])
    expect(html).not.toContain('canary')
  })

  test('that is empty is asked for, and the one before stays', async () => {
    await send(path, { edit: 'secret', 'upstream_secret.header': 'x-key', 'upstream_secret.value': 'first' })
    const before = await kept()
    const refused = await send(path, { edit: 'secret', 'upstream_secret.header': 'x-key', 'upstream_secret.value': '' })
    expect(wrongOf(await refused.text(), 'upstream_secret.value')).toContain('fill this in')
    expect(await kept()).toEqual(before)
  })
})
