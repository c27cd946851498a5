import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AccountMeter } from '../../../workers/meter/index.ts'
import { makeIds } from '../../domain/ids.ts'
import { hashKey } from '../../domain/keys/format.ts'
import { random } from '../../platform/random.ts'
import { flush as flushTo } from '../../storage/flush.ts'
import type { Bindings } from '../context.ts'
import { ask, bindings, keysOf, madeKey, type Person, services, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const { DB } = bindings
const METER = (env as unknown as { METER: DurableObjectNamespace<AccountMeter> }).METER
const meterOf = ({ tag }: Person) => METER.get(METER.idFromName(tag))
const newId = makeIds(Date.now, random)

interface Call {
  request_id: string
  account_id?: string
  outcome: string
  code: string
  status: number
  ms: number
  upstream_ms: number | null
  credits: number
  credits_asked: number | null
  refunded: boolean
  scopes: string[]
  limits_kept: boolean
  path: string
  address: string
  key_name: string
  route: string
  checks: { check: string; result: string; name?: string; limit?: number; before?: number; after?: number }[]
}
interface List {
  data: Call[]
  searched_back_to: number | null
  next_cursor: string | null
}

let people = 0
let operator: Person
let caller: Person
let routeIds: Record<string, string>
beforeAll(async () => {
  operator = await signUp('calls-keeper', 'operator')
  const by = { userId: operator.id, address: '' }
  const demo = {
    name: 'Demo',
    path: '/demo',
    upstreamUrl: 'builtin:demo',
    methods: [],
    credits: 1,
    scopes: [] as string[],
    timeoutMs: 30_000,
    maxBodyBytes: 1_000,
    stripPrefix: true,
    billFailures: false,
  }
  await services.routes.create(by, demo)
  await services.routes.create(by, { ...demo, name: 'Dear', path: '/dear', credits: 7 })
  await services.routes.create(by, { ...demo, name: 'Scoped', path: '/scoped', scopes: ['admin'] })
  routeIds = Object.fromEntries((await services.routes.list()).map(({ name, id }) => [name, id]))
})
beforeEach(async () => {
  caller = await signUp(`called-${++people}`)
})

/** Makes a call and says its request id. */
async function call(path = '/api/demo/x', key = caller.apiKey, address = '192.0.2.1'): Promise<string> {
  const answer = await ask(api, path, { headers: { 'X-API-Key': key, 'CF-Connecting-IP': address } })
  return answer.headers.get('X-Request-Id') ?? ''
}

/** Has the account's object bring what it holds to D1. */
const flush = (person = caller) =>
  runInDurableObject(meterOf(person), async (meter) => {
    meter.clock = () => Date.now() + 120_000
    await meter.view(person.tag)
    await meter.alarm()
    meter.clock = Date.now
  })

const get = (path: string, person: Person, changed: Partial<Bindings> = {}) =>
  ask(api, path, { headers: person.bearer }, undefined, changed)
const list = async (query = '', person = caller) => (await (await get(`/api/calls?${query}`, person)).json()) as List
const show = async (id: string, person = caller) =>
  ((await (await get(`/api/calls/${id}`, person)).json()) as { call: Call }).call
/** A call as it is shown once its settlement has come in. */
async function shown(id: string): Promise<Call> {
  await expect.poll(async () => (await show(id)).outcome).not.toBe('under_way')
  return show(id)
}

const named = (found: Call, result: string) =>
  found.checks.filter((one) => one.result === result).map(({ check, name }) => name ?? check)
const STANDING = ['key_known', 'key_status', 'key_expiry', 'account_status', 'verified', 'payment', 'ip', 'scope']

describe('one call', () => {
  test('tells each check in its order, what was left before and after, and both times', async () => {
    await call()
    const found = await shown(await call('/api/dear/x'))
    expect(found).toMatchObject({
      outcome: 'ok',
      code: 'VALID',
      status: 200,
      credits: 7,
      credits_asked: 7,
      refunded: false,
      route: 'Dear',
      key_name: 'default',
      path: '/api/dear/x',
      upstream_ms: expect.any(Number),
    })
    expect(found.upstream_ms).toBeLessThanOrEqual(found.ms)
    expect(found.checks.map(({ check, result }) => [check, result])).toEqual([
      ...STANDING.map((check) => [check, 'passed']),
      ['quota', 'passed'],
    ])
    expect(found.checks.at(-1)).toMatchObject({ name: 'quota', limit: 100, before: 99, after: 92 })
  })

  test('names the limits of its key before those of its account', async () => {
    const actor = { userId: caller.id, accountId: caller.accountId, tag: caller.tag, address: '' }
    const limited = await madeKey(actor, {
      name: 'limited',
      scopes: [],
      rateLimits: [{ name: 'burst', limit: 1, window_seconds: 600 }],
      quota: { limit: 50, period: 'day' },
      expiresAt: null,
    })
    const admitted = await shown(await call('/api/dear/x', limited.text))
    expect(admitted.checks.slice(8)).toEqual([
      {
        check: 'rate_limit',
        result: 'passed',
        name: 'burst',
        of: 'key',
        limit: 1,
        window_seconds: 600,
        before: 1,
        after: 0,
      },
      {
        check: 'quota',
        result: 'passed',
        name: 'key-quota',
        of: 'key',
        limit: 50,
        window_seconds: null,
        before: 50,
        after: 43,
      },
      {
        check: 'quota',
        result: 'passed',
        name: 'quota',
        of: 'account',
        limit: 100,
        window_seconds: null,
        before: 100,
        after: 93,
      },
    ])
    const refused = await show(await call('/api/dear/x', limited.text))
    expect([refused.code, refused.credits, refused.credits_asked, refused.upstream_ms]).toEqual([
      'RATE_LIMITED',
      0,
      7,
      null,
    ])
    expect([named(refused, 'refused'), named(refused, 'not_reached')]).toEqual([['burst'], ['key-quota', 'quota']])
    expect(refused.checks.slice(8).map(({ before, after }) => [before, after])).toEqual([
      [0, 0],
      [43, 43],
      [93, 93],
    ])
  })

  test('a missing scope, used up credits, a revoked key and a suspended account say where it ended', async () => {
    const scoped = await show(await call('/api/scoped/x'))
    expect([scoped.code, scoped.scopes, named(scoped, 'refused')]).toEqual(['INSUFFICIENT_SCOPE', ['admin'], ['scope']])

    for (let i = 0; i < 14; i++) await call('/api/dear/x')
    const spent = await show(await call('/api/dear/x'))
    expect([spent.code, named(spent, 'refused'), spent.checks.at(-1)?.before]).toEqual(['QUOTA_EXCEEDED', ['quota'], 2])

    const [key] = await keysOf(caller.accountId)
    const actor = { userId: caller.id, accountId: caller.accountId, tag: caller.tag, address: '' }
    await services.keys.revoke(actor, key?.id ?? '')
    const revoked = await show(await call())
    expect([revoked.code, named(revoked, 'passed'), named(revoked, 'refused')]).toEqual([
      'KEY_REVOKED',
      ['key_known'],
      ['key_status'],
    ])

    const other = await madeKey(actor, {
      name: 'other',
      scopes: [],
      rateLimits: [],
      quota: null,
      expiresAt: null,
    })
    await services.operating.suspendAccount({ userId: operator.id, address: '' }, caller.accountId, 'unpaid')
    const suspended = await show(await call('/api/demo/x', other.text))
    expect([suspended.code, named(suspended, 'refused')]).toEqual(['ACCOUNT_SUSPENDED', ['account_status']])
  })

  test('an upstream that failed gave the credits back', async () => {
    const found = await shown(await call('/api/dear/status/503'))
    expect(found).toMatchObject({ outcome: 'failed', status: 503, credits: 0, credits_asked: 7, refunded: true })
    expect(found.checks.at(-1)).toMatchObject({ before: 100, after: 93 })
  })

  test('that has not ended is under way, also when its object was evicted, and then is what it came to be', async () => {
    const id = newId('req')
    await meterOf(caller).admit(
      caller.tag,
      {
        id,
        keyHash: hashKey(caller.apiKey),
        routeId: routeIds.Dear ?? '',
        scopes: [],
        credits: 7,
        method: 'GET',
        path: '/api/dear/slow',
        address: '',
        requireVerified: false,
        timeoutMs: 30_000,
      },
      [],
    )
    const open = { outcome: 'under_way', code: 'VALID', status: 0, credits: 7, upstream_ms: null }
    expect(await show(id)).toMatchObject(open)
    await evictDurableObject(meterOf(caller))
    expect(await show(id)).toMatchObject(open)
    expect((await show(id)).checks.at(-1)).toMatchObject({ before: 100, after: 93 })
    await meterOf(caller).settle([{ id, outcome: 'ok', status: 200, ms: 40, upstreamMs: 30, bytes: 3, refund: false }])
    const ended = { ...open, outcome: 'ok', status: 200, upstream_ms: 30, ms: 40 }
    expect(await show(id)).toMatchObject(ended)
    await evictDurableObject(meterOf(caller))
    expect(await show(id)).toMatchObject(ended)
    await flush()
    expect((await meterOf(caller).view(caller.tag)).tail).toEqual([])
    expect(await show(id)).toMatchObject(ended)
    expect((await show(id)).checks.at(-1)).toMatchObject({ before: 100, after: 93 })
  })

  test('reads the same after it was flushed, refusals too', async () => {
    const ids = [await call('/api/dear/x'), await call('/api/scoped/x')]
    const before = [await shown(ids[0] ?? ''), await shown(ids[1] ?? '')]
    await flush()
    expect([await show(ids[0] ?? ''), await show(ids[1] ?? '')]).toEqual(before)
  })

  test('a record of before limits were kept says so, and what its outcome tells', async () => {
    const id = newId('req')
    const old = { id, at: Date.now(), keyId: 'key_gone', routeId: 'route_gone', method: 'GET', path: '/api/x' }
    const ended = { address: '', outcome: 'KEY_EXPIRED', status: 0, ms: 0, bytes: 0, credits: 0 }
    await DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, ?, 1, 1, ?)')
      .bind(caller.accountId, Date.now(), JSON.stringify([{ ...old, ...ended }]))
      .run()
    const found = await show(id)
    expect(found).toMatchObject({ limits_kept: false, credits_asked: null, upstream_ms: null, route: 'route_gone' })
    expect([named(found, 'passed'), named(found, 'refused')]).toEqual([['key_known', 'key_status'], ['key_expiry']])
  })

  test('is found however many flushes came between its beginning and its end, hours later, and in D1 no other is', async () => {
    const began = Date.now() - 5 * 3_600_000
    const id = makeIds(() => began, random)('req')
    const record = {
      at: began,
      keyId: 'k',
      routeId: 'r',
      method: 'GET',
      path: '/',
      address: '',
      outcome: 'ok',
      status: 200,
    }
    const callOf = (one: string) => ({ ...record, id: one, ms: 18_000_000, bytes: 0, credits: 1 })
    const { seq } = (await DB.prepare('SELECT seq FROM meter_marks WHERE account_id = ?')
      .bind(caller.accountId)
      .first<{ seq: number }>()) ?? { seq: 0 }
    // An account that writes a row every two seconds while a page of it is open.
    const packs = Array.from({ length: 3_000 }, (_, i) => ({
      at: began + i * 2_000,
      seq: -i,
      body: JSON.stringify([callOf(newId('req'))]),
    }))
    await DB.prepare(
      `INSERT INTO calls SELECT ?1, j.value ->> 'at', j.value ->> 'seq', 1, j.value ->> 'body' FROM json_each(?2) j`,
    )
      .bind(caller.accountId, JSON.stringify(packs))
      .run()
    const calls = [callOf(newId('req')), callOf(id), callOf(newId('req'))]
    await flushTo(
      DB,
      caller.accountId,
      seq,
      [{ seq: seq + 1, at: Date.now(), calls, refusals: [] }],
      { quota: [], spending: [] },
      Date.now(),
    )
    expect((await show(id)).request_id).toBe(id)
    expect((await get(`/api/admin/calls/${id}`, operator)).status).toBe(200)
    const stranger = await signUp(`late-stranger-${people}`)
    expect((await get(`/api/calls/${id}`, stranger)).status).toBe(404)
    expect((await get(`/api/calls/${makeIds(() => began, random)('req')}`, caller)).status).toBe(404)
  })

  test.each([
    ['at the last moment that is searched', 120_000, 200],
    ['a moment later, and not late: nothing is searched without an end', 120_001, 404],
  ])('written %s', async (_, after, status) => {
    const at = Date.now() - 3_600_000
    const id = makeIds(() => at, random)('req')
    const call = { id, at, keyId: 'k', routeId: 'r', method: 'GET', path: '/', address: '', outcome: 'ok', status: 200 }
    await DB.prepare('INSERT INTO calls VALUES (?, ?, 1, 1, ?)')
      .bind(caller.accountId, at + after, JSON.stringify([{ ...call, ms: 1, bytes: 0, credits: 1 }]))
      .run()
    expect((await get(`/api/calls/${id}`, caller)).status).toBe(status)
  })

  test('of someone else, or of nobody, is 404 whether D1 holds it or not; its own account has it', async () => {
    const stranger = await signUp(`stranger-${people}`)
    const id = await call()
    await shown(id)
    expect((await get(`/api/calls/${id}`, stranger)).status).toBe(404)
    await flush()
    expect((await get(`/api/calls/${id}`, stranger)).status).toBe(404)
    expect((await list(`request_id=${id}`, stranger)).data).toEqual([])
    expect((await show(id)).request_id).toBe(id)
    for (const none of [newId('req'), 'req_none', '%27%20OR%201=1', 'x'])
      expect((await get(`/api/calls/${none}`, caller)).status).toBe(404)
  })

  test('while the meter cannot be asked is found in D1, and what is not there is not denied', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    const [held, waiting] = [await call(), newId('req')]
    await shown(held)
    await flush()
    const away = { idFromName: () => '', get: () => ({ find: () => Promise.reject(new Error('away')) }) }
    const changed = { METER: away as unknown as DurableObjectNamespace }
    expect((await get(`/api/calls/${held}`, caller, changed)).status).toBe(200)
    expect((await get(`/api/calls/${waiting}`, caller, changed)).status).toBe(503)
    vi.restoreAllMocks()
  })
})

