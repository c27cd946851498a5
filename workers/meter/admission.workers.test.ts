import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { admitAt, callOf, DB, endOf, newAccount, readModel } from './account.fixture.ts'

const crowd = <T>(size: number, make: () => T): T[] => Array.from({ length: size }, make)

describe('admission', () => {
  test('400 parallel calls against a quota of 100 admit exactly 100', async () => {
    const account = await newAccount({ credits: 100 })
    const decisions = await Promise.all(crowd(400, () => account.meter.admit(account.tag, callOf(account), [])))
    const codes = decisions.map((decision) => decision.code)
    expect(codes.filter((code) => code === 'VALID')).toHaveLength(100)
    expect(codes.filter((code) => code === 'QUOTA_EXCEEDED')).toHaveLength(300)
    expect((await account.meter.view(account.tag)).used).toBe(100)
  })

  test('parallel calls against a rate limit of 10 admit exactly 10', async () => {
    const account = await newAccount({ rateLimits: [{ name: 'burst', limit: 10, window_seconds: 60 }] })
    const decisions = await Promise.all(crowd(50, () => account.meter.admit(account.tag, callOf(account), [])))
    expect(decisions.filter((decision) => decision.code === 'VALID')).toHaveLength(10)
  })

  test("a call that the account's quota refuses spends nothing of the key's limits", async () => {
    const keyRateLimits = [{ name: 'key', limit: 5, window_seconds: 60 }]
    const account = await newAccount({ credits: 3, keyRateLimits })
    await account.meter.admit(account.tag, callOf(account), [])
    const refused = await account.meter.admit(account.tag, callOf(account, { credits: 3 }), [])
    expect(refused.code).toBe('QUOTA_EXCEEDED')
    const next = await account.meter.admit(account.tag, callOf(account), [])
    expect(next.limits.map((limit) => [limit.name, limit.remaining])).toEqual([
      ['key', 3],
      ['quota', 1],
    ])
  })

  test('the same call asked twice is charged once', async () => {
    const account = await newAccount({})
    const call = callOf(account)
    const twice = await Promise.all([
      account.meter.admit(account.tag, call, []),
      account.meter.admit(account.tag, call, []),
    ])
    const later = await account.meter.admit(account.tag, call, [])
    expect([...twice, later].map((decision) => decision.code)).toEqual(['VALID', 'VALID', 'VALID'])
    expect((await account.meter.view(account.tag)).used).toBe(1)
  })

  test('an admission that arrives after its call was given up is not charged', async () => {
    const account = await newAccount({})
    const call = callOf(account)
    await account.meter.admit(account.tag, callOf(account), [endOf(call.id, { refund: true })])
    expect((await account.meter.admit(account.tag, call, [])).code).toBe('METER_UNAVAILABLE')
    expect((await account.meter.view(account.tag)).used).toBe(1)
  })

  test('an admission that comes again after its call has ended is not charged, also across an eviction', async () => {
    const account = await newAccount({})
    const call = callOf(account)
    await account.meter.admit(account.tag, call, [])
    await account.meter.settle([endOf(call.id)])
    await evictDurableObject(account.meter)
    expect((await account.meter.admit(account.tag, call, [])).code).toBe('METER_UNAVAILABLE')
    expect((await account.meter.admit(account.tag, callOf(account), [])).code).toBe('VALID')
    expect((await account.meter.view(account.tag)).used).toBe(2)
  })

  test('an admission that comes after it was given up is not charged, also across an eviction', async () => {
    const account = await newAccount({})
    await account.meter.push(account.tag)
    const call = callOf(account)
    await account.meter.settle([endOf(call.id, { refund: true })])
    await evictDurableObject(account.meter)
    expect((await account.meter.admit(account.tag, call, [])).code).toBe('METER_UNAVAILABLE')
    expect((await account.meter.view(account.tag)).used).toBe(0)
  })

  test('an admission older than its caller waits is not charged', async () => {
    const account = await newAccount({})
    const call = callOf(account)
    await account.meter.push(account.tag)
    const code = await runInDurableObject(account.meter, async (meter) => {
      meter.clock = () => Date.now() + 9_000
      return (await meter.admit(account.tag, call, [])).code
    })
    expect(code).toBe('METER_UNAVAILABLE')
  })

  test.each([-1, 0.5, Number.NaN, 2_000_000_000])('a cost of %d is refused and moves nothing', async (credits) => {
    const account = await newAccount({})
    await account.meter.admit(account.tag, callOf(account), [])
    await runInDurableObject(account.meter, async (meter) => {
      await expect(meter.admit(account.tag, callOf(account, { credits }), [])).rejects.toThrow(
        'credits must be a whole number',
      )
    })
    expect((await account.meter.view(account.tag)).used).toBe(1)
  })

  test('eviction between any two steps moves no counter, window or open call', async () => {
    const account = await newAccount({ credits: 4, rateLimits: [{ name: 'burst', limit: 3, window_seconds: 60 }] })
    const first = callOf(account)
    await account.meter.admit(account.tag, first, [])
    await evictDurableObject(account.meter)
    await account.meter.admit(account.tag, callOf(account), [])
    await evictDurableObject(account.meter)
    await account.meter.settle([endOf(first.id)])
    await evictDurableObject(account.meter)
    const third = await account.meter.admit(account.tag, callOf(account), [])
    await evictDurableObject(account.meter)
    const fourth = await account.meter.admit(account.tag, callOf(account), [])
    expect([third.code, fourth.code]).toEqual(['VALID', 'RATE_LIMITED'])
    const view = await account.meter.view(account.tag)
    expect({ used: view.used, open: view.openCalls }).toEqual({ used: 3, open: 2 })
  })

  test('a window is half-open: full until its end, empty at it', async () => {
    const account = await newAccount({ rateLimits: [{ name: 'burst', limit: 1, window_seconds: 10 }] })
    const start = Date.now()
    const at = (now: number) => admitAt(account, now)
    expect([await at(start), await at(start + 9_999), await at(start + 10_000)]).toEqual([
      'VALID',
      'RATE_LIMITED',
      'VALID',
    ])
  })

  test('a clock that steps back opens no window again', async () => {
    const account = await newAccount({ rateLimits: [{ name: 'burst', limit: 1, window_seconds: 10 }] })
    const start = Date.now()
    const at = (now: number) => admitAt(account, now)
    expect([await at(start), await at(start - 60_000)]).toEqual(['VALID', 'RATE_LIMITED'])
  })

  test('the quota starts anew with the calendar month in UTC, and not before', async () => {
    const account = await newAccount({ credits: 1 })
    const today = new Date()
    const turn = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1)
    const at = (now: number) => admitAt(account, now)
    expect([await at(turn - 2), await at(turn - 1), await at(turn)]).toEqual(['VALID', 'QUOTA_EXCEEDED', 'VALID'])
  })

  test('a clock that steps back over the end of a month reopens nothing', async () => {
    const account = await newAccount({ credits: 1 })
    const today = new Date()
    const turn = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1)
    expect([await admitAt(account, turn), await admitAt(account, turn - 1)]).toEqual(['VALID', 'QUOTA_EXCEEDED'])
  })

  test.each([
    ['behind', -3_600_000],
    ['ahead', 25 * 3_600_000],
  ])('a flush while the clock stands %s forgets no period that calls are still charged to', async (_, off) => {
    const account = await newAccount({ keyQuota: { limit: 1, period: 'day' } })
    const today = new Date()
    const turn = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + 1)
    expect(await admitAt(account, turn)).toBe('VALID')
    const [open] = (await account.meter.view(account.tag)).lastOpen
    await account.meter.settle([endOf(open?.id ?? '')])
    await runInDurableObject(account.meter, async (meter) => {
      meter.clock = () => turn + off
      await meter.view(account.tag)
      meter.clock = () => turn + off + 3_000
      await meter.alarm()
    })
    expect(await readModel(account)).toEqual({ calls: 1, credits: 1, records: 1 })
    expect(await admitAt(account, turn + 1)).toBe('QUOTA_EXCEEDED')
  })

  test("a refund gives the credits back, and the call's record says that it cost nothing", async () => {
    const account = await newAccount({})
    const call = callOf(account, { credits: 7 })
    await account.meter.admit(account.tag, call, [])
    await account.meter.settle([endOf(call.id, { outcome: 'failed', refund: true })])
    await account.meter.settle([endOf(call.id, { outcome: 'failed', refund: true })])
    const view = await account.meter.view(account.tag)
    expect(view.used).toBe(0)
    expect(view.tail.flatMap((entry) => entry.calls).map((record) => [record.outcome, record.credits])).toEqual([
      ['failed', 0],
    ])
  })

  test('what a call costs in the end outlives the object, and is what D1 gets', async () => {
    const account = await newAccount({ credits: 50 })
    const call = callOf(account, { credits: 7 })
    await account.meter.admit(account.tag, call, [])
    await account.meter.settle([endOf(call.id, { credits: 49 })])
    await evictDurableObject(account.meter)
    expect(await account.meter.admit(account.tag, callOf(account, { credits: 2 }), [])).toMatchObject({
      code: 'QUOTA_EXCEEDED',
    })
    const view = await account.meter.view(account.tag)
    expect([view.used, view.tail.flatMap((entry) => entry.calls)[0]?.credits]).toEqual([49, 49])
  })

  test('a call that was given up in the commit that admitted it stays given up after an eviction', async () => {
    const account = await newAccount({})
    await account.meter.view(account.tag)
    const [givenUp, next] = [callOf(account, { credits: 7 }), callOf(account, { credits: 2 })]
    await runInDurableObject(account.meter, (object) =>
      Promise.all([
        object.admit(account.tag, givenUp, []),
        object.admit(account.tag, next, [endOf(givenUp.id, { outcome: 'failed', refund: true })]),
      ]),
    )
    await evictDurableObject(account.meter)
    const { used, openCalls, tail } = await account.meter.view(account.tag)
    expect([used, openCalls, tail.length]).toEqual([2, 1, 1])
  })

  test('settlements ride along with the next admission', async () => {
    const account = await newAccount({})
    const call = callOf(account)
    await account.meter.admit(account.tag, call, [])
    await account.meter.admit(account.tag, callOf(account), [endOf(call.id)])
    expect((await account.meter.view(account.tag)).openCalls).toBe(1)
  })

  test('an unknown key of a real account leaves nothing in storage', async () => {
    const account = await newAccount({})
    await account.meter.push(account.tag)
    const before = await runInDurableObject(account.meter, (_, state) => state.storage.sql.databaseSize)
    const decisions = await Promise.all(
      crowd(50, () => account.meter.admit(account.tag, callOf(account, { keyHash: crypto.randomUUID() }), [])),
    )
    expect(new Set(decisions.map((decision) => decision.code))).toEqual(new Set(['KEY_NOT_FOUND']))
    const view = await account.meter.view(account.tag)
    expect(view.tail).toEqual([])
    expect(await runInDurableObject(account.meter, (_, state) => state.storage.sql.databaseSize)).toBe(before)
  })

  test('refusals are all counted, and the first twenty of a key, code and minute are kept', async () => {
    const account = await newAccount({ credits: 0 })
    const middleOfMinute = Date.now() - (Date.now() % 60_000) + 30_000
    await Promise.all(crowd(45, () => admitAt(account, middleOfMinute)))
    const { tail } = await account.meter.view(account.tag)
    expect(tail.flatMap((entry) => entry.refusals).reduce((sum, refusal) => sum + refusal.count, 0)).toBe(45)
    expect(tail.flatMap((entry) => entry.calls).map((call) => call.outcome)).toEqual(
      new Array(20).fill('QUOTA_EXCEEDED'),
    )
  })

  test('a call that nobody settles counts as unknown after its timeout and a minute', async () => {
    const account = await newAccount({})
    await account.meter.admit(account.tag, callOf(account, { timeoutMs: 1_000 }), [])
    const admitted = Date.now()
    await runInDurableObject(account.meter, async (meter) => {
      meter.clock = () => admitted + 1_000 + 59_000
      await meter.alarm()
    })
    expect((await account.meter.view(account.tag)).openCalls).toBe(1)
    await runInDurableObject(account.meter, async (meter) => {
      meter.clock = () => admitted + 62_000
      await meter.alarm()
      const model = await DB.prepare('SELECT outcome, calls, credits FROM usage_hourly WHERE account_id = ?')
        .bind(account.id)
        .all()
      expect((await meter.view(account.tag)).openCalls).toBe(0)
      expect(model.results).toEqual([])
    })
    const { tail } = await account.meter.view(account.tag)
    expect(tail.flatMap((entry) => entry.calls).map((call) => [call.outcome, call.credits])).toEqual([['unknown', 1]])
  })

  test('a call that renews stays open past its timeout, also across an eviction', async () => {
    const account = await newAccount({})
    const call = callOf(account, { timeoutMs: 1_000 })
    await account.meter.admit(account.tag, call, [])
    const later = Date.now() + 50_000
    await runInDurableObject(account.meter, async (meter) => {
      meter.clock = () => later
      await meter.renew([call.id])
    })
    await evictDurableObject(account.meter)
    await runInDurableObject(account.meter, async (meter) => {
      meter.clock = () => later + 59_000
      await meter.alarm()
    })
    expect((await account.meter.view(account.tag)).openCalls).toBe(1)
  })
})
