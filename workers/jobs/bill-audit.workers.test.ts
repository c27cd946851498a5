import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { services, signUp } from '../../src/app/visitor.fixture.ts'
import { auditBills } from '../../src/domain/billing/audit-bills.ts'
import { billIdOf, CLOSES_AFTER, leftIdOf, makeClose, monthOf } from '../../src/domain/billing/close.ts'
import { makeIds } from '../../src/domain/ids.ts'
import type { LedgerView } from '../../src/domain/metering/face.ts'
import { random } from '../../src/platform/random.ts'
import { readBillBooks } from '../../src/storage/bill-books.ts'
import { closingStore } from '../../src/storage/closing.ts'
import { comparer } from '../../src/storage/reconcile.ts'
import { changePlan, DB, type Fixture, newAccount, newId } from '../meter/account.fixture.ts'

const MARCH = monthOf('2027-03') as NonNullable<ReturnType<typeof monthOf>>
const APRIL = monthOf('2027-04') as typeof MARCH
const MAY = monthOf('2027-05') as typeof MARCH
/** In an order in which they can be filled. */
const BILLED = ['usage_daily', 'closings', 'bills', 'bill_lines', 'bill_notices', 'account_credits', 'call_refunds']

let account: Fixture
/** As it was when all was well. */
let kept: Record<string, Record<string, unknown>[]>

const run = (query: string, ...values: unknown[]) =>
  DB.prepare(query)
    .bind(...values)
    .run()
const audit = async (since = MARCH.start) =>
  auditBills(await readBillBooks(DB, account.id, since)).map(({ code, subject, expected, found }) => [
    code,
    subject.replace(billIdOf(account.id, MARCH), 'march').replace(billIdOf(account.id, APRIL), 'april'),
    expected,
    found,
  ])

const closeAs = async (month: typeof MARCH, counters: Record<string, number>) => {
  const now = month.end + CLOSES_AFTER
  const view: LedgerView = { at: now, revision: 99, seq: 0, mark: 0, counters, open: [], tail: [] }
  const close = makeClose({
    store: closingStore(DB),
    push: async () => {},
    ledger: async () => view,
    terms: { taxPpm: 77_000, taxName: 'VAT', dueDays: 14 },
    clock: () => now,
    ids: makeIds(() => now, random),
  })
  expect(await close(account, month)).toMatchObject({ state: 'closed' })
}
const voidMarch = (at: number) =>
  DB.batch([
    DB.prepare("UPDATE bills SET status = 'void' WHERE period = '2027-03'"),
    DB.prepare(
      "UPDATE account_credits SET used_minor = used_minor - (SELECT coalesce(-sum(amount_minor), 0) FROM bill_lines WHERE bill_id = ?1 AND detail ->> 'creditId' = account_credits.id)",
    ).bind(billIdOf(account.id, MARCH)),
    DB.prepare(
      "INSERT INTO audit_events (id, at, account_id, action, target, detail) VALUES (?, ?, ?, 'bill.voided', ?, '{}')",
    ).bind(newId('evt'), at, account.id, billIdOf(account.id, MARCH)),
  ])