describe('the list', () => {
  /** Calls of each kind, oldest first, all ended. */
  async function mixed() {
    const ids = []
    for (const path of ['/api/demo/a', '/api/dear/status/404', '/api/dear/status/503', '/api/demo/b']) {
      ids.push(await call(path))
      await shown(ids.at(-1) ?? '')
    }
    ids.push(await call('/api/scoped/x'))
    return ids as [string, string, string, string, string]
  }

  test.each(['waiting', 'flushed'])('narrows %s calls alike', async (where) => {
    const [a, missing, broken, b, scoped] = await mixed()
    if (where === 'flushed') await flush()
    const ids = async (query: string) => (await list(query)).data.map((one) => one.request_id)
    const [key] = await keysOf(caller.accountId)
    const all = [scoped, b, broken, missing, a]
    expect(await ids('')).toEqual(all)
    expect(await ids(`key=${key?.id}`)).toEqual(all)
    expect(await ids('key=key_other')).toEqual([])
    expect(await ids(`route=${routeIds.Dear}`)).toEqual([broken, missing])
    expect(await ids('outcome=ok')).toEqual([b, missing, a])
    expect(await ids('outcome=failed')).toEqual([broken])
    expect(await ids('outcome=refused')).toEqual([scoped])
    expect(await ids('outcome=INSUFFICIENT_SCOPE')).toEqual([scoped])
    expect(await ids('code=VALID')).toEqual([b, broken, missing, a])
    expect(await ids('code=INSUFFICIENT_SCOPE')).toEqual([scoped])
    expect(await ids('status=404')).toEqual([missing])
    expect(await ids(`request_id=${broken}`)).toEqual([broken])
    const at = (await list('status=404')).data[0] as unknown as { at: number }
    expect(await ids(`since=${at.at}&until=${at.at + 1}`)).toContain(missing)
    expect(await ids(`until=${at.at}`)).not.toContain(missing)
    expect(await ids(`since=${new Date(at.at + 60_000).toISOString()}`)).toEqual([])
    expect(await ids(`route=${routeIds.Dear}&outcome=ok&code=VALID`)).toEqual([missing])
  })

  test('goes on page by page, each call once, also when it is flushed in between', async () => {
    const first = await mixed()
    await flush()
    const second = await mixed()
    const wanted = [...first, ...second].reverse()
    for (const flushedBetween of [false, true]) {
      const seen: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: List = await list(`limit=3${cursor && `&cursor=${cursor}`}`)
        expect(page.data.length).toBeGreaterThan(0)
        seen.push(...page.data.map((one) => one.request_id))
        cursor = page.next_cursor
        if (flushedBetween) await flush()
      }
      expect(seen).toEqual(wanted)
    }
  })

  test('searches so much at a time, and says where to go on', async () => {
    const at = Date.now() - 10_000_000
    const rare = newId('req')
    const record = (id: string, status: number) => ({ id, at, keyId: 'k', routeId: 'r', outcome: 'ok', status })
    await DB.batch(
      Array.from({ length: 150 }, (_, i) =>
        DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, ?, ?, 1, ?)').bind(
          caller.accountId,
          at + i,
          i,
          JSON.stringify([record(i === 0 ? rare : newId('req'), i === 0 ? 418 : 200)]),
        ),
      ),
    )
    const first = await list('status=418')
    expect(first.data).toEqual([])
    expect(first.next_cursor).toMatch(/^pack_/)
    expect(first.searched_back_to).toBe(at + 51)
    const second = await list(`status=418&cursor=${first.next_cursor}`)
    expect([second.data.map((one) => one.request_id), second.next_cursor]).toEqual([[rare], null])
    expect(second.searched_back_to).toBeNull()
  })

  describe('by address', () => {
    const SPELLED = [
      ...['203.0.113.9', '203.0.113.99', '203.0.113.200', '203.0.11.39', '::ffff:203.0.113.9', ''],
      ...['2001:db8::9', '2001:0db8:0000::9', '2001:DB8:0:1::9', '2001:db80::9', '::1'],
    ]
    const keep = (addresses: string[], seq = 1) =>
      DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, ?, ?, 1, ?)').bind(
        caller.accountId,
        Date.now() - 100_000 + seq,
        seq,
        JSON.stringify(addresses.map((address) => ({ id: newId('req'), at: 1, outcome: 'ok', status: 200, address }))),
      )
    const from = async (address: string, more = '') => {
      const { data } = await list(`address=${encodeURIComponent(address)}${more}`)
      return data.map((one) => one.address).reverse()
    }

    test.each([
      ['203.0.113.9', ['203.0.113.9', '::ffff:203.0.113.9']],
      ['203.0.113.0/25', ['203.0.113.9', '203.0.113.99', '::ffff:203.0.113.9']],
      ['203.0.0.0/13', SPELLED.slice(0, 5)],
      ['0.0.0.0/0', SPELLED.slice(0, 5)],
      ['2001:db8::9', ['2001:db8::9', '2001:0db8:0000::9']],
      ['2001:DB8::/32', ['2001:db8::9', '2001:0db8:0000::9', '2001:DB8:0:1::9']],
      ['2001:db8:0:1::/64', ['2001:DB8:0:1::9']],
      ['::1', ['::1']],
    ])('%s: however it is spelled', async (range, wanted) => {
      await keep(SPELLED).run()
      expect(await from(range)).toEqual(wanted)
    })

    test('goes on where it stopped in a row that holds many that are alike', async () => {
      // Each but the first begins like the one that is asked for.
      await keep(['203.0.113.1', ...Array.from({ length: 1_200 }, () => '203.0.113.19')]).run()
      const seen: string[] = []
      let cursor: string | null = ''
      let pages = 0
      while (cursor !== null) {
        const page: List = await list(`address=203.0.113.1&limit=5${cursor && `&cursor=${cursor}`}`)
        seen.push(...page.data.map((one) => one.address))
        cursor = page.next_cursor
        pages += 1
      }
      expect([seen, pages]).toEqual([['203.0.113.1'], 3])
    })

    test('of calls that D1 does not hold yet', async () => {
      const id = await call('/api/demo/x', caller.apiKey, '198.51.100.7')
      await shown(id)
      expect(await from('198.51.100.0/24')).toEqual(['198.51.100.7'])
      expect(await from('198.51.101.0/24')).toEqual([])
    })

    test('what is neither an address nor a range is refused by its name', async () => {
      const answer = await get('/api/calls?address=203.0.113', caller)
      expect(answer.status).toBe(422)
      expect(await answer.json()).toMatchObject({ errors: [{ field: 'address', problem: 'ip_address' }] })
    })
  })

  test('a cursor of someone else’s calls leads nowhere, and one that is none is refused', async () => {
    const stranger = await signUp(`looker-${people}`)
    await mixed()
    await flush()
    const { next_cursor } = await list('limit=1')
    expect((await list(`cursor=${next_cursor}`, stranger)).data).toEqual([])
    expect((await list(`cursor=${newId('req')}`)).data).toEqual([])
    expect((await get('/api/calls?cursor=1', caller)).status).toBe(422)
    expect((await get('/api/calls?since=yesterday', caller)).status).toBe(422)
  })
})

