import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { hashKey, mintKey } from '../../domain/keys/format.ts'
import type { Scope } from '../../domain/service-tokens/scopes.ts'
import { meterOf } from '../../platform/meter.ts'
import { random } from '../../platform/random.ts'
import type { Bindings } from '../context.ts'
import { join } from '../team.fixture.ts'
import {
  ask,
  bindings,
  jsonBody,
  keysOf,
  madeKey,
  type Person,
  services,
  settings,
  signUp,
} from '../visitor.fixture.ts'
import { api } from './index.ts'

let people = 0
let operator: Person
let caller: Person
let service: string
beforeAll(async () => {
  operator = await signUp('verify-operator', 'operator')
  service = (await issue(operator, null, ['keys:verify'])).text
})
beforeEach(async () => {
  caller = await signUp(`verified-${++people}`)
})

async function issue({ id }: Person, accountId: string | null, scopes: Scope[], expiresAt: number | null = null) {
  const made = await services.serviceTokens.create(
    { userId: id, accountId, address: '' },
    { name: 'robot', scopes, expiresAt },
  )
  if (!made.ok) throw new Error(made.code)
  return { id: made.value.value.id, text: made.value.text }
}

interface Body {
  valid: boolean
  code: string
  name: string | null
  scopes: string[]
  expires_at: number | null
  limits: { name: string; remaining: number; reset_seconds: number | null }[]
  retry_after: number | null
  errors: { field: string; problem: string }[]
}
async function verify(body: object, token = service, changed: Partial<Bindings> = {}) {
  const headers: Record<string, string> = token === '' ? {} : { Authorization: `Bearer ${token}` }
  const answer = await ask(api, '/api/keys/verify', jsonBody(body, headers), undefined, changed)
  return { status: answer.status, headers: answer.headers, body: await answer.json<Body>() }
}
const raise = (why: string): never => {
  throw new Error(why)
}
const view = ({ tag }: Person) => meterOf(bindings.METER, tag).view(tag)
const used = async () => (await view(caller)).used

