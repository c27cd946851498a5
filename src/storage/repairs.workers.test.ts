import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { seedPlans } from '../app/visitor.fixture.ts'
import { makeIds } from '../domain/ids.ts'
import { makeRepair } from '../domain/metering/repair.ts'
import { random } from '../platform/random.ts'
import { database } from './database.ts'
import { repairStore } from './repairs.ts'

const { DB } = env as unknown as { DB: D1Database }
const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 20)
const OCTOBER = Date.UTC(2026, 9, 31, 23)

/** When this test's repairs are made. */
let now = NOW
const store = repairStore(database(DB))
const repair = () =>
  makeRepair({ store, clock: () => now, ids: makeIds(() => NOW, random) })({ userId: 'user_op', address: '192.0.2.1' })
const rows = async (query: string) => (await DB.prepare(query).raw()) as unknown[][]

const histogram = (bucket: number, calls: number) =>
  JSON.stringify(Array.from({ length: 16 }, (_, i) => (i === bucket ? calls : 0)))
const hourly = (id: string, hour: number, key: string, calls: number, bucket: number) =>
  DB.prepare("INSERT INTO usage_hourly VALUES (?, ?, ?, 'route_1', 'ok', ?, ?, ?, ?)").bind(
    ...[id, hour, key, calls, calls * 2, calls * 10, histogram(bucket, calls)],
  )
const differs = (id: string, code: string, period: string) =>
  DB.prepare('INSERT INTO differences VALUES (?1, ?2, ?3, NULL, ?3, 1, 2, 0, 0, 0)').bind(id, code, period)

beforeEach(async () => {
  now += 1
  await seedPlans()
  const tables = ['usage_hourly', 'usage_daily', 'usage_totals', 'differences', 'meter_marks']
  await DB.batch([
    ...tables.map((table) => DB.prepare(`DELETE FROM ${table}`)),
    ...['acct_low', 'acct_fine'].flatMap((id) => [
      DB.prepare(
        "INSERT OR REPLACE INTO accounts (id, name, tag, plan_id, created_at) VALUES (?1, 'Name', ?1, 'plan_free_1', 0)",
      ).bind(id),
      hourly(id, OCTOBER, 'key_1', 7, 0),
      hourly(id, NOW, 'key_1', 3, 1),
      hourly(id, NOW, 'key_2', 2, 1),
      hourly(id, NOW + HOUR, 'key_1', 4, 15),
      DB.prepare("INSERT INTO usage_daily VALUES (?, ?, 'key_1', 'route_1', 'ok', 1, 1, 1, '[]')").bind(id, NOW),
      DB.prepare("INSERT INTO usage_totals VALUES (?, ?, 'ok', 1, 1, 1, '[]')").bind(id, NOW),
    ]),
  ])
})

test('the days and totals of an uneven month become the sums of its hours, and no others change', async () => {
  await DB.batch([
    differs('acct_low', 'daily.calls', '2026-11-20'),
    differs('acct_low', 'totals.ms', '2026-11-20T00'),
    differs('acct_low', 'calls.count', '2026-11-20'),
    differs('acct_fine', 'calls.count', '2026-11-20'),
  ])
  expect(await repair()).toBe(1)
  expect(
    await rows('SELECT account_id, day, key_id, calls, credits, ms_sum, ms_histogram FROM usage_daily ORDER BY 1, 3'),
  ).toEqual([
    ['acct_fine', NOW, 'key_1', 1, 1, 1, '[]'],
    ['acct_low', NOW, 'key_1', 7, 14, 70, '[0,3,0,0,0,0,0,0,0,0,0,0,0,0,0,4]'],
    ['acct_low', NOW, 'key_2', 2, 4, 20, histogram(1, 2)],
  ])
  expect(
    await rows('SELECT account_id, hour, calls, credits, ms_sum, ms_histogram FROM usage_totals ORDER BY 1, 2'),
  ).toEqual([
    ['acct_fine', NOW, 1, 1, 1, '[]'],
    ['acct_low', NOW, 5, 10, 50, histogram(1, 5)],
    ['acct_low', NOW + HOUR, 4, 8, 40, histogram(15, 4)],
  ])
  expect(await rows('SELECT account_id, code FROM differences ORDER BY 1')).toEqual([
    ['acct_fine', 'calls.count'],
    ['acct_low', 'calls.count'],
  ])
  expect(await rows(`SELECT action, actor_id, account_id, target, detail FROM audit_events WHERE at = ${now}`)).toEqual(
    [['usage.repaired', 'user_op', 'acct_low', 'acct_low', '{"month":"2026-11"}']],
  )
  expect(await repair()).toBe(0)
})

test('each month is added up by itself', async () => {
  await DB.batch([
    differs('acct_low', 'daily.calls', '2026-10-31'),
    differs('acct_low', 'totals.calls', '2026-11-20T00'),
    differs('acct_fine', 'totals.calls', '2026-10-31T23'),
  ])
  expect(await repair()).toBe(3)
  const days = await rows('SELECT account_id, key_id, sum(calls) FROM usage_daily GROUP BY 1, 2')
  expect(days).toEqual([
    ['acct_fine', 'key_1', 8],
    ['acct_low', 'key_1', 14],
    ['acct_low', 'key_2', 2],
  ])
})

test('two at once repair once', async () => {
  await differs('acct_low', 'daily.calls', '2026-11-20').run()
  const done = await Promise.all([repair(), repair()])
  expect(done.sort()).toEqual([0, 1])
  expect(await rows(`SELECT count(*) FROM audit_events WHERE at = ${now}`)).toEqual([[1]])
})

test('nothing of an account is written that is erased meanwhile', async () => {
  await differs('acct_low', 'daily.calls', '2026-11-20').run()
  await DB.prepare("UPDATE accounts SET erased_at = 1 WHERE id = 'acct_low'").run()
  const event = { id: 'evt_x', at: now, actorId: null, accountId: 'acct_low', address: null } as const
  const month = { name: '2026-11', start: Date.UTC(2026, 10), end: Date.UTC(2026, 11) }
  const done = await store.addUp('acct_low', month, { ...event, action: 'usage.repaired', target: 'acct_low' })
  expect([done, await rows(`SELECT count(*) FROM audit_events WHERE at = ${now}`)]).toEqual([false, [[0]]])
  expect(await rows("SELECT calls FROM usage_daily WHERE account_id = 'acct_low'")).toEqual([[1]])
})
