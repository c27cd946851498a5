import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import type { AccountMeter } from '../../../workers/meter/index.ts'
import { makeIds } from '../../domain/ids.ts'
import { hashKey } from '../../domain/keys/format.ts'
import { random } from '../../platform/random.ts'
import {
  ask,
  bindings,
  jsonBody,
  keysOf,
  madeKey,
  type Person,
  seedDemoRoute,
  services,
  signUp,
} from '../visitor.fixture.ts'
import { api } from './index.ts'

const { METER } = env as unknown as { METER: DurableObjectNamespace<AccountMeter> }

let owner: Person
let stranger: Person
beforeAll(async () => {
  owner = await signUp('key-owner')
  stranger = await signUp('key-stranger')
  await seedDemoRoute()
})

interface Body {
  key: { id: string; hint: string; [name: string]: unknown }
  api_key: string
  in_force: boolean
  replaces: string
  replaced: Record<string, unknown>
  data: { id: string; name: string; [name: string]: unknown }[]
  next_cursor: string | null
  code: string
  errors: { field: string; problem: string; limit?: number; message: string }[]
}
async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = owner.bearer) {
  const response = await ask(
    api,
    path,
    body === undefined ? { method, headers } : { ...jsonBody(body, headers), method },
  )
  return { status: response.status, text: await response.clone().text(), body: await response.json<Body>() }
}
const create = async (name: string) => (await send('POST', '/api/keys', { name })).body

test('a new key is shown once, with its limits; later only its hint is', async () => {
  const made = await send('POST', '/api/keys', {
    name: 'reports',
    scopes: ['read', 'read', 'write'],
    rate_limit: { limit: 5, window_seconds: 60 },
    quota: { limit: 50, period: 'day' },
    expires_at: '2999-01-01T00:00:00Z',
  })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    success: true,
    in_force: true,
    key: {
      name: 'reports',
      status: 'active',
      scopes: ['read', 'write'],
      rate_limits: [{ name: 'key-rate', limit: 5, window_seconds: 60 }],
      quota: { limit: 50, period: 'day' },
      expires_at: Date.UTC(2999, 0, 1),
    },
  })
  const { api_key: text, key } = made.body
  expect(key.hint).toBe(`sk_…${text.slice(-4)}`)
  const shown = await send('GET', `/api/keys/${key.id}`)
  const list = await send('GET', '/api/keys')
  expect(shown.body.key).toEqual(key)
  expect(list.body.data[0]).toEqual({ ...key, calls_this_month: 0, last_call: null })
  for (const { text: answer } of [shown, list]) expect(answer).not.toContain(text)
})

test('a key is renamed and revoked; revoking it again changes nothing', async () => {
  const { key } = await create('old name')
  const renamed = await send('PATCH', `/api/keys/${key.id}`, { name: 'new name' })
  expect([renamed.status, renamed.body.key.name]).toEqual([200, 'new name'])
  const revoked = await send('DELETE', `/api/keys/${key.id}`)
  const again = await send('DELETE', `/api/keys/${key.id}`)
  expect(revoked.body).toMatchObject({ in_force: true, key: { status: 'revoked' } })
  expect(again.body).toEqual(revoked.body)
})

const callWith = async (text: string, address = '192.0.2.7') => {
  const headers = { 'X-API-Key': text, 'CF-Connecting-IP': address }
  const answer = await ask(api, '/api/demo/x', { headers })
  const { code } = await answer.json<{ code?: string }>()
  return code ? [answer.status, code] : answer.status
}