/** March with overage, a plan change, calls given back and a credit that is used in part; April with the rest of it. */
beforeAll(async () => {
  account = await newAccount({})
  const tiers = [
    { from: 0, to: 500, price_minor: 3, per: 1 },
    { from: 500, to: null, price_minor: 7, per: 5 },
  ]
  await changePlan(account, { price_minor: 999, included_credits: 1_000, overage: tiers }, { from: MARCH.start - 5 })
  await changePlan(account, { price_minor: 5_003 }, { from: MARCH.start + 86_400_123 })
  const phase = `phase/month/2027-03/${MARCH.start + 86_400_123}`
  const counters = { 'account/month/2027-03': 2_600, [phase]: 2_000, 'account/month/2027-04': 10 }
  const usage = [
    [MARCH.start, 600],
    [APRIL.start - 86_400_000, 2_000],
    [APRIL.start, 10],
  ]
  for (const [day, credits] of usage)
    await run("INSERT INTO usage_daily VALUES (?, ?, 'key', 'route', 'ok', 1, ?, 1, '[]')", account.id, day, credits)
  const favour = (table: string, values: string, ...bound: unknown[]) =>
    run(
      `INSERT INTO ${table} SELECT ${values}, user_id, 1, NULL FROM memberships WHERE account_id = ?1`,
      account.id,
      ...bound,
    )
  await favour('call_refunds', "?2, ?1, '2027-03', ?3, 40, 'late'", newId('req'), MARCH.start + 86_400_123)
  await run(
    `INSERT INTO account_credits (id, account_id, kind, amount_minor, currency, reason, given_by, created_at)
     SELECT ?2, ?1, 'goodwill', 8000, 'USD', 'sorry', user_id, 1 FROM memberships WHERE account_id = ?1`,
    account.id,
    newId('cred'),
  )
  for (const month of [MARCH, APRIL]) {
    await closeAs(month, counters)
    await favour('call_refunds', "?2, ?1, '2027-03', ?3, 25, 'later'", newId('req'), MARCH.start - 5)
  }
  kept = {}
  for (const table of BILLED) kept[table] = (await DB.prepare(`SELECT * FROM ${table}`).all()).results
})

beforeEach(async () => {
  await DB.batch([...BILLED].reverse().map((table) => DB.prepare(`DELETE FROM ${table}`)))
  for (const table of BILLED)
    for (const row of kept[table] ?? []) {
      const names = Object.keys(row)
      await run(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        ...Object.values(row),
      )
    }
})

test('bills computed anew are the bills that were issued', async () => {
  expect(await audit()).toEqual([])
  expect(await audit(0)).toEqual([])
  expect((kept.bill_lines ?? []).map(({ kind }) => kind).sort()).toEqual(
    [...['credit', 'credit', 'credit', 'credit'], ...['overage', 'overage', 'proration', 'proration', 'base']].sort(),
  )
})

test('a void bill has given back what it took off: the books still agree', async () => {
  const [bill] = (await DB.prepare('SELECT id FROM bills WHERE number = 2').all<{ id: string }>()).results
  const taken = async () =>
    (await DB.prepare('SELECT sum(used_minor) AS n FROM account_credits').first<{ n: number }>())?.n
  const before = await taken()
  const operator = await signUp('voids')
  const done = await services.bills.void({ userId: operator.id, address: '' }, bill?.id ?? '', 'a mistake')
  expect(done).toMatchObject({ ok: true })
  expect(await taken()).toBeLessThan(before ?? 0)
  expect(await audit()).toEqual([])
})

describe('what a bill has left of its own month’s calls', () => {
  const left = () => leftIdOf(account.id, MARCH)
  const used = async () =>
    (await DB.prepare('SELECT used_minor AS n FROM account_credits WHERE id = ?').bind(left()).first<{ n: number }>())
      ?.n
  const operator = async () => ({ userId: (await signUp(`voids-${made++}`)).id, address: '' })
  let made = 0

  /** March left 1,000 of which April took 300. */
  beforeEach(async () => {
    await run("UPDATE bills SET status = 'open', paid_at = NULL WHERE period = '2027-03'")
    await run(
      `INSERT INTO account_credits SELECT ?2, ?1, 'late_refund', 1000, 300, 'USD', 'late', user_id, 2
       FROM memberships WHERE account_id = ?1`,
      account.id,
      left(),
    )
    await run(
      `INSERT INTO bill_lines SELECT id, 99, 'credit', NULL, 0, 0, 1, json_object('creditId', ?2, 'reason', 'late'), -300
       FROM bills WHERE account_id = ?1 AND period = '2027-04'`,
      account.id,
      left(),
    )
  })

  test('cannot be used once it is void, nor what later bills give back of it', async () => {
    const by = await operator()
    expect(await services.bills.void(by, billIdOf(account.id, MARCH), 'a mistake')).toMatchObject({ ok: true })
    expect(await used()).toBe(1_000)
    expect(await services.bills.void(by, billIdOf(account.id, APRIL), 'a mistake')).toMatchObject({ ok: true })
    expect(await used()).toBe(1_000)
    expect((await audit()).map(([code]) => code)).not.toContain('credit.used')
  })

  test('is given back by a later one while it is not void', async () => {
    await services.bills.void(await operator(), billIdOf(account.id, APRIL), 'a mistake')
    expect(await used()).toBe(0)
  })

  test('stays usable where it cannot become void', async () => {
    await run("UPDATE bills SET paid_minor = 1 WHERE period = '2027-03'")
    await services.bills.void(await operator(), billIdOf(account.id, MARCH), 'a mistake')
    expect(await used()).toBe(300)
  })
})