describe('a key', () => {
  test('is verified with what is left of its limits, and charged', async () => {
    const actor = { userId: caller.id, accountId: caller.accountId, tag: caller.tag, address: '' }
    const { value, text } = await madeKey(actor, {
      name: 'reports',
      scopes: ['read', 'write'],
      rateLimits: [],
      quota: null,
      expiresAt: 4e12,
    })
    const { status, body, headers } = await verify({ key: text, cost: 3, scopes: ['read'], route: 'search' })
    expect(status).toBe(200)
    expect(body).toEqual({
      success: true,
      valid: true,
      code: 'VALID',
      key_id: value.id,
      account_id: caller.accountId,
      plan: 'free',
      name: 'reports',
      scopes: ['read', 'write'],
      limits: [{ name: 'quota', quota: 100, remaining: 97, reset_seconds: expect.any(Number) }],
      retry_after: null,
      expires_at: 4e12,
      request_id: headers.get('X-Request-Id'),
    })
    expect(await used()).toBe(3)
  })

  test('that is verified counts as a call that was answered, on the route that was named', async () => {
    await verify({ key: caller.apiKey, ip: '2001:db8::7', route: 'search' })
    await expect
      .poll(async () => (await view(caller)).tail.flatMap(({ calls }) => calls))
      .toMatchObject([{ outcome: 'ok', status: 200, routeId: 'search', address: '2001:db8::7', credits: 1 }])
  })

  test('of 400 verifications at once against a quota of 100 exactly 100 are valid', async () => {
    const codes = await Promise.all(
      Array.from({ length: 400 }, async () => (await verify({ key: caller.apiKey })).body.code),
    )
    expect(codes.filter((code) => code === 'VALID')).toHaveLength(100)
    expect(codes.filter((code) => code === 'QUOTA_EXCEEDED')).toHaveLength(300)
    expect(await used()).toBe(100)
  })

  test('is described as it is called since the last change, on a revoked one too, without asking D1', async () => {
    const actor = { userId: caller.id, accountId: caller.accountId, tag: caller.tag, address: '' }
    const { value, text } = await madeKey(actor, { name: 'before', expiresAt: 4e12 })
    const away = { DB: { prepare: () => raise('D1 was asked') } as never }
    const described = async () => {
      const { code, name, scopes, expires_at } = (await verify({ key: text }, service, away)).body
      return [code, name, scopes, expires_at]
    }
    await verify({ key: caller.apiKey })
    const first = await described()
    await services.keys.change(actor, value.id, { name: 'after', scopes: ['read'], expiresAt: null })
    const second = await described()
    await services.keys.revoke(actor, value.id)
    await services.keys.change(actor, value.id, { name: 'at last' })
    expect([first, second, await described()]).toEqual([
      ['VALID', 'before', [], 4e12],
      ['VALID', 'after', ['read'], null],
      ['KEY_REVOKED', 'at last', ['read'], null],
    ])
  })

  test('that is refused is answered 200 with its code, and costs nothing', async () => {
    const [key] = await keysOf(caller.accountId)
    const invented = mintKey('sk_', caller.tag, ['a secret that this service never had'], random)
    const unknown = mintKey('sk_', caller.tag, settings.KEY_SECRETS, random)
    const codes = [
      (await verify({ key: '' })).body.code,
      (await verify({ key: 'sk_nonsense'.repeat(999) })).body.code,
      (await verify({ key: invented })).body.code,
      (await verify({ key: unknown })).body.code,
      (await verify({ key: caller.apiKey, scopes: ['admin'] })).body.code,
      (await verify({ key: caller.apiKey, cost: 101 })).body.code,
    ]
    await services.keys.revoke(
      { userId: caller.id, accountId: caller.accountId, tag: caller.tag, address: '' },
      key?.id ?? '',
    )
    const revoked = await verify({ key: caller.apiKey })
    expect([...codes, revoked.body.code]).toEqual([
      'KEY_MISSING',
      'KEY_MALFORMED',
      'KEY_NOT_FOUND',
      'KEY_NOT_FOUND',
      'INSUFFICIENT_SCOPE',
      'QUOTA_EXCEEDED',
      'KEY_REVOKED',
    ])
    expect([revoked.status, revoked.body.valid]).toEqual([200, false])
    expect(await used()).toBe(0)
  })

  test('over a limit says when that limit starts anew, and nothing when it never does', async () => {
    const actor = { userId: caller.id, accountId: caller.accountId, tag: caller.tag, address: '' }
    const limited = { name: 'minute', limit: 1, window_seconds: 60 }
    const a = await madeKey(actor, { name: 'a', rateLimits: [limited], quota: null, expiresAt: null })
    const quota = { limit: 1, period: 'total' } as const
    const b = await madeKey(actor, { name: 'b', rateLimits: [], quota, expiresAt: null })
    const answers = []
    for (const { text } of [a, a, b, b]) answers.push((await verify({ key: text })).body)
    const left = answers[1]?.limits.find(({ name }) => name === 'minute')?.reset_seconds
    expect(left).toBeGreaterThan(0)
    expect(answers.map(({ code, retry_after }) => [code, retry_after])).toEqual([
      ['VALID', null],
      ['RATE_LIMITED', left],
      ['VALID', null],
      ['QUOTA_EXCEEDED', null],
    ])
  })

  test('of an account that must be confirmed and is not is ACCOUNT_UNVERIFIED', async () => {
    const changed = { REQUIRE_VERIFIED_EMAIL: 'true' } as Partial<Bindings>
    expect((await verify({ key: caller.apiKey }, service, changed)).body.code).toBe('ACCOUNT_UNVERIFIED')
  })

  test.each([
    [{ cost: -1 }, 'cost', 'too_small'],
    [{ cost: 0.5 }, 'cost', 'type'],
    [{ cost: 1e300 }, 'cost', 'too_large'],
    [{ cost: 1_000_000_001 }, 'cost', 'too_large'],
    [{ cost: 'NaN' }, 'cost', 'type'],
    [{ cost: null }, 'cost', 'type'],
    [{ ip: 'localhost' }, 'ip', 'type'],
    [{ route: 'a\nb' }, 'route', 'format'],
    [{ route: 'x'.repeat(81) }, 'route', 'too_long'],
    [{ account_id: 'acct_other' }, 'account_id', 'unknown'],
  ])('with %j is 422, and nothing is charged', async (wrong, field, problem) => {
    const { status, body } = await verify({ key: caller.apiKey, ...wrong })
    expect([status, body.errors.map((error) => [error.field, error.problem])]).toEqual([422, [[field, problem]]])
    expect(await used()).toBe(0)
  })
})

describe('an account’s own token', () => {
  test('verifies that account’s keys', async () => {
    const { text } = await issue(caller, caller.accountId, ['keys:verify'])
    expect((await verify({ key: caller.apiKey }, text)).body).toMatchObject({ valid: true, name: 'default' })
  })

  test('finds nobody else’s: nothing is charged, and that account’s object hears nothing', async () => {
    const stranger = await signUp(`verifying-stranger-${people}`)
    const { text } = await issue(stranger, stranger.accountId, ['keys:verify'])
    const { status, body } = await verify({ key: caller.apiKey }, text, { METER: null as never })
    expect([status, body.code, body.valid]).toEqual([200, 'KEY_NOT_FOUND', false])
    expect(JSON.stringify(body)).not.toContain(caller.accountId)
    expect(await used()).toBe(0)
  })

  test('verifies nothing once its maker may only read', async () => {
    const maker = await join(caller, await signUp(`verifying-maker-${people}`), 'viewer')
    const { text } = await issue(maker, caller.accountId, ['keys:verify'])
    expect((await verify({ key: caller.apiKey }, text)).status).toBe(403)
  })
})

