import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { makeIds } from '../../src/domain/ids.ts'
import { callOf, changePlan, DB, endOf, type Fixture, newAccount } from './account.fixture.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const NOON = Date.UTC(2030, 10, 20, 12)
const DECEMBER = Date.UTC(2030, 11, 1)
const TIERS = [{ from: 0, to: null, price_minor: 10, per: 1 }]

/** The codes of so many calls that arrive at `now` and end at once. */
async function codesAt(account: Fixture, now: number, count: number): Promise<string[]> {
  const codes: string[] = []
  await runInDurableObject(account.meter, async (meter) => {
    meter.clock = () => now
    for (let i = 0; i < count; i++) {
      const id = makeIds(() => now, random)('req')
      codes.push((await meter.admit(account.tag, callOf(account, { id }), [])).code)
      await meter.settle([endOf(id)])
    }
  })
  return codes
}
const flushAt = (account: Fixture, now: number) =>
  runInDurableObject(account.meter, async (meter) => {
    meter.clock = () => now
    await meter.alarm()
  })
const viewAt = (account: Fixture, now: number) =>
  runInDurableObject(account.meter, (meter) => {
    meter.clock = () => now
    return meter.view(account.tag)
  })
/** Changes the account's row as a page would; the object is told. */
async function set(account: Fixture, assignment: string) {
  await DB.prepare(`UPDATE accounts SET ${assignment}, revision = revision + 1 WHERE id = ?`).bind(account.id).run()
  await account.meter.push(account.tag)
}

describe('a plan that was agreed for the end of the month', () => {
  test('is in force from its first millisecond, in an object that sleeps until then', async () => {
    const account = await newAccount({ credits: null })
    await changePlan(account, { included_credits: 1 }, { from: DECEMBER })
    const before = await codesAt(account, DECEMBER - 1, 2)
    await evictDurableObject(account.meter)
    expect([before, await codesAt(account, DECEMBER, 2)]).toEqual([
      ['VALID', 'VALID'],
      ['VALID', 'QUOTA_EXCEEDED'],
    ])
  })

  test('that is taken back never begins', async () => {
    const account = await newAccount({ credits: null })
    await changePlan(account, { included_credits: 0 }, { from: DECEMBER })
    await DB.prepare('DELETE FROM plan_phases WHERE account_id = ? AND starts_at = ?').bind(account.id, DECEMBER).run()
    await set(account, 'name = name')
    expect(await codesAt(account, DECEMBER, 1)).toEqual(['VALID'])
  })
})

test('credits are told apart by phase, across a flush and an eviction', async () => {
  const account = await newAccount({ credits: null })
  await codesAt(account, NOON, 2)
  const second = await changePlan(account, {}, { from: NOON + 1 })
  await codesAt(account, NOON + 1, 3)
  await flushAt(account, NOON + 61_000)
  await evictDurableObject(account.meter)
  await codesAt(account, NOON + 62_000, 1)
  const { phases, used } = await viewAt(account, NOON + 62_000)
  expect([phases.map(({ credits }) => credits), phases[1]?.planId, used]).toEqual([[2, 4], second, 6])
})

describe('overage', () => {
  test('lets calls pass beyond the included credits', async () => {
    const account = await newAccount({ credits: 1 })
    await changePlan(account, { overage: TIERS })
    expect(await codesAt(account, NOON, 3)).toEqual(['VALID', 'VALID', 'VALID'])
  })

  test('of a trial stops at them', async () => {
    const account = await newAccount({ credits: 1 })
    await changePlan(account, { overage: TIERS }, { trial: true })
    expect(await codesAt(account, NOON, 2)).toEqual(['VALID', 'QUOTA_EXCEEDED'])
  })

  test('stops at the cap of the account on the next call, and goes on when it is raised', async () => {
    const account = await newAccount({ credits: 1 })
    await changePlan(account, { overage: TIERS })
    await codesAt(account, NOON, 3)
    await set(account, 'spending_cap_minor = 20')
    const capped = await codesAt(account, NOON, 1)
    await set(account, 'spending_cap_minor = 30')
    expect([capped, await codesAt(account, NOON, 2)]).toEqual([['SPENDING_LIMIT'], ['VALID', 'SPENDING_LIMIT']])
  })

  test('is told of at the amounts that the account chose, once a month', async () => {
    const account = await newAccount({ credits: 1 })
    await changePlan(account, { overage: TIERS })
    await set(account, "spending_alerts = '[10,20,30]'")
    await codesAt(account, NOON, 3)
    await flushAt(account, NOON + 61_000)
    await codesAt(account, NOON + 61_000, 1)
    await flushAt(account, NOON + 122_000)
    const { results } = await DB.prepare('SELECT period, amount_minor, at FROM spending_notices WHERE account_id = ?')
      .bind(account.id)
      .all()
    expect(results).toEqual([
      { period: '2030-11', amount_minor: 10, at: NOON + 61_000 },
      { period: '2030-11', amount_minor: 20, at: NOON + 61_000 },
      { period: '2030-11', amount_minor: 30, at: NOON + 122_000 },
    ])
  })
})

test('an overdue bill keeps the next call out, and its payment lets the next one in', async () => {
  const account = await newAccount({})
  const before = await codesAt(account, NOON, 1)
  await set(account, `payment_required_at = ${NOON}`)
  const closed = await codesAt(account, NOON, 1)
  await set(account, 'payment_required_at = NULL')
  expect([before, closed, await codesAt(account, NOON, 1)]).toEqual([['VALID'], ['PAYMENT_REQUIRED'], ['VALID']])
})

test('a plan that anyone has does not change', async () => {
  const account = await newAccount({ credits: 1 })
  const change = DB.prepare(
    'UPDATE plans SET included_credits = 2 WHERE id = (SELECT plan_id FROM accounts WHERE id = ?)',
  ).bind(account.id)
  await expect(change.run()).rejects.toThrow('a plan that was sold does not change')
})