describe('for operators', () => {
  test('the calls of all accounts as D1 holds them, and of one as they are', async () => {
    const other = await signUp(`second-${people}`)
    const ids = [await call('/api/demo/x'), await call('/api/demo/x', other.apiKey)]
    await flush()
    await flush(other)
    const waiting = await call()
    await shown(waiting)
    const all = async (query: string) => (await (await get(`/api/admin/calls?${query}`, operator)).json()) as List
    const data = (await all('limit=100')).data.map((one) => [one.request_id, one.account_id])
    expect(data).toEqual(
      expect.arrayContaining([
        [ids[0], caller.accountId],
        [ids[1], other.accountId],
      ]),
    )
    const one = (await all(`account=${caller.accountId}`)).data
    expect(one.map((found) => found.request_id)).toEqual([waiting, ids[0]])
    expect((await all('account=acct_none')).data).toEqual([])
  })

  test('one call of any account: from D1 by its id alone, before that with its account', async () => {
    const id = await call('/api/dear/x')
    await shown(id)
    const path = `/api/admin/calls/${id}`
    expect((await get(path, operator)).status).toBe(404)
    expect((await get(`${path}?account=${caller.accountId}`, operator)).status).toBe(200)
    await flush()
    const { call: found } = (await (await get(path, operator)).json()) as { call: Call }
    expect(found).toMatchObject({ account_id: caller.accountId, key_name: 'default', credits: 7 })
    expect(found.checks.at(-1)).toMatchObject({ before: 100, after: 93 })
    expect((await get(`${path}?account=${operator.accountId}`, operator)).status).toBe(404)
    expect((await get(path, caller)).status).toBe(403)
  })
})
