import { expect, test } from 'vitest'
import { bindings, signUp } from '../app/visitor.fixture.ts'
import { database } from './database.ts'
import { subscriptionStore } from './subscriptions.ts'

const { DB } = bindings
const HOUR = 3_600_000
const [OCTOBER, NOVEMBER] = [Date.UTC(2026, 9, 1), Date.UTC(2026, 10, 1)]

test('a month’s credits belong to the phase in which their hour ends, and none of before it or of others are among them', async () => {
  const [{ accountId }, other] = [await signUp('by-phase'), await signUp('by-phase-other')]
  const up = NOVEMBER + 3.5 * HOUR
  const used = (credits: number, hour: number, id = accountId) =>
    DB.prepare("INSERT INTO usage_totals VALUES (?, ?, 'ok', 1, ?, 1, '[]')").bind(id, hour, credits)
  await DB.batch([
    DB.prepare('UPDATE plan_phases SET starts_at = ? WHERE account_id = ?').bind(OCTOBER, accountId),
    DB.prepare("INSERT INTO plan_phases VALUES (?, ?, 'plan_free_1', 0, 0)").bind(accountId, up),
    ...[used(1, NOVEMBER - HOUR), used(2, NOVEMBER), used(4, NOVEMBER + 2 * HOUR), used(8, NOVEMBER + 3 * HOUR)],
    ...[used(16, NOVEMBER + 9 * HOUR), used(32, NOVEMBER + HOUR, other.accountId)],
  ])
  const month = await subscriptionStore(database(DB)).month(accountId, { monthStart: NOVEMBER, paceSince: NOVEMBER })
  expect([...month.charged]).toEqual([
    [OCTOBER, 6],
    [up, 24],
  ])
  expect(month.phases.map(({ startsAt }) => startsAt)).toEqual([OCTOBER, up])
})
