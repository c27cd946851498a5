import { beforeAll, expect, test } from 'vitest'
import { makeIds } from '../../domain/ids.ts'
import { makeKeys } from '../../domain/keys/make.ts'
import { random } from '../../platform/random.ts'
import { database } from '../../storage/database.ts'
import { keyStore } from '../../storage/keys.ts'
import { api } from '../api/index.ts'
import { formsTo } from '../forms.fixture.ts'
import {
  ask,
  bindings,
  keysOf,
  madeKey,
  ORIGIN,
  type Person,
  seedDemoRoute,
  services,
  signUp,
} from '../visitor.fixture.ts'
import { site } from './index.ts'

let person: Person
let stranger: Person
let csrf: string
beforeAll(async () => {
  await seedDemoRoute()
  person = await signUp('keys-page')
  stranger = await signUp('keys-stranger')
  const page = await (await ask(site, '/keys', { headers: person.cookie })).text()
  csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
})

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(site, path, {
    method: 'POST',
    headers: { ...person.cookie, 'Sec-Fetch-Site': 'same-origin', Referer: `${ORIGIN}/keys`, ...headers },
    body: new URLSearchParams({ csrf, ...fields }),
  })

test('a plain form is answered with the whole page, which holds the key', async () => {
  const answer = await post('/keys', { name: 'plain', expires_at: '' })
  expect(answer.status).toBe(201)
  const text = await answer.text()
  expect(text).toMatch(/^<!doctype html>/i)
  expect(text).toMatch(/data-testid="api-key"[^>]*>sk_[0-9A-Za-z]{48}</)
})

test('htmx is answered with the form’s place and the list, not with a page', async () => {
  const answer = await post('/keys', { name: 'part' }, { 'HX-Request': 'true' })
  expect(answer.status).toBe(201)
  const text = await answer.text()
  expect(text).not.toMatch(/<!doctype|<html/i)
  expect(text).toMatch(/^<section[^>]* id="key-creation"/)
  expect(text).toContain('<hx-partial hx-target="#keys"')
  expect(text).toContain('sk_')
})

test('a last day counts to its end', async () => {
  await post('/keys', { name: 'till new year', expires_at: '2099-12-31' })
  const made = (await keysOf(person.accountId)).find((key) => key.name === 'till new year')
  expect(made?.expiresAt).toBe(Date.UTC(2100, 0, 1))
})

test.each([
  [{ name: '' }, 'name-error'],
  [{ name: 'x'.repeat(81) }, 'name-error'],
  [{ name: 'a\r\nb' }, 'name-error'],
  [{ name: 'past', expires_at: '2020-02-29' }, 'expires_at-error'],
  [{ name: 'no date', expires_at: 'tomorrow' }, 'expires_at-error'],
  [{ name: 'no object', metadata: '[1]' }, 'metadata-error'],
  [{ name: 'too much', metadata: `{"a":"${'x'.repeat(1_024)}"}` }, 'metadata-error'],
])('%o is refused at its field and nothing is made', async (fields, at) => {
  const before = (await keysOf(person.accountId)).length
  const answer = await post('/keys', fields)
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(`id="${at}"`)
  expect(await keysOf(person.accountId)).toHaveLength(before)
})

test('a name is shown as text, never as markup', async () => {
  const text = await (await post('/keys', { name: '<script>alert(1)</script>' })).text()
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(text).not.toContain('<script>alert')
})

test('another account’s key is not there: to see, to change, to end, to rotate', async () => {
  const [theirs] = await keysOf(stranger.accountId)
  const id = theirs?.id ?? ''
  for (const path of [`/keys/${id}`, `/keys/${id}/use`, `/keys/${id}/rotation`, `/keys/${id}/revocation`]) {
    expect((await ask(site, path, { headers: person.cookie })).status).toBe(404)
  }
  expect((await post(`/keys/${id}`, { name: 'mine now' })).status).toBe(404)
  expect((await post(`/keys/${id}/rotation`, { grace_seconds: '0' })).status).toBe(404)
  expect((await post('/keys/revocations', { id })).status).toBe(303)
  expect((await post(`/keys/${id}/revocation`, {})).status).toBe(404)
  expect(await services.keys.find(stranger.accountId, id)).toMatchObject({ name: theirs?.name, status: 'active' })
})