describe('a change', () => {
  test('of every field is kept, shown and recorded with what it was before', async () => {
    const { key } = await create('plain')
    const [route] = await services.routes.list()
    const change = {
      name: 'fancy',
      note: 'For the nightly import',
      environment: 'production',
      scopes: ['read'],
      allowed_ips: ['192.0.2.77/24', '2001:DB8::1', '::ffff:192.0.2.0/120'],
      expires_at: 32_503_680_000_000,
      rate_limits: [
        { name: 'second', limit: 5, window_seconds: 1 },
        { name: 'month', limit: 9_000, window_seconds: 2_678_400, route: route?.id },
      ],
      quota: { limit: 70, period: 'week' },
      metadata: { team: 'imports', tags: [1, 2] },
    }
    const changed = await send('PATCH', `/api/keys/${key.id}`, change)
    const expected = { ...key, ...change, allowed_ips: ['192.0.2.0/24', '2001:db8::1'] }
    expect([changed.status, changed.body]).toEqual([200, { success: true, in_force: true, key: expected }])
    expect((await send('GET', `/api/keys/${key.id}`)).body.key).toEqual(expected)
    const back = await send('PATCH', `/api/keys/${key.id}`, { expires_at: null, quota: null, allowed_ips: [] })
    expect(back.body.key).toMatchObject({ name: 'fancy', expires_at: null, quota: null, allowed_ips: [] })
    const { items } = await services.audit.ofAccount(owner.accountId, { action: 'key.changed', cursor: null, limit: 1 })
    expect(items[0]).toMatchObject({
      target: key.id,
      detail: {
        before: { expiresAt: 32_503_680_000_000, quota: { limit: 70 } },
        after: { expiresAt: null, quota: null, allowedIps: [] },
      },
    })
  })

  test('binds the first call, too: a key can be made switched off', async () => {
    const { key, api_key: text } = (await send('POST', '/api/keys', { name: 'for later', status: 'disabled' })).body
    const off = await callWith(text)
    await send('PATCH', `/api/keys/${key.id}`, { status: 'active' })
    expect([key.status, off, await callWith(text)]).toEqual(['disabled', [403, 'KEY_DISABLED'], 200])
  })

  test('binds the very next call: switched off, on, and bound to a network', async () => {
    const { key, api_key: text } = await create('switched')
    const patch = (body: unknown) => send('PATCH', `/api/keys/${key.id}`, body)
    const before = await callWith(text)
    await patch({ status: 'disabled' })
    const off = await callWith(text)
    await patch({ status: 'active', allowed_ips: ['2001:db8:1:2::/64', '192.0.2.7'] })
    const from = [
      await callWith(text),
      await callWith(text, '2001:DB8:1:2:ffff::9'),
      await callWith(text, '2001:db8:1:3::'),
      await callWith(text, ''),
    ]
    const forbidden = [403, 'IP_FORBIDDEN']
    expect([before, off, ...from]).toEqual([200, [403, 'KEY_DISABLED'], 200, 200, forbidden, forbidden])
  })

  test('of a limit leaves what was counted, and lasts through nothing that is not named', async () => {
    const { key, api_key: text } = await create('limited')
    await send('PATCH', `/api/keys/${key.id}`, { rate_limit: { limit: 2, window_seconds: 3_600 } })
    const answers = [await callWith(text), await callWith(text), await callWith(text)]
    await send('PATCH', `/api/keys/${key.id}`, { name: 'limited still' })
    expect([...answers, await callWith(text)]).toEqual([200, 200, [429, 'RATE_LIMITED'], [429, 'RATE_LIMITED']])
    await send('PATCH', `/api/keys/${key.id}`, { rate_limit: { limit: 3, window_seconds: 3_600 } })
    expect([await callWith(text), await callWith(text)]).toEqual([200, [429, 'RATE_LIMITED']])
  })

  test('cannot bring a revoked key back; what it is called still changes', async () => {
    const { key, api_key: text } = await create('over')
    const path = `/api/keys/${key.id}`
    await send('DELETE', path)
    const revived = await send('PATCH', path, { status: 'active' })
    expect([revived.status, revived.body.code]).toEqual([409, 'KEY_OVER'])
    expect((await send('PATCH', path, { expires_at: null, scopes: ['all'] })).status).toBe(409)
    expect((await send('PATCH', path, { note: 'ended' })).body.key).toMatchObject({ note: 'ended', status: 'revoked' })
    expect(await callWith(text)).toEqual([401, 'KEY_REVOKED'])
  })

  test.each([
    [{ status: 'revoked' }, 'status'],
    [{ hash: 'x' }, 'hash'],
    [{ id: 'key_x' }, 'id'],
    [{ account_id: 'acct_x' }, 'account_id'],
    [{ replaces: 'key_x' }, 'replaces'],
    [{ revoked_at: null }, 'revoked_at'],
  ])('may not name %j', async (body, field) => {
    const { key } = await create('guarded')
    const refused = await send('PATCH', `/api/keys/${key.id}`, body)
    expect([refused.status, refused.body.errors.map((error) => error.field)]).toEqual([422, [field]])
  })
})

