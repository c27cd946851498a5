import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { callOf, DB, endOf, type Fixture, newAccount, readModel } from './account.fixture.ts'
import type { AccountMeter } from './account-meter.ts'

/** Makes calls and settles them. */
async function makeCalls(account: Fixture, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const call = callOf(account)
    await account.meter.admit(account.tag, call, [])
    await account.meter.settle([endOf(call.id)])
  }
}

let hours = 0

/** Lets a flush become due, an hour later each time, and runs it with a D1 that may misbehave. */
const flushThrough = (account: Fixture, d1: D1Database = DB) =>
  runInDurableObject(account.meter, async (meter: AccountMeter) => {
    const now = Date.now() + ++hours * 3_600_000
    meter.clock = () => now
    meter.d1 = d1
    await meter.alarm()
    meter.d1 = DB
    meter.clock = Date.now
  })

/** D1 with another `batch`. */
const d1With = (batch: (statements: D1PreparedStatement[]) => Promise<unknown>): D1Database =>
  new Proxy(DB, { get: (target, name) => (name === 'batch' ? batch : Reflect.get(target, name).bind(target)) })

const down = d1With(() => Promise.reject(new Error('D1 is down')))
const deafAfterCommit = d1With(async (statements) => {
  await DB.batch(statements)
  throw new Error('the answer was lost')
})

describe('delivery to D1', () => {
  test('a flush brings calls, credits and records to D1, and the tail is empty', async () => {
    const account = await newAccount({})
    await makeCalls(account, 5)
    expect(await readModel(account)).toEqual({ calls: 0, credits: 0, records: 0 })
    await flushThrough(account)
    expect(await readModel(account)).toEqual({ calls: 5, credits: 5, records: 5 })
    expect((await account.meter.view(account.tag)).tail).toEqual([])
  })

  test('the alarm flushes without being told to', async () => {
    const account = await newAccount({})
    await makeCalls(account, 1)
    await runInDurableObject(account.meter, (meter) => {
      const now = Date.now()
      meter.clock = () => now + 61_000
    })
    expect(await runDurableObjectAlarm(account.meter)).toBe(true)
    expect(await readModel(account)).toEqual({ calls: 1, credits: 1, records: 1 })
  })

  test('a flush run twice at once counts once', async () => {
    const account = await newAccount({})
    await makeCalls(account, 3)
    await Promise.all([flushThrough(account), flushThrough(account)])
    expect(await readModel(account)).toEqual({ calls: 3, credits: 3, records: 3 })
  })

  test('a flush whose answer is lost after D1 committed counts once, whatever came meanwhile', async () => {
    const account = await newAccount({})
    await makeCalls(account, 3)
    await flushThrough(account, deafAfterCommit)
    await makeCalls(account, 2)
    await evictDurableObject(account.meter)
    await flushThrough(account)
    await flushThrough(account)
    expect(await readModel(account)).toEqual({ calls: 5, credits: 5, records: 5 })
  })

  test('an old flush that reaches D1 late changes nothing', async () => {
    const account = await newAccount({})
    await makeCalls(account, 3)
    let late: D1PreparedStatement[] = []
    await flushThrough(
      account,
      d1With((statements) => {
        late = statements
        return Promise.reject(new Error('timed out'))
      }),
    )
    await makeCalls(account, 1)
    await flushThrough(account)
    await DB.batch(late)
    expect(await readModel(account)).toEqual({ calls: 4, credits: 4, records: 4 })
  })

  test('D1 failing ten times in a row loses nothing, and calls go on', async () => {
    const account = await newAccount({})
    for (let i = 0; i < 10; i++) {
      await makeCalls(account, 2)
      await flushThrough(account, down)
    }
    expect(await readModel(account)).toEqual({ calls: 0, credits: 0, records: 0 })
    await flushThrough(account)
    expect(await readModel(account)).toEqual({ calls: 20, credits: 20, records: 20 })
    expect((await account.meter.view(account.tag)).used).toBe(20)
  })

  test('after a failed flush the alarm is set again', async () => {
    const account = await newAccount({})
    await makeCalls(account, 1)
    await flushThrough(account, down)
    expect(await runInDurableObject(account.meter, (_, state) => state.storage.getAlarm())).toBeGreaterThan(0)
  })

  test('an eviction before the flush loses no call', async () => {
    const account = await newAccount({})
    await makeCalls(account, 4)
    await evictDurableObject(account.meter)
    await flushThrough(account)
    expect(await readModel(account)).toEqual({ calls: 4, credits: 4, records: 4 })
  })

  test('after a flush and an eviction the counters are what they were, and rows are written over', async () => {
    const account = await newAccount({ rateLimits: [{ name: 'burst', limit: 1_000, window_seconds: 30 * 86_400 }] })
    const rows = () =>
      runInDurableObject(account.meter, (_, state) => state.storage.sql.exec('SELECT count(*) AS n FROM log').one().n)
    for (let round = 0; round < 3; round++) {
      await makeCalls(account, 5)
      await flushThrough(account)
      if (round === 1) await evictDurableObject(account.meter)
    }
    expect(await rows()).toBe(10)
    const last = await account.meter.admit(account.tag, callOf(account), [])
    expect(last.limits.map((limit) => limit.remaining)).toEqual([1_000 - 16, 100 - 16])
    expect(await readModel(account)).toEqual({ calls: 15, credits: 15, records: 15 })
  })

  test('a thousand calls are flushed without waiting for the alarm', async () => {
    const account = await newAccount({ credits: null })
    const calls = Array.from({ length: 1_000 }, () => callOf(account))
    await Promise.all(calls.map((call) => account.meter.admit(account.tag, call, [])))
    await account.meter.settle(calls.map((call) => endOf(call.id)))
    // The flush that the settlement began ends before the object answers the next alarm.
    await runInDurableObject(account.meter, (meter) => meter.alarm())
    await runInDurableObject(account.meter, async (_, state) => {
      while (
        (await DB.prepare('SELECT seq FROM meter_marks WHERE account_id = ?').bind(account.id).first<number>('seq')) ===
        null
      ) {
        await state.storage.sync()
      }
    })
    expect(await readModel(account)).toEqual({ calls: 1_000, credits: 1_000, records: 1_000 })
  })

  test('hourly sums of two flushes add up bucket by bucket', async () => {
    const account = await newAccount({})
    for (const ms of [3, 30, 30_000]) {
      const call = callOf(account)
      await account.meter.admit(account.tag, call, [])
      await account.meter.settle([endOf(call.id, { ms })])
      await flushThrough(account)
    }
    const row = await DB.prepare('SELECT calls, ms_sum, ms_histogram FROM usage_hourly WHERE account_id = ?')
      .bind(account.id)
      .first<{ calls: number; ms_sum: number; ms_histogram: string }>()
    expect(row).toEqual({ calls: 3, ms_sum: 30_033, ms_histogram: '[1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,1]' })
  })
})
