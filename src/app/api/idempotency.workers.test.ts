import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { JobsEnv } from '../../../workers/jobs/env.ts'
import { everyMinute } from '../../../workers/jobs/every-minute.ts'
import { makeIdempotency } from '../../domain/idempotency/idempotency.ts'
import { makeVault } from '../../platform/vault.ts'
import { database } from '../../storage/database.ts'
import { idempotencyStore } from '../../storage/idempotency.ts'
import type { Bindings } from '../context.ts'
import { json, type Route } from '../routes.ts'
import { join } from '../team.fixture.ts'
import { ask, bindings, jsonBody, keysOf, ORIGIN, type Person, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const { DB } = bindings
const HOUR = 3_600_000

let owner: Person
let stranger: Person
let operator: Person
beforeAll(async () => {
  owner = await signUp('repeater')
  stranger = await signUp('repeater-stranger')
  operator = await signUp('repeater-operator', 'operator')
})

interface Sent {
  method?: string
  headers?: Record<string, string>
  changed?: Partial<Bindings>
}
async function send(
  key: string,
  path: string,
  body?: unknown,
  { method = 'POST', headers = owner.bearer, changed }: Sent = {},
) {
  const sent = { ...headers, 'Idempotency-Key': key }
  const init = body === undefined ? { method, headers: sent } : { ...jsonBody(body, sent), method }
  const answer = await ask(api, path, init, ORIGIN, changed)
  return {
    status: answer.status,
    replayed: answer.headers.get('Idempotency-Replayed'),
    text: await answer.clone().text(),
    body: await answer.json<{ code: string; api_key: string; key: { id: string } }>(),
  }
}
const named = async (person: Person, name: string) =>
  (await keysOf(person.accountId)).filter((key) => key.name === name).length
const rows = async (key: string) =>
  (await DB.prepare('SELECT * FROM idempotency_keys WHERE key = ?').bind(key).all<Record<string, unknown>>()).results

test('a write sent again is answered as the first time, and done once', async () => {
  const first = await send('again-1', '/api/keys', { name: 'once' })
  const again = await send('again-1', '/api/keys', { name: 'once' })
  expect([first.status, first.replayed]).toEqual([201, null])
  expect([again.status, again.replayed, again.text]).toEqual([201, 'true', first.text])
  expect(await named(owner, 'once')).toBe(1)
})

test('of sixteen at once one is done; the others are under way or get its answer', async () => {
  const answers = await Promise.all(Array.from({ length: 16 }, () => send('storm', '/api/keys', { name: 'storm' })))
  expect(await named(owner, 'storm')).toBe(1)
  const [first] = answers.filter(({ status, replayed }) => status === 201 && !replayed)
  const others = answers.filter((answer) => answer !== first)
  for (const { status, replayed, text, body } of others) {
    if (status === 201) expect([replayed, text]).toEqual(['true', first?.text])
    else expect([status, body.code]).toEqual([409, 'IDEMPOTENCY_IN_FLIGHT'])
  }
})

test('the same key with another body is refused, and does nothing', async () => {
  await send('other-body', '/api/keys', { name: 'first body' })
  const other = await send('other-body', '/api/keys', { name: 'second body' })
  expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_MISMATCH'])
  expect(await named(owner, 'second body')).toBe(0)
})

test('what was refused can be mended and sent again under its key', async () => {
  const wrong = await send('mended', '/api/keys', { name: '' })
  expect([wrong.status, await rows('mended')]).toEqual([422, []])
  expect((await send('mended', '/api/keys', { name: 'mended' })).status).toBe(201)
})

test('what broke is not kept', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const broken = new Proxy(DB, {
    get: (db, name) =>
      name === 'prepare'
        ? (query: string) => {
            if (/insert into "api_keys"/i.test(query)) throw new Error('D1 is away')
            return db.prepare(query)
          }
        : Reflect.get(db, name).bind(db),
  })
  const failed = await send('broken', '/api/keys', { name: 'broken' }, { changed: { DB: broken } })
  vi.restoreAllMocks()
  expect([failed.status, await rows('broken')]).toEqual([500, []])
  expect((await send('broken', '/api/keys', { name: 'broken' })).replayed).toBeNull()
  expect(await named(owner, 'broken')).toBe(1)
})