test('calls of a void bill were worth something to bills that were there before it was void, and nothing to later ones', async () => {
  await voidMarch(APRIL.end + CLOSES_AFTER + 1)
  expect(await audit()).toEqual([])
  await run("INSERT INTO usage_daily VALUES (?, ?, 'key', 'route', 'ok', 1, 5, 1, '[]')", account.id, MAY.start)
  await closeAs(MAY, { 'account/month/2027-05': 5 })
  expect(
    await DB.prepare('SELECT count(*) AS n FROM call_refunds WHERE bill_id = ?')
      .bind(billIdOf(account.id, MAY))
      .first(),
  ).toEqual({ n: 1 })
  expect(await audit()).toEqual([])
})

test.each([
  [
    'a line that lost a cent',
    "UPDATE bill_lines SET amount_minor = amount_minor - 1 WHERE kind = 'base'",
    ['bill.lines'],
  ],
  ['a line of another quantity', "UPDATE bill_lines SET quantity = quantity + 1 WHERE kind = 'base'", ['bill.lines']],
  ['a line that is gone', "DELETE FROM bill_lines WHERE kind = 'proration' AND position = 1", ['bill.lines']],
  [
    'a subtotal',
    'UPDATE bills SET subtotal_minor = subtotal_minor + 1, total_minor = total_minor + 1 WHERE number = 1',
    ['bill.total', 'bill.total'],
  ],
  [
    'a tax',
    'UPDATE bills SET tax_minor = tax_minor + 1, total_minor = total_minor + 1 WHERE number = 2',
    ['bill.total', 'bill.total'],
  ],
  ['a digest', "UPDATE bills SET digest = 'x' WHERE number = 2", ['bill.digest']],
  ['a closing’s digest', "UPDATE closings SET digest = 'x' WHERE period = '2027-03'", ['bill.digest']],
  ['usage of a closed month', 'UPDATE usage_daily SET credits = credits + 1 WHERE credits = 600', ['bill.usage']],
  ['a bill that is gone', 'DELETE FROM bills WHERE number = 2', ['bill.missing', 'credit.used']],
  ['a number that was left out', 'UPDATE bills SET number = 5 WHERE number = 2', ['bill.number']],
  ['a refund that nobody took', 'UPDATE call_refunds SET bill_id = NULL', ['bill.lines', 'bill.total', 'bill.digest']],
  ['a credit that was not used up', 'UPDATE account_credits SET used_minor = used_minor - 1', ['credit.used']],
])('%s is named', async (_, change, codes) => {
  if (change.startsWith('DELETE FROM bills'))
    await DB.batch([
      DB.prepare('UPDATE call_refunds SET bill_id = NULL WHERE bill_id IN (SELECT id FROM bills WHERE number = 2)'),
      DB.prepare('DELETE FROM bill_notices WHERE bill_id IN (SELECT id FROM bills WHERE number = 2)'),
      DB.prepare('DELETE FROM bill_lines WHERE bill_id IN (SELECT id FROM bills WHERE number = 2)'),
    ])
  await run(change)
  const found = await audit()
  expect(new Set(found.map(([code]) => code))).toEqual(new Set(codes))
})

test('the reconciler names them with the account’s other books', async () => {
  await run("UPDATE bill_lines SET amount_minor = amount_minor - 1 WHERE kind = 'base'")
  const view = async () => ({ at: APRIL.end, revision: 1, seq: 0, mark: 0, counters: {}, open: [], tail: [] })
  const compare = comparer(DB, view, { size: async () => 0, inspect: async () => {} })
  const found = (await compare({ id: account.id, tag: account.tag }, MARCH.start, { left: 100 })) ?? []
  expect(found.map(({ code }) => code)).toContain('bill.lines')
})