describe('a token', () => {
  test.each([
    ['none', '', 401],
    ['an invented one', `st_${'x'.repeat(43)}`, 401],
    ['a key', 'the key', 401],
    ['a session', 'the session', 401],
  ])('%s is not enough', async (_, given, status) => {
    const token =
      given === 'the key'
        ? caller.apiKey
        : given === 'the session'
          ? operator.bearer.Authorization.slice('Bearer '.length)
          : given
    const refused = await verify({ key: caller.apiKey }, token)
    expect([refused.status, refused.headers.get('WWW-Authenticate')]).toEqual([status, 'Bearer'])
    expect(await used()).toBe(0)
  })

  test('without the scope is 403', async () => {
    const { text } = await issue(operator, null, ['proxy'])
    expect((await verify({ key: caller.apiKey }, text)).status).toBe(403)
  })

  test('past its date is 401, at its very end', async () => {
    const end = Date.now() + 1_000
    const { text } = await issue(operator, null, ['keys:verify'], end)
    expect((await verify({ key: caller.apiKey }, text)).status).toBe(200)
    vi.spyOn(Date, 'now').mockReturnValue(end)
    const { status } = await verify({ key: caller.apiKey }, text)
    vi.restoreAllMocks()
    expect(status).toBe(401)
  })

  test('that was revoked is 401 at once where it was revoked, and elsewhere within 5 s', async () => {
    const { id, text } = await issue(operator, null, ['keys:verify'])
    expect((await verify({ key: caller.apiKey }, text)).status).toBe(200)
    await services.serviceTokens.revoke({ userId: operator.id, accountId: null, address: '' }, id)
    expect((await verify({ key: caller.apiKey }, text)).status).toBe(401)

    const other = await issue(operator, null, ['keys:verify'])
    expect((await verify({ key: caller.apiKey }, other.text)).status).toBe(200)
    await bindings.DB.prepare('UPDATE service_tokens SET revoked_at = 1 WHERE id = ?').bind(other.id).run()
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now + 5_000)
    const { status } = await verify({ key: caller.apiKey }, other.text)
    vi.restoreAllMocks()
    expect(status).toBe(401)
  })

  test('that was invented makes nobody read D1 without end, and keeps no other from working', async () => {
    const { id, text: old } = await issue(operator, null, ['keys:verify'])
    const unsealed = `st_${'o'.repeat(43)}`
    await bindings.DB.prepare('UPDATE service_tokens SET hash = ? WHERE id = ?').bind(hashKey(unsealed), id).run()
    const statuses = [await verify({ key: caller.apiKey }, old), await verify({ key: caller.apiKey }, unsealed)]
    expect(statuses.map(({ status }) => status)).toEqual([401, 200])

    const later = Date.now() + 20_000
    vi.spyOn(Date, 'now').mockReturnValue(later)
    const asked = vi.spyOn(bindings.DB, 'prepare')
    const invented = Array.from({ length: 200 }, (_, i) => `st_${String(i).padStart(43, '0')}`)
    const refused = await Promise.all(invented.map((token) => verify({ key: caller.apiKey }, token)))
    for (const token of invented) await ask(api, '/api/keys', { headers: { Authorization: `Bearer ${token}` } })
    const reads = asked.mock.calls.filter(([query]) => query.includes('"service_tokens"')).length
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([401]))
    expect(reads).toBe(20)

    const made = await issue(operator, null, ['keys:verify'])
    const after = [await verify({ key: caller.apiKey }, made.text), await verify({ key: caller.apiKey }, unsealed)]
    vi.restoreAllMocks()
    expect(after.map(({ status }) => status)).toEqual([200, 200])
  })

  test('of an operator who is none any more is 401', async () => {
    const former = await signUp(`former-operator-${people}`, 'operator')
    const { text } = await issue(former, null, ['keys:verify'])
    await bindings.DB.prepare('UPDATE users SET is_operator = 0 WHERE id = ?').bind(former.id).run()
    expect((await verify({ key: caller.apiKey }, text)).status).toBe(401)
  })
})

describe('while something is away', () => {
  test('the meter: 503, and nothing is valid', async () => {
    const away = { idFromName: () => 'x', get: () => ({ admit: () => Promise.reject(new Error('away')) }) }
    const { status, body, headers } = await verify({ key: caller.apiKey }, service, { METER: away as never })
    expect([status, body.code, body.valid]).toEqual([503, 'METER_UNAVAILABLE', undefined])
    expect(headers.get('Retry-After')).toBe('1')
  })

  test('D1: a token that is known goes on, another waits', async () => {
    const away = { DB: { prepare: () => ({ bind: () => raise('away') }) } as never }
    await verify({ key: caller.apiKey })
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now + 60_000)
    const known = await verify({ key: caller.apiKey }, service, away)
    vi.restoreAllMocks()
    expect([known.status, known.body.code]).toEqual([200, 'VALID'])
    const { text } = await issue(operator, null, ['keys:verify'])
    expect((await verify({ key: caller.apiKey }, text, away)).status).toBe(503)
  })
})

test('a key in the query is refused, and a body that is too large', async () => {
  const headers = { Authorization: `Bearer ${service}` }
  const inQuery = await ask(api, `/api/keys/verify?key=${caller.apiKey}`, jsonBody({ key: caller.apiKey }, headers))
  expect([inQuery.status, (await inQuery.json<Body>()).code]).toEqual([400, 'KEY_IN_QUERY'])
  expect((await verify({ key: 'x'.repeat(70_000) })).status).toBe(413)
  expect(await used()).toBe(0)
})