test('a failure asked for by htmx comes as a notice above the page', async () => {
  const answer = await post('/keys', { csrf: 'forged', name: 'x' }, { 'HX-Request': 'true' })
  expect(answer.status).toBe(403)
  expect(answer.headers.get('HX-Retarget')).toBe('#failure')
  expect(await answer.text()).toMatch(/req_[0-9a-z]{26}/)
})

const actor = () => ({ userId: person.id, accountId: person.accountId, tag: person.tag, address: '' })
const newKey = async (name: string) => (await madeKey(actor(), { name })).value.id
const get = async (path: string) => (await ask(site, path, { headers: person.cookie })).text()

test('a new key takes all that the folded part of its form asks', async () => {
  const [route] = await services.routes.list()
  const fields = {
    name: 'with all',
    note: 'first line\nsecond',
    environment: 'staging',
    scopes: 'read, write:all  read',
    allowed_ips: '192.0.2.9\r\n2001:DB8::/32',
    'rate_limits.0.name': 'burst',
    'rate_limits.0.limit': '5',
    'rate_limits.0.window_seconds': '1',
    'rate_limits.0.route': route?.id ?? '',
    'rate_limits.1.name': '',
    'rate_limits.1.limit': '',
    'rate_limits.1.window_seconds': '',
    'rate_limits.1.route': route?.id ?? '',
    'quota.limit': '70',
    'quota.period': 'week',
    metadata: '{"team": "imports"}',
    status: 'disabled',
  }
  expect(await get('/keys')).toMatch(/<textarea[^>]* name="metadata"/)
  expect((await post('/keys', fields)).status).toBe(201)
  const made = (await keysOf(person.accountId)).find((key) => key.name === 'with all')
  expect(made).toMatchObject({
    note: 'first line\nsecond',
    environment: 'staging',
    scopes: ['read', 'write:all'],
    allowedIps: ['192.0.2.9', '2001:db8::/32'],
    rateLimits: [{ name: 'burst', limit: 5, window_seconds: 1, route: route?.id }],
    quota: { limit: 70, period: 'week' },
    metadata: { team: 'imports' },
    status: 'disabled',
  })
})

test('a part of a key is changed alone; an emptied row of limits goes', async () => {
  const id = await newKey('changed in parts')
  const rows = (...limits: string[]) =>
    Object.fromEntries(
      limits.flatMap((name, i) => [
        [`rate_limits.${i}.name`, name],
        [`rate_limits.${i}.limit`, name && '5'],
        [`rate_limits.${i}.window_seconds`, name && '60'],
      ]),
    )
  await post(`/keys/${id}`, { scopes: 'read', allowed_ips: '::1' })
  await post(`/keys/${id}`, { ...rows('a', 'b', 'c', ''), 'quota.limit': '', 'quota.period': 'month' })
  await post(`/keys/${id}`, { ...rows('a', '', 'c', ''), 'quota.limit': '9', 'quota.period': 'day' })
  await post(`/keys/${id}`, { metadata: '{"team": "imports"}' })
  const key = await services.keys.find(person.accountId, id)
  expect(key?.rateLimits.map(({ name }) => name)).toEqual(['a', 'c'])
  expect(key).toMatchObject({
    name: 'changed in parts',
    scopes: ['read'],
    allowedIps: ['::1'],
    quota: { limit: 9, period: 'day' },
    metadata: { team: 'imports' },
  })
})