describe('a rotation', () => {
  const rotate = (id: string, grace?: number, headers = owner.bearer) =>
    send('POST', `/api/keys/${id}/rotation`, grace === undefined ? {} : { grace_seconds: grace }, headers)

  test('gives a new key with the same fields, and both work within the grace', async () => {
    const made = await send('POST', '/api/keys', { name: 'turned', scopes: ['read'], allowed_ips: ['192.0.2.7'] })
    const { key, api_key: old } = made.body
    const before = Date.now()
    const { status, body } = await rotate(key.id, 3_600)
    expect([status, body.replaces, body.in_force]).toEqual([201, key.id, true])
    const { name, scopes, allowed_ips, expires_at, replaces } = body.key
    expect({ name, scopes, allowed_ips, expires_at, replaces }).toEqual({
      name: 'turned',
      scopes: ['read'],
      allowed_ips: ['192.0.2.7'],
      expires_at: null,
      replaces: key.id,
    })
    expect(body.api_key).not.toBe(old)
    expect(body.replaced).toMatchObject({ id: key.id, status: 'active', replaced_by: body.key.id })
    const end = Number(body.replaced.expires_at)
    expect(end).toBeGreaterThanOrEqual(before + 3_600_000)
    expect(end).toBeLessThanOrEqual(Date.now() + 3_600_000)
    expect([await callWith(old), await callWith(body.api_key)]).toEqual([200, 200])
    expect(await callWith(body.api_key, '192.0.2.8')).toEqual([403, 'IP_FORBIDDEN'])
  })

  test('lets the old key pass up to its end, and not at it', async () => {
    const { key, api_key: old } = await create('turned to the end')
    const { body } = await rotate(key.id, 300)
    const end = Number(body.replaced.expires_at)
    const meter = METER.get(METER.idFromName(owner.tag))
    const codeAt = (now: number) =>
      runInDurableObject(meter, async (object) => {
        object.clock = () => now
        const call = {
          id: makeIds(() => now, random)('req'),
          keyHash: hashKey(old),
          routeId: 'route_test',
          scopes: [],
          credits: 1,
          method: 'GET',
          path: '/api/demo/x',
          address: '192.0.2.7',
          requireVerified: false,
          timeoutMs: 1_000,
        }
        return (await object.admit(owner.tag, call, [])).code
      })
    const codes = [await codeAt(end - 1), await codeAt(end)]
    await runInDurableObject(meter, (object) => {
      object.clock = Date.now
    })
    expect(codes).toEqual(['VALID', 'KEY_EXPIRED'])
  })

  test('without grace refuses the old key on the very next call', async () => {
    const { key, api_key: old } = await create('turned at once')
    const { body } = await rotate(key.id, 0)
    expect([await callWith(old), await callWith(body.api_key)]).toEqual([[401, 'KEY_REVOKED'], 200])
    expect(body.replaced).toMatchObject({ status: 'revoked' })
    expect(body.replaced.in_force_at).not.toBeNull()
  })

  test('never lets the old key outlive its own date, and the new one keeps that', async () => {
    const soon = Date.now() + 60_000
    const { key } = (await send('POST', '/api/keys', { name: 'dated', expires_at: soon })).body
    const { body } = await rotate(key.id, 604_800)
    expect([body.replaced.expires_at, body.key.expires_at]).toEqual([soon, soon])
  })

  test('happens once while the new key lives, also for two at the same moment', async () => {
    const { key } = await create('turned twice')
    const two = await Promise.all([rotate(key.id, 300), rotate(key.id, 300)])
    expect(two.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(two.find(({ status }) => status === 409)?.body.code).toBe('KEY_ROTATED')
    const winner = two.find(({ status }) => status === 201)?.body.key.id
    await send('DELETE', `/api/keys/${winner}`)
    expect((await rotate(key.id)).status).toBe(201)
  })

  test('is refused for a revoked key, for another account’s, and for a longer grace than a week', async () => {
    const { key } = await create('not turned')
    expect((await rotate(key.id, 604_801)).status).toBe(422)
    expect((await rotate(key.id, -1)).status).toBe(422)
    expect((await rotate(key.id, 60, stranger.bearer)).status).toBe(404)
    await send('DELETE', `/api/keys/${key.id}`)
    const { status, body } = await rotate(key.id, 60)
    expect([status, body.code]).toEqual([409, 'KEY_OVER'])
  })

  test('leaves both keys under the limits of their account', async () => {
    const person = await signUp('rotating-owner')
    const [first] = await keysOf(person.accountId)
    const { body } = await rotate(first?.id ?? '', 3_600, person.bearer)
    const both = Array.from({ length: 102 }, (_, i) => callWith(i % 2 === 0 ? person.apiKey : body.api_key))
    const codes = await Promise.all(both)
    expect(codes.filter((code) => code === 200)).toHaveLength(100)
    expect(codes.filter((code) => code !== 200)).toEqual(Array(2).fill([429, 'QUOTA_EXCEEDED']))
  })
})

describe('the list', () => {
  let person: Person
  const list = async (query = '') => (await send('GET', `/api/keys${query}`, undefined, person.bearer)).body
  const names = async (query: string) => (await list(query)).data.map(({ name }) => name)
  beforeAll(async () => {
    person = await signUp('key-lister')
    const actor = { userId: person.id, accountId: person.accountId, tag: person.tag, address: '' }
    const made = []
    for (const name of ['Beta', 'alpha', 'delta', 'Gamma', 'old']) {
      made.push((await madeKey(actor, { name, note: `the ${name} one` })).value.id)
    }
    const [beta = '', , delta = '', gamma = '', old = ''] = made
    await services.keys.change(actor, beta, { status: 'disabled', environment: 'Staging' })
    await services.keys.revoke(actor, gamma)
    await bindings.DB.prepare('UPDATE api_keys SET expires_at = 1 WHERE id = ?').bind(old).run()
    await services.keys.change(actor, delta, { expiresAt: Date.now() + 60_000 })
  })

  test.each([
    ['', ['old', 'Gamma', 'delta', 'alpha', 'Beta', 'default']],
    ['?sort=name', ['alpha', 'Beta', 'default', 'delta', 'Gamma', 'old']],
    ['?status=usable', ['delta', 'alpha', 'Beta', 'default']],
    ['?status=active', ['delta', 'alpha', 'default']],
    ['?status=disabled', ['Beta']],
    ['?status=expired', ['old']],
    ['?status=revoked', ['Gamma']],
    ['?search=STAGING', ['Beta']],
    ['?search=the+alpha', ['alpha']],
    ['?search=%25', []],
    ['?search=a&status=usable&sort=name', ['alpha', 'Beta', 'default', 'delta']],
  ])('%s is %j', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  test.each(['newest', 'name', 'used'])('by %s comes whole, part by part', async (sort) => {
    const whole = await names(`?sort=${sort}`)
    const parts: string[] = []
    let cursor: string | null = null
    do {
      const part: Body = await list(`?sort=${sort}&limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      parts.push(...part.data.map(({ name }) => name))
      cursor = part.next_cursor
    } while (cursor)
    expect(parts).toEqual(whole)
    expect(whole).toHaveLength(6)
  })

  test('says of each key how often it was used this month, and when, where and for what last', async () => {
    await callWith(person.apiKey, '192.0.2.40')
    await callWith(person.apiKey, '2001:db8::5')
    await callWith(`${person.apiKey.slice(0, -1)}!`)
    const rowOf = async (query = '?search=default') => (await list(query)).data[0]
    await expect.poll(rowOf).toMatchObject({
      name: 'default',
      calls_this_month: 2,
      last_call: { address: '2001:db8::5', route: 'Demo', method: 'GET', path: '/api/demo/x' },
    })
    const before = await rowOf()
    await runInDurableObject(METER.get(METER.idFromName(person.tag)), async (object) => {
      object.clock = () => Date.now() + 120_000
      await object.alarm()
      object.clock = Date.now
    })
    const { n } = (await bindings.DB.prepare(
      'SELECT count(*) AS n FROM api_keys WHERE account_id = ? AND last_call_at IS NOT NULL',
    )
      .bind(person.accountId)
      .first<{ n: number }>()) ?? { n: 0 }
    expect([n, await rowOf('?sort=used')]).toEqual([1, before])
  })

  test.each(['?status=gone', '?sort=size', '?limit=0', '?limit=101', "?cursor='"])('%s is refused', async (query) => {
    expect((await send('GET', `/api/keys${query}`, undefined, person.bearer)).status).toBe(422)
  })
})

test('no call passes after its key was revoked', async () => {
  const { key, api_key: text } = await create('short-lived')
  const call = async () => (await ask(api, '/api/demo/x', { headers: { 'X-API-Key': text } })).json<{ code?: string }>()
  expect(await call()).toMatchObject({ method: 'GET', path: '/x' })
  await send('DELETE', `/api/keys/${key.id}`)
  expect(await call()).toMatchObject({ status: 401, code: 'KEY_REVOKED' })
})

test('another account’s key is 404 to read, change and revoke, and stays as it was', async () => {
  const { key } = await create('mine')
  const path = `/api/keys/${key.id}`
  const answers = [
    await send('GET', path, undefined, stranger.bearer),
    await send('PATCH', path, { name: 'theirs' }, stranger.bearer),
    await send('DELETE', path, undefined, stranger.bearer),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
  expect((await send('GET', path)).body.key).toEqual(key)
})

test('a key belongs to the session’s account, whatever the body says', async () => {
  const refused = await send('POST', '/api/keys', { name: 'x', account_id: stranger.accountId })
  expect(refused.status).toBe(422)
  expect(refused.body.errors).toMatchObject([{ field: 'account_id', problem: 'unknown' }])
})

test('the text of a key is stored nowhere', async () => {
  const { api_key: text } = await create('canary')
  const rows = await bindings.DB.prepare('SELECT * FROM api_keys, audit_events').all()
  expect(JSON.stringify(rows.results)).toContain('canary')
  expect(JSON.stringify(rows.results)).not.toContain(text)
})

describe('bad input is refused with the field named', () => {
  const good = { name: 'x' }
  test.each([
    [{}, 'name', 'required'],
    [{ name: '' }, 'name', 'required'],
    [{ name: 7 }, 'name', 'type'],
    [{ name: 'x'.repeat(81) }, 'name', 'too_long'],
    [{ name: 'a\r\nSet-Cookie: x' }, 'name', 'format'],
    [{ name: 'a\u0000b' }, 'name', 'format'],
    [{ ...good, hash: 'x' }, 'hash', 'unknown'],
    [{ ...good, account_id: 'acct_x' }, 'account_id', 'unknown'],
    [{ ...good, allowed_ips: ['192.0.2.1', '192.0.02.1'] }, 'allowed_ips.1', 'ip_address'],
    [{ ...good, allowed_ips: ['fe80::1%eth0'] }, 'allowed_ips.0', 'ip_address'],
    [{ ...good, allowed_ips: Array(51).fill('::1') }, 'allowed_ips', 'too_long'],
    [{ ...good, environment: 'x'.repeat(33) }, 'environment', 'too_long'],
    [{ ...good, metadata: { text: 'é'.repeat(520) } }, 'metadata', 'json_object'],
    [{ ...good, metadata: [] }, 'metadata', 'type'],
    [
      {
        ...good,
        rate_limits: [
          { name: 'a', limit: 1, window_seconds: 1 },
          { name: 'a', limit: 2, window_seconds: 2 },
        ],
      },
      'rate_limits',
      'taken',
    ],
    [{ ...good, rate_limit: { limit: 1, window_seconds: 2_678_401 } }, 'rate_limit.window_seconds', 'too_large'],
    [{ ...good, scopes: 'read' }, 'scopes', 'type'],
    [{ ...good, scopes: ['a b'] }, 'scopes.0', 'format'],
    [{ ...good, expires_at: '2001-01-01T00:00:00Z' }, 'expires_at', 'in_the_past'],
    [{ ...good, expires_at: 'tomorrow' }, 'expires_at', 'format'],
    [{ ...good, rate_limit: { limit: 0, window_seconds: 60 } }, 'rate_limit.limit', 'too_small'],
    [{ ...good, rate_limit: { limit: 1.5, window_seconds: 60 } }, 'rate_limit.limit', 'type'],
    [{ ...good, rate_limits: [{ name: 'quota', limit: 1, window_seconds: 1 }] }, 'rate_limits.0.name', 'reserved'],
    [{ ...good, rate_limits: [{ name: 'quota-day', limit: 1, window_seconds: 1 }] }, 'rate_limits.0.name', 'reserved'],
    [
      { ...good, rate_limits: [{ name: 'a', limit: 1, window_seconds: 1, route: 'route_none' }] },
      'rate_limits.0.route',
      'no_such_route',
    ],
    [{ ...good, quota: { limit: -1, period: 'month' } }, 'quota.limit', 'too_small'],
    [{ ...good, quota: { limit: 1e300, period: 'month' } }, 'quota.limit', 'too_large'],
    [{ ...good, quota: { limit: 1, period: 'year' } }, 'quota.period', 'format'],
  ])('%j: %s %s', async (body, field, problem) => {
    const { status, body: answer } = await send('POST', '/api/keys', body)
    expect(status).toBe(422)
    expect(answer.code).toBe('VALIDATION_FAILED')
    expect(answer.errors.map((error) => [error.field, error.problem])).toEqual([[field, problem]])
    expect(answer.errors[0]?.message).not.toBe('')
  })

  test.each(['{"name":', '', 'name=x'])('malformed JSON is 400: %j', async (body) => {
    const headers = { ...owner.bearer, 'Content-Type': 'application/json' }
    const response = await ask(api, '/api/keys', { method: 'POST', headers, body })
    expect([response.status, (await response.json<Body>()).code]).toEqual([400, 'MALFORMED_BODY'])
  })

  test('a body that is not said to be JSON is 415', async () => {
    const response = await ask(api, '/api/keys', { method: 'POST', headers: owner.bearer, body: '{"name":"x"}' })
    expect([response.status, (await response.json<Body>()).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  test('a body that is JSON but no object is 422', async () => {
    expect((await send('POST', '/api/keys', [])).status).toBe(422)
  })
})
