import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { makeIds } from '../../src/domain/ids.ts'
import type { AdmitRequest } from '../../src/domain/metering/face.ts'
import { callOf, changePlan, DB, endOf, type Fixture, newAccount } from './account.fixture.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const NOON = Date.UTC(2030, 10, 20, 12)
const DAY = 86_400_000

/** What is decided of a call that arrives at `now`. */
const askAt = (account: Fixture, now: number, change: Partial<AdmitRequest> = {}) =>
  runInDurableObject(account.meter, async (meter) => {
    meter.clock = () => now
    return meter.admit(account.tag, callOf(account, { id: makeIds(() => now, random)('req'), ...change }), [])
  })
const codesAt = async (account: Fixture, now: number, count: number, change: Partial<AdmitRequest> = {}) => {
  const codes: string[] = []
  for (let i = 0; i < count; i++) codes.push((await askAt(account, now, change)).code)
  return codes
}

/** Lets the object flush at `now`. */
const flushAt = (account: Fixture, now: number) =>
  runInDurableObject(account.meter, async (meter) => {
    meter.clock = () => now
    await meter.alarm()
  })

const noticesOf = async (account: Fixture) => {
  const { results } = await DB.prepare(
    'SELECT period, quota, share, used FROM quota_notices WHERE account_id = ? ORDER BY period, quota, share',
  )
    .bind(account.id)
    .all()
  return results
}

describe('a rate limit on one route', () => {
  const burst = { name: 'burst', limit: 2, window_seconds: 60, route: 'route_a' }

  test('refuses calls of its route alone, and stays full across an eviction', async () => {
    const account = await newAccount({ keyRateLimits: [burst] })
    const onA = await codesAt(account, NOON, 3, { routeId: 'route_a' })
    await evictDurableObject(account.meter)
    const onB = await codesAt(account, NOON + 1, 3, { routeId: 'route_b' })
    const afterwards = await codesAt(account, NOON + 1, 1, { routeId: 'route_a' })
    expect([onA, onB, afterwards]).toEqual([
      ['VALID', 'VALID', 'RATE_LIMITED'],
      ['VALID', 'VALID', 'VALID'],
      ['RATE_LIMITED'],
    ])
  })

  test('stands in the decisions of its route alone', async () => {
    const account = await newAccount({ keyRateLimits: [burst], credits: 100 })
    const named = async (routeId: string) => (await askAt(account, NOON, { routeId })).limits.map(({ name }) => name)
    expect([await named('route_a'), await named('route_b')]).toEqual([['burst', 'quota'], ['quota']])
  })
})

describe("an account's quotas by other periods", () => {
  test.each([
    ['day', NOON + DAY / 2 - 1, NOON + DAY / 2],
    ['week', Date.UTC(2030, 10, 25) - 1, Date.UTC(2030, 10, 25)],
  ] as const)('that of a %s is full to its last millisecond, and empty after it', async (period, last, first) => {
    const account = await newAccount({ credits: null, quotas: [{ limit: 2, period }] })
    await askAt(account, NOON)
    expect([await codesAt(account, last, 2), await codesAt(account, first, 1)]).toEqual([
      ['VALID', 'QUOTA_EXCEEDED'],
      ['VALID'],
    ])
  })

  test('a total never starts anew, nor after a flush and an eviction', async () => {
    const account = await newAccount({ credits: null, quotas: [{ limit: 1, period: 'total' }] })
    await askAt(account, NOON)
    await flushAt(account, NOON + 70_000)
    await evictDurableObject(account.meter)
    expect(await codesAt(account, NOON + 400 * DAY, 1)).toEqual(['QUOTA_EXCEEDED'])
  })

  test('one that refuses spends nothing of the month', async () => {
    const account = await newAccount({ credits: 10, quotas: [{ limit: 3, period: 'day' }] })
    await codesAt(account, NOON, 2, { credits: 2 })
    const { counters } = await account.meter.ledger(account.tag)
    expect(counters).toMatchObject({ 'account/month/2030-11': 2, 'account/day/2030-11-20': 2 })
  })
})

describe('a plan that changes in mid-period', () => {
  let from = 1
  const onPlan = (account: Fixture, credits: number) =>
    changePlan(account, { included_credits: credits }, { from: from++ })

  test('takes over what was used: a larger one lets calls pass again, a smaller one refuses the next', async () => {
    const account = await newAccount({ credits: 2 })
    const first = await codesAt(account, NOON, 3)
    await onPlan(account, 4)
    const larger = await codesAt(account, NOON, 3)
    await onPlan(account, 3)
    expect([first, larger, await codesAt(account, NOON, 1)]).toEqual([
      ['VALID', 'VALID', 'QUOTA_EXCEEDED'],
      ['VALID', 'VALID', 'QUOTA_EXCEEDED'],
      ['QUOTA_EXCEEDED'],
    ])
  })
})

describe('notices of a quota', () => {
  test('come at exactly 80 and 100 per cent, and once however often the object flushes', async () => {
    const account = await newAccount({ credits: 10 })
    await codesAt(account, NOON, 7)
    await flushAt(account, NOON + 70_000)
    const before = await noticesOf(account)
    await codesAt(account, NOON + 80_000, 1)
    await flushAt(account, NOON + 150_000)
    const at80 = await noticesOf(account)
    await codesAt(account, NOON + 160_000, 2)
    await flushAt(account, NOON + 230_000)
    await codesAt(account, NOON + 240_000, 1)
    await flushAt(account, NOON + 310_000)
    const eight = { period: '2030-11', quota: 10, share: 80, used: 8 }
    expect([before, at80, await noticesOf(account)]).toEqual([
      [],
      [eight],
      [eight, { period: '2030-11', quota: 10, share: 100, used: 10 }],
    ])
  })

  test('say that all is used when a call costs more than what is left', async () => {
    const account = await newAccount({ credits: 10 })
    await askAt(account, NOON, { credits: 7 })
    await askAt(account, NOON, { credits: 5 })
    await flushAt(account, NOON + 70_000)
    expect((await noticesOf(account)).map(({ share }) => share)).toEqual([80, 100])
  })

  test("say nothing of the account when it is the key's quota that is used up", async () => {
    const account = await newAccount({ credits: 100, keyQuota: { limit: 1, period: 'day' } })
    await codesAt(account, NOON, 2)
    await flushAt(account, NOON + 70_000)
    expect(await noticesOf(account)).toEqual([])
  })

  test('belong to the period of the calls, also when they are flushed in the next', async () => {
    const account = await newAccount({ credits: 2 })
    const end = Date.UTC(2030, 11, 1)
    await codesAt(account, end - 1_000, 2)
    await flushAt(account, end + 60_000)
    expect((await noticesOf(account)).map(({ period, share }) => [period, share])).toEqual([
      ['2030-11', 80],
      ['2030-11', 100],
    ])
  })

  test('a refund that comes before the flush leaves nothing to say', async () => {
    const account = await newAccount({ credits: 1 })
    const id = makeIds(() => NOON, random)('req')
    await askAt(account, NOON, { id })
    await account.meter.settle([endOf(id, { refund: true })])
    await flushAt(account, NOON + 70_000)
    expect(await noticesOf(account)).toEqual([])
  })
})
