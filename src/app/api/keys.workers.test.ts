import { beforeAll, describe, expect, test } from 'vitest'
import { ask, bindings, jsonBody, type Person, seedDemoRoute, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

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
  data: { id: string; name: string }[]
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
  expect(list.body.data[0]).toEqual(key)
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

test('no call passes after its key was revoked', async () => {
  const { key, api_key: text } = await create('short-lived')
  const call = async () => (await ask(api, '/api/demo/x', { headers: { 'X-API-Key': text } })).json<{ code?: string }>()
  expect(await call()).toMatchObject({ method: 'GET', path: '/x' })
  await send('DELETE', `/api/keys/${key.id}`)
  expect(await call()).toMatchObject({ status: 401, code: 'KEY_REVOKED' })
})

test('another account’s key is 404 to read, rename and revoke, and stays as it was', async () => {
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
    [{ ...good, allowed_ips: ['192.0.2.1'] }, 'allowed_ips', 'unknown'],
    [{ ...good, scopes: 'read' }, 'scopes', 'type'],
    [{ ...good, scopes: ['a b'] }, 'scopes.0', 'format'],
    [{ ...good, expires_at: '2001-01-01T00:00:00Z' }, 'expires_at', 'in_the_past'],
    [{ ...good, expires_at: 'tomorrow' }, 'expires_at', 'format'],
    [{ ...good, rate_limit: { limit: 0, window_seconds: 60 } }, 'rate_limit.limit', 'too_small'],
    [{ ...good, rate_limit: { limit: 1.5, window_seconds: 60 } }, 'rate_limit.limit', 'type'],
    [{ ...good, rate_limits: [{ name: 'quota', limit: 1, window_seconds: 1 }] }, 'rate_limits.0.name', 'reserved'],
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