test('what a key’s forms show, saved as it is, changes nothing', async () => {
  const set = { expiresAt: Date.UTC(2099, 4, 6, 7, 8, 9), note: 'one\ntwo', environment: 'staging', scopes: ['a', 'b'] }
  const limits = {
    rateLimits: [{ name: 'r', limit: 5, window_seconds: 1 }],
    quota: { limit: 9, period: 'day' as const },
  }
  const { value } = await madeKey(actor(), {
    name: 'kept',
    ...set,
    ...limits,
    metadata: { a: [1, { b: '"' }] },
  })
  const forms = formsTo(`/keys/${value.id}`, await get(`/keys/${value.id}`)).filter((fields) => !('status' in fields))
  expect(forms.map((fields) => Object.keys(fields)[1])).toEqual([
    'name',
    'rate_limits.0.name',
    'scopes',
    'expires_at',
    'metadata',
  ])
  for (const fields of forms) expect((await post(`/keys/${value.id}`, fields)).status).toBe(303)
  expect(await services.keys.find(person.accountId, value.id)).toEqual(value)
})

test.each([
  [{ allowed_ips: '192.0.2.1\nhere' }, 'allowed_ips-error'],
  [{ scopes: 'read (all)' }, 'scopes-error'],
  [{ metadata: '{"a":' }, 'metadata-error'],
  [{ metadata: '[1]' }, 'metadata-error'],
  [{ expires_at: '2020-02-29' }, 'expires_at-error'],
  [{ name: ' ' }, 'name-error'],
  [{ 'quota.limit': '1.5', 'quota.period': 'day' }, 'quota.limit-error'],
  [
    {
      'rate_limits.0.name': '',
      'rate_limits.0.limit': '',
      'rate_limits.0.window_seconds': '',
      'rate_limits.1.name': 'b',
      'rate_limits.1.limit': 'many',
      'rate_limits.1.window_seconds': '1',
    },
    'rate_limits.0.limit-error',
  ],
])('%o is refused in its part, which stands open, and nothing changes', async (fields, at) => {
  const id = await newKey('left alone')
  const before = await services.keys.find(person.accountId, id)
  const answer = await post(`/keys/${id}`, fields)
  const text = await answer.text()
  expect([answer.status, text.includes(`id="${at}"`), /<details[^>]* open/.test(text)]).toEqual([422, true, true])
  expect(await services.keys.find(person.accountId, id)).toEqual(before)
})

test.each(['8', '4294967294', '00'])('a form with row %s of its rate limits is refused', async (row) => {
  const id = await newKey(`row ${row}`)
  const at = (part: string) => `rate_limits.${row}.${part}`
  const fields = { 'rate_limits.0.name': '', [at('name')]: 'x', [at('limit')]: '1', [at('window_seconds')]: '1' }
  expect((await post(`/keys/${id}`, fields)).status).toBe(422)
})

test('htmx gets the changed part of the page alone', async () => {
  const id = await newKey('in place')
  const text = await (await post(`/keys/${id}`, { status: 'disabled' }, { 'HX-Request': 'true' })).text()
  expect(text).toMatch(/^<div id="key"/)
  expect(text).toContain('switched off')
})

test('a rotation shows the new key once, and the old one’s page who still uses it', async () => {
  const id = await newKey('rotated on its page')
  const answer = await post(`/keys/${id}/rotation`, { grace_seconds: '300' })
  const text = await answer.text()
  expect(answer.status).toBe(201)
  expect(text).toMatch(/data-testid="api-key"[^>]*>sk_[0-9A-Za-z]{48}</)
  const use = await get(`/keys/${id}/use`)
  expect(use).toMatch(/^<section[^>]*hx-get="\/keys\/key_[^"]*\/use"/)
  expect(use).toMatch(/data-testid="calls-since-rotation">0 /)
  expect((await post(`/keys/${id}/rotation`, { grace_seconds: '300' })).status).toBe(409)
})