test('what moves money is not done again where it was done and broke then', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  let isGiving = false
  const breaking = new Proxy(DB, {
    get: (db, name) => {
      if (name === 'prepare')
        return (query: string) => {
          isGiving ||= /insert into "account_credits"/i.test(query)
          return db.prepare(query)
        }
      if (name === 'batch' && isGiving)
        return async (statements: D1PreparedStatement[]) => {
          await db.batch(statements)
          throw new Error('D1 is away')
        }
      return Reflect.get(db, name).bind(db)
    },
  })
  const target = await signUp('repeater-given')
  const give = (changed: Partial<Bindings> = {}, amount = 100) =>
    send(
      'given',
      `/api/admin/accounts/${target.accountId}/credits`,
      { amount_minor: amount, currency: 'USD', reason: 'sorry' },
      { headers: operator.bearer, changed },
    )
  expect((await give({ DB: breaking })).status).toBe(500)
  vi.restoreAllMocks()
  const again = await give()
  expect([again.status, again.body.code]).toEqual([409, 'IDEMPOTENCY_IN_FLIGHT'])
  const given = await DB.prepare('SELECT amount_minor FROM account_credits WHERE account_id = ?')
    .bind(target.accountId)
    .all()
  expect(given.results).toEqual([{ amount_minor: 100 }])
})

test('what moves money and was refused can be mended and sent again under its key', async () => {
  const target = await signUp('repeater-mended')
  const give = (reason: string) => {
    const body = { amount_minor: 100, currency: 'USD', reason }
    return send('gift', `/api/admin/accounts/${target.accountId}/credits`, body, { headers: operator.bearer })
  }
  expect([(await give('')).status, (await give('sorry')).status, (await give('sorry')).replayed]).toEqual([
    422,
    201,
    'true',
  ])
})

test('every write of the JSON API that moves money is done at most once under a key', () => {
  const titles = Object.values<Route>(json)
    .filter(({ once }) => once)
    .map(({ method, path }) => `${method} ${path}`)
  expect(titles.toSorted()).toEqual([
    'POST /api/admin/accounts/:id/credits',
    'POST /api/admin/bills/:id/credit-notes',
    'POST /api/admin/bills/:id/payments',
    'POST /api/admin/calls/:request_id/refund',
    'POST /api/admin/payments/:id/refunds',
    'POST /api/admin/vouchers/:id/approval',
    'POST /api/bills/:id/checkout',
    'POST /api/bills/:id/vouchers',
    'PUT /api/admin/accounts/:id/plan',
    'PUT /api/billing/plan',
  ])
})

describe('a key belongs', () => {
  test('to an account: another one’s is another', async () => {
    await send('theirs', '/api/keys', { name: 'theirs' })
    const other = await send('theirs', '/api/keys', { name: 'theirs' }, { headers: stranger.bearer })
    expect([other.status, other.replayed, await named(stranger, 'theirs')]).toEqual([201, null, 1])
  })

  test('to who asks: another member reads no answer that was not theirs', async () => {
    const mate = await join(owner, await signUp('repeater-mate'), 'developer')
    const first = await send('shared', '/api/keys', { name: 'shared' })
    const other = await send('shared', '/api/keys', { name: 'shared' }, { headers: mate.bearer })
    expect([other.status, other.replayed]).toEqual([201, null])
    expect(other.body.api_key).not.toBe(first.body.api_key)
  })

  test('to a method and a path', async () => {
    const { body } = await send('routed', '/api/keys', { name: 'routed' })
    const change = await send('routed', `/api/keys/${body.key.id}`, { name: 'routed' }, { method: 'PATCH' })
    const rotation = await send('routed', `/api/keys/${body.key.id}/rotation`, {})
    expect([change.status, change.replayed, rotation.status, rotation.replayed]).toEqual([200, null, 201, null])
  })

  test('to an operator, in what operators do', async () => {
    const target = await signUp('repeater-victim')
    const suspend = () =>
      send('ops', `/api/admin/accounts/${target.accountId}/suspension`, { reason: 'x' }, { headers: operator.bearer })
    expect([(await suspend()).replayed, (await suspend()).replayed]).toEqual([null, 'true'])
    expect((await rows('ops')).map(({ owner }) => owner)).toEqual([operator.id])
  })
})

test('whoever may not ask any more gets no answer that was kept', async () => {
  const mate = await join(owner, await signUp('repeater-demoted'), 'developer')
  const write = () => send('demoted', '/api/keys', { name: 'demoted' }, { headers: mate.bearer })
  expect((await write()).status).toBe(201)
  await DB.prepare("UPDATE memberships SET role = 'viewer' WHERE user_id = ? AND account_id = ?")
    .bind(mate.id, owner.accountId)
    .run()
  expect((await write()).body.code).toBe('FORBIDDEN')
})

