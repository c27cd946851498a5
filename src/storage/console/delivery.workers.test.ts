import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { seedPlans } from '../../app/visitor.fixture.ts'
import { quietAccounts, recentAccounts } from './delivery.ts'

const { DB } = env as unknown as { DB: D1Database }
const MINUTE = 60_000
const NOW = Date.UTC(2026, 10, 20, 12)

beforeEach(async () => {
  await seedPlans()
  await DB.batch(['calls', 'meter_marks'].map((table) => DB.prepare(`DELETE FROM ${table}`)))
})

/** Accounts that delivered a pack each minute, from and until so many minutes ago. */
const delivered = (ids: string[], from: number, until: number) =>
  DB.batch(
    ids.flatMap((id) => [
      DB.prepare(
        "INSERT OR IGNORE INTO accounts (id, name, tag, plan_id, created_at) VALUES (?1, ?1, ?1, 'plan_free_1', 0)",
      ).bind(id),
      DB.prepare('INSERT INTO meter_marks (account_id, seq, flushed_at) VALUES (?, 1, ?)').bind(
        id,
        NOW - until * MINUTE,
      ),
      DB.prepare(
        `WITH RECURSIVE m(i) AS (SELECT ?3 UNION ALL SELECT i + 1 FROM m WHERE i < ?2)
         INSERT INTO calls (account_id, at, seq, count, body) SELECT ?1, ?4 - i * ${MINUTE}, 100000 - i, 0, '[]' FROM m`,
      ).bind(id, from, until, NOW),
    ]),
  )
const named = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `acct_${prefix}${i}`)
const quiet = async (limit = 50) => (await quietAccounts(DB)(NOW - 3 * MINUTE, limit)).map(({ id }) => id)

test('an account that stopped while many go on is asked, though it is not among the newest', async () => {
  await delivered(named('busy', 60), 60, 0)
  await delivered(['acct_stuck'], 60, 20)
  expect((await recentAccounts(DB)(50)).map(({ id }) => id)).not.toContain('acct_stuck')
  expect(await quiet()).toEqual(['acct_stuck'])
})

test('whoever stopped within the day is quiet, and nobody who delivers, stopped before or is erased', async () => {
  await delivered(['acct_early'], 1_440, 1_400)
  await delivered(['acct_before'], 1_500, 1_450)
  await delivered(['acct_now'], 100, 2)
  await delivered(['acct_gone'], 100, 50)
  await DB.prepare("UPDATE accounts SET erased_at = 1 WHERE id = 'acct_gone'").run()
  expect(await quiet()).toEqual(['acct_early'])
})

test('of more than are asked, who stopped last is always among them', async () => {
  await delivered(named('idle', 20), 400, 300)
  await delivered(named('late', 3), 10, 5)
  const ids = await quiet(6)
  expect(ids).toHaveLength(6)
  expect(ids).toEqual(expect.arrayContaining(named('late', 3)))
})