test('chosen keys are revoked together, each with its event, and nothing else is', async () => {
  const ids = [await newKey('one of many'), await newKey('two of many')]
  const spared = await newKey('spared')
  const [theirs] = await keysOf(stranger.accountId)
  const asked = await get(`/keys/revocations?${ids.map((id) => `id=${id}`).join('&')}&id=${theirs?.id}`)
  expect(asked).toContain('Revoke 2 keys?')
  expect(asked).toContain('two of many')
  const body = new URLSearchParams([['csrf', csrf], ...[...ids, theirs?.id ?? ''].map((id) => ['id', id])])
  const headers = { ...person.cookie, 'Sec-Fetch-Site': 'same-origin' }
  const answer = await ask(site, '/keys/revocations', { method: 'POST', headers, body })
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/keys'])
  const statuses = await Promise.all(
    [...ids, spared].map(async (id) => (await services.keys.find(person.accountId, id))?.status),
  )
  expect(statuses).toEqual(['revoked', 'revoked', 'active'])
  expect((await keysOf(stranger.accountId))[0]?.status).toBe('active')
  const { items } = await services.audit.ofAccount(person.accountId, { action: 'key.revoked', cursor: null, limit: 9 })
  expect(items.map(({ target, detail }) => [target, detail.name]).sort()).toEqual([
    [ids[0], 'one of many'],
    [ids[1], 'two of many'],
  ])
})

test('what the list was narrowed to stays, from page to page and behind a revocation', async () => {
  const ids = [await newKey('kept one'), await newKey('kept two'), await newKey('kept three')]
  const narrowed = 'search=kept&sort=name&limit=1'
  expect((await get(`/keys?${narrowed}`)).replaceAll('&amp;', '&')).toContain(`href="/keys?${narrowed}&cursor=key_`)
  const asked = await get(`/keys/revocations?id=${ids[0]}&${narrowed}`)
  expect(asked.replaceAll('&amp;', '&')).toContain(`href="/keys?${narrowed}"`)
  const [fields] = formsTo('/keys/revocations', asked)
  expect(fields).toMatchObject({ id: ids[0], search: 'kept', sort: 'name', limit: '1' })
  const answer = await post('/keys/revocations', fields ?? {})
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/keys?${narrowed}`])
})

test('more than a hundred at a time are refused', async () => {
  const body = new URLSearchParams([['csrf', csrf], ...Array.from({ length: 101 }, (_, i) => ['id', `key_${i}`])])
  const headers = { ...person.cookie, 'Sec-Fetch-Site': 'same-origin' }
  expect((await ask(site, '/keys/revocations', { method: 'POST', headers, body })).status).toBe(422)
})

test('the page of a revoked key says since when it is over, and which call was the last admitted', async () => {
  const made = await madeKey(actor(), { name: 'proven' })
  const call = async () => {
    const answer = await ask(api, '/api/demo/x', { headers: { 'X-API-Key': made.text } })
    await answer.text()
    return answer.headers.get('X-Request-Id') ?? ''
  }
  await call()
  const last = await call()
  await services.keys.revoke(actor(), made.value.id)
  const refused = await call()
  const text = await get(`/keys/${made.value.id}`)
  const { inForceAt } = (await services.keys.find(person.accountId, made.value.id)) ?? {}
  expect(text).toContain(new Date(inForceAt ?? 0).toISOString())
  expect(text).toContain(last)
  expect(text).not.toContain(refused)
})

test('while the meter has not confirmed it, the page does not say that the revocation is in force', async () => {
  const id = await newKey('unconfirmed')
  const keys = makeKeys({
    store: keyStore(database(bindings.DB)),
    push: async () => false,
    clock: Date.now,
    ids: makeIds(Date.now, random),
    random,
    prefix: 'sk_',
    secrets: ['none'],
  })
  expect(await keys.revoke(actor(), id)).toMatchObject({ value: { inForce: false, value: { inForceAt: null } } })
  expect(await get(`/keys/${id}`)).toContain('Not yet confirmed by the meter.')
  await services.keys.revoke(actor(), id)
  expect(await get(`/keys/${id}`)).not.toContain('Not yet confirmed by the meter.')
})