test('a key’s text is replayed, and D1 holds it nowhere', async () => {
  const { body } = await send('secret', '/api/keys', { name: 'secret' })
  const rotated = await send('secret', `/api/keys/${body.key.id}/rotation`, {})
  const token = await send('secret', '/api/tokens', { name: 'secret', scopes: ['keys:read'] })
  const texts = [body.api_key, rotated.body.api_key, (token.body as unknown as { service_token: string }).service_token]
  expect((await send('secret', `/api/keys/${body.key.id}/rotation`, {})).body.api_key).toBe(texts[1])
  const stored = JSON.stringify((await DB.prepare('SELECT * FROM idempotency_keys').all()).results)
  expect(texts.map((text) => typeof text === 'string' && text.length > 40)).toEqual([true, true, true])
  for (const text of texts) expect(stored).not.toContain(text.slice(4, 30))
  expect(stored).not.toContain('api_key')
})

test.each([['a'.repeat(256)], ['caf\u00e9'], ['']])('%j is no key', async (key) => {
  const { status, body } = await send(key, '/api/keys', { name: 'never' })
  expect([status, body.code]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID'])
  expect(await named(owner, 'never')).toBe(0)
})

test('of 255 characters it is one', async () => {
  expect((await send('~'.repeat(255), '/api/keys', { name: 'long' })).status).toBe(201)
})

test('what ends the session itself takes none, nor does what is read', async () => {
  const leaver = await signUp('repeater-leaver')
  await send('out', '/api/auth/logout', undefined, { headers: leaver.bearer })
  await send('out', '/api/keys', undefined, { method: 'GET' })
  expect(await rows('out')).toEqual([])
})

describe('in time', () => {
  const NOW = Date.UTC(2026, 10, 21)
  let now = NOW
  const verbs = makeIdempotency({
    store: idempotencyStore(database(DB)),
    vault: makeVault(['s'.repeat(32)]),
    clock: () => now,
  })
  const named = { owner: 'user_time', route: 'POST /x' }
  const write = (key: string, fingerprint = 'a', once = false) => ({ ...named, key, fingerprint, once })
  const begin = async (key: string, fingerprint?: string, once?: boolean) => {
    const begun = await verbs.begin(write(key, fingerprint, once))
    if (!begun.ok) throw new Error(begun.code)
    return begun.value
  }
  const begun = async (key: string, once?: boolean) => {
    const value = await begin(key, 'a', once)
    if (!('claim' in value)) throw new Error('It was there already.')
    return value.claim
  }
  const answer = (body: string) => ({ status: 200, type: 'text/plain', body })

  test('a first that died is taken over after a minute, by the same write alone', async () => {
    now = NOW
    await begun('died')
    now = NOW + 59_999
    await expect(begin('died')).rejects.toThrow('IDEMPOTENCY_IN_FLIGHT')
    now = NOW + 60_000
    await expect(begin('died', 'b')).rejects.toThrow('IDEMPOTENCY_MISMATCH')
    const taken = await Promise.allSettled(Array.from({ length: 16 }, () => begin('died')))
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('a first that was slow changes nothing of who took over', async () => {
    now = NOW
    const slow = await begun('slow')
    now = NOW + 60_000
    const second = await begun('slow')
    await verbs.end(slow, answer('slow'))
    await verbs.end({ ...slow }, { ...answer('slow'), status: 500 })
    await expect(begin('slow')).rejects.toThrow('IDEMPOTENCY_IN_FLIGHT')
    await verbs.end(second, answer('second'))
    expect(await begin('slow')).toEqual({ answer: answer('second') })
  })

  test('what moves money is never taken over, also where it broke, until its row is a day old', async () => {
    now = NOW
    const broken = await begun('money', true)
    await verbs.end(broken, { ...answer('broken'), status: 500 })
    now = NOW + 24 * HOUR - 1
    await expect(begin('money', 'a', true)).rejects.toThrow('IDEMPOTENCY_IN_FLIGHT')
    now += 1
    expect(await begin('money', 'a', true)).toMatchObject({ claim: { at: now } })
  })

  test('an answer is kept for a day, and its row is deleted then', async () => {
    now = NOW
    await verbs.end(await begun('day'), answer('first'))
    now = NOW + 24 * HOUR - 1
    expect(await begin('day')).toEqual({ answer: answer('first') })
    await everyMinute(bindings as unknown as JobsEnv, now)
    expect(await rows('day')).toHaveLength(1)
    now += 1
    expect(await begin('day', 'b')).toMatchObject({ claim: { at: now } })
    await everyMinute(bindings as unknown as JobsEnv, now + 24 * HOUR)
    expect(await rows('day')).toEqual([])
  })

  test('an answer opens for its own write alone', async () => {
    now = NOW
    await verbs.end(await begun('mine'), answer('mine'))
    await verbs.end(await begun('moved'), answer('moved'))
    await DB.prepare(
      `UPDATE idempotency_keys SET answer = (SELECT answer FROM idempotency_keys WHERE key = 'mine') WHERE key = 'moved'`,
    ).run()
    await expect(begin('moved')).rejects.toThrow('sealed')
  })
})
