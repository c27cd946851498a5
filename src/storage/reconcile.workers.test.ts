import { env } from 'cloudflare:workers'
import { beforeEach, expect, test, vi } from 'vitest'
import { seedPlans } from '../app/visitor.fixture.ts'
import type { LedgerView } from '../domain/metering/face.ts'
import { comparer, reconcileAccount } from './reconcile.ts'

const { DB } = env as unknown as { DB: D1Database }
const DAY = 86_400_000
const ID = 'acct_packs'

const ledger = async (): Promise<LedgerView> => ({
  at: DAY,
  revision: 1,
  seq: 5_000,
  mark: 5_000,
  counters: {},
  open: [],
  tail: [],
})

beforeEach(async () => {
  vi.restoreAllMocks()
  await seedPlans()
  await DB.batch([
    DB.prepare(
      "INSERT OR IGNORE INTO accounts (id, name, tag, plan_id, created_at) VALUES (?1, ?1, ?1, 'plan_free_1', 0)",
    ).bind(ID),
    DB.prepare('INSERT OR REPLACE INTO meter_marks (account_id, seq, flushed_at) VALUES (?, 5000, 1)').bind(ID),
    DB.prepare('DELETE FROM calls'),
    DB.prepare('DELETE FROM call_archives'),
  ])
})

/** So many packs of so many calls each, a minute apart. */
const pack = (packs: number, calls: number) =>
  DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2),
       c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?3)
     INSERT INTO calls (account_id, at, seq, count, body)
     SELECT ?1, i, i, ?3, (SELECT json_group_array(json_object(
       'id', 'req_' || n.i || '_' || c.i, 'at', n.i, 'keyId', 'key_1', 'routeId', 'route_1', 'outcome', 'ok', 'credits', 2)) FROM c)
     FROM n`,
  )
    .bind(ID, packs, calls)
    .run()
const compare = (left: number) => reconcileAccount({ d1: DB, ledger }, ID, 0, { left })

test('of many small packs a read takes hundreds, and each is counted once', async () => {
  await pack(1_250, 1)
  const batch = vi.spyOn(DB, 'batch')
  expect(await compare(10)).toMatchObject([
    { code: 'calls.count', expected: 0, found: 1_250 },
    { code: 'calls.credits', expected: 0, found: 2_500 },
  ])
  expect(batch).toHaveBeenCalledTimes(3)
})

test('of large packs a read takes no more than it can hold', async () => {
  await pack(12, 2_000)
  const batch = vi.spyOn(DB, 'batch')
  expect(await compare(10)).toMatchObject([{ found: 24_000 }, { found: 48_000 }])
  expect(batch).toHaveBeenCalledTimes(3)
})

test('an account that takes more reads than there are is not compared', async () => {
  await pack(1_250, 1)
  expect(await compare(3)).toBe('costly')
  expect(await compare(4)).not.toBe('costly')
})

test('an object of the archive that could not be looked up once is looked up again, and one that was is not', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  await DB.prepare("INSERT INTO call_archives VALUES (?, 0, 'object', 0, 10, 0, '[]', 0)").bind(ID).run()
  const size = vi.fn(async () => 10).mockRejectedValueOnce(new Error('R2 is down'))
  const compared = comparer(DB, ledger, { size, inspect: async () => {} })
  const found: unknown[] = []
  for (let i = 0; i < 3; i++) found.push(await compared({ id: ID, tag: ID }, 0, { left: 10 }))
  expect(found).toEqual([null, [], []])
  expect(size).toHaveBeenCalledTimes(2)
})
