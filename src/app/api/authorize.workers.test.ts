import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Scope } from '../../domain/service-tokens/scopes.ts'
import { meterOf } from '../../platform/meter.ts'
import type { Bindings } from '../context.ts'
import { ask, bindings, type Person, services, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

let people = 0
let operator: Person
let caller: Person
let proxy: string
beforeAll(async () => {
  operator = await signUp('authorize-operator', 'operator')
  proxy = (await issue(operator, null, ['proxy'])).text
})
beforeEach(async () => {
  caller = await signUp(`authorized-${++people}`)
})

async function issue({ id }: Person, accountId: string | null, scopes: Scope[]) {
  const made = await services.serviceTokens.create(
    { userId: id, accountId, address: '' },
    { name: 'proxy', scopes, expiresAt: null },
  )
  if (!made.ok) throw new Error(made.code)
  return { id: made.value.value.id, text: made.value.text }
}

type Headers_ = Record<string, string>
async function authorize(headers: Headers_ = {}, query = '', changed: Partial<Bindings> = {}, method = 'GET') {
  const init = { method, headers: { Authorization: `Bearer ${caller.apiKey}`, ...headers } }
  const answer = await ask(api, `/api/authorize${query}`, init, undefined, changed)
  const { code } = method === 'HEAD' ? { code: undefined } : await answer.json<{ code?: string }>()
  return { status: answer.status, headers: answer.headers, code }
}
const view = () => meterOf(bindings.METER, caller.tag).view(caller.tag)
const used = async () => (await view()).used
const records = async () => (await view()).tail.flatMap(({ calls }) => calls)

describe('a call that may pass', () => {
  test('is 200 with whose it is and what is left, by every method, and costs 1', async () => {
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
    for (const [i, method] of methods.entries()) {
      const { status, headers } = await authorize({}, '', {}, method)
      expect(status).toBe(200)
      expect(
        Object.fromEntries(['X-Account-Id', 'X-Plan', 'RateLimit'].map((name) => [name, headers.get(name)])),
      ).toEqual({
        'X-Account-Id': caller.accountId,
        'X-Plan': 'free',
        RateLimit: expect.stringContaining(`"quota";r=${99 - i}`),
      })
      expect(headers.get('X-Key-Id')).toMatch(/^key_/)
    }
    expect(await used()).toBe(methods.length)
  })

  test('is recorded as the client asked it of the proxy, without its query', async () => {
    await authorize({ 'X-Original-Method': 'PUT', 'X-Original-URI': '/files/7?part=2' })
    await expect.poll(records).toMatchObject([{ method: 'PUT', path: '/files/7', routeId: 'authorize', status: 200 }])
  })

  test('may be asked for below the path, as Envoy does', async () => {
    expect((await authorize({}, '/files/7')).status).toBe(200)
  })
})

describe('a call that may not', () => {
  test('is refused as the gateway would', async () => {
    const missing = await authorize({ Authorization: '' })
    expect([missing.status, missing.code, missing.headers.get('WWW-Authenticate')]).toEqual([
      401,
      'KEY_MISSING',
      'Bearer',
    ])
    expect((await authorize({ Authorization: 'Bearer sk_nonsense' })).code).toBe('KEY_MALFORMED')
    await authorize({ 'X-Proxy-Token': proxy, 'X-Cost': '100' })
    const full = await authorize()
    expect([full.status, full.code]).toEqual([429, 'QUOTA_EXCEEDED'])
    expect(Number(full.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect(await used()).toBe(100)
  })

  test('with a key in the query that the proxy saw is refused', async () => {
    for (const name of ['X-Original-URI', 'X-Forwarded-Uri']) {
      const { status, code } = await authorize({ [name]: `/files?key=${caller.apiKey}` })
      expect([status, code]).toEqual([400, 'KEY_IN_QUERY'])
    }
    const both = { 'X-Original-URI': '/files', 'X-Forwarded-Uri': `/files?key=${caller.apiKey}` }
    expect((await authorize(both)).code).toBe('KEY_IN_QUERY')
    expect(await used()).toBe(0)
  })

  test('with deny=403 is 403 with what it would have been; 401 stays', async () => {
    const inQuery = await authorize({ 'X-Original-URI': `/?${caller.apiKey}` }, '?deny=403')
    expect([inQuery.status, inQuery.headers.get('X-Decision-Status')]).toEqual([403, '400'])
    await authorize({ 'X-Proxy-Token': proxy, 'X-Cost': '100' })
    const full = await authorize({}, '?deny=403')
    expect([full.status, full.headers.get('X-Decision-Code'), full.headers.get('X-Decision-Status')]).toEqual([
      403,
      'QUOTA_EXCEEDED',
      '429',
    ])
    expect(full.headers.get('Retry-After')).not.toBeNull()
    expect((await authorize({ Authorization: '' }, '?deny=403')).status).toBe(401)
  })

  test('is 503 while the meter is away', async () => {
    const away = { idFromName: () => 'x', get: () => ({ admit: () => Promise.reject(new Error('away')) }) }
    const { status, code } = await authorize({}, '', { METER: away as never })
    expect([status, code]).toEqual([503, 'METER_UNAVAILABLE'])
  })
})

const CLAIMS = { 'X-Cost': '0', 'X-Scope': 'admin', 'X-Route': 'free', 'X-Forwarded-For': '198.51.100.9' }

describe('what a call costs and needs', () => {
  test('is the proxy’s to say, beside its token', async () => {
    const scoped = await authorize({ 'X-Proxy-Token': proxy, 'X-Scope': 'admin' })
    expect([scoped.status, scoped.code]).toEqual([403, 'INSUFFICIENT_SCOPE'])
    const said = { 'X-Cost': '7', 'X-Route': 'files', 'X-Forwarded-For': '198.51.100.9, 10.0.0.1' }
    expect((await authorize({ 'X-Proxy-Token': proxy, ...said })).status).toBe(200)
    await expect
      .poll(records)
      .toContainEqual(expect.objectContaining({ credits: 7, routeId: 'files', address: '198.51.100.9' }))
  })

  test('may be said beside a token for verifying too, and from X-Real-IP', async () => {
    const { text } = await issue(operator, null, ['keys:verify'])
    await authorize({ 'X-Proxy-Token': text, 'X-Cost': '2', 'X-Real-IP': '2001:db8::9' })
    await expect.poll(records).toMatchObject([{ credits: 2, address: '2001:db8::9' }])
  })

  test.each([
    ['no token', () => ''],
    ['an invented token', () => `st_${'x'.repeat(43)}`],
    ['an account’s own token', async () => (await issue(caller, caller.accountId, ['keys:verify'])).text],
    [
      'a revoked token',
      async () => {
        const { id, text } = await issue(operator, null, ['proxy'])
        await services.serviceTokens.revoke({ userId: operator.id, accountId: null, address: '' }, id)
        return text
      },
    ],
  ])('is not a client’s to say: %s', async (_, token) => {
    const given = await token()
    const { status } = await authorize({ ...CLAIMS, ...(given ? { 'X-Proxy-Token': given } : {}) })
    expect(status).toBe(200)
    expect(await used()).toBe(1)
    await expect.poll(records).toMatchObject([{ credits: 1, routeId: 'authorize', address: '' }])
  })

  test('is nobody’s to say where a proxy must prove itself and does not: nobody passes', async () => {
    const refused = await authorize({ 'X-Proxy-Token': `st_${'x'.repeat(43)}` }, '?deny=403&proxy=required')
    expect([refused.status, refused.code, refused.headers.get('X-Decision-Status')]).toEqual([
      403,
      'PROXY_TOKEN_REFUSED',
      '503',
    ])
    expect((await authorize({ 'X-Proxy-Token': proxy }, '?deny=403&proxy=required')).status).toBe(200)
    expect(await used()).toBe(1)
  })

  test('stays the proxy’s when a client sends a token of its own beside', async () => {
    const both = `st_${'x'.repeat(43)}, ${proxy}`
    expect((await authorize({ 'X-Proxy-Token': both, 'X-Scope': 'admin' })).code).toBe('INSUFFICIENT_SCOPE')
  })

  test.each(['-1', '0.5', '1e3', 'NaN', '99999999999', '1, 0'])('is refused when it is no cost: %s', async (cost) => {
    const { status, code } = await authorize({ 'X-Proxy-Token': proxy, 'X-Cost': cost })
    expect([status, code]).toEqual([400, 'HEADER_INVALID'])
    expect(await used()).toBe(0)
  })

  test('an address that is none counts as none', async () => {
    await authorize({ 'X-Proxy-Token': proxy, 'X-Forwarded-For': 'unknown' })
    await expect.poll(records).toMatchObject([{ address: '' }])
  })

  test('without the proxy’s token D1 is asked nothing, with it once in 5 s', async () => {
    const prepare = vi.spyOn(bindings.DB, 'prepare')
    // Objects of the same Worker write to D1 whenever it suits them.
    const asked = () => prepare.mock.calls.filter(([query]) => query.includes('service_tokens')).length
    await authorize()
    expect(asked()).toBe(0)
    const { text } = await issue(operator, null, ['proxy'])
    const issued = asked()
    await authorize({ 'X-Proxy-Token': text })
    const first = asked()
    await authorize({ 'X-Proxy-Token': text })
    expect([first > issued, asked() - first]).toEqual([true, 0])
    vi.restoreAllMocks()
  })
})
