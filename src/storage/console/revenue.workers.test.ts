import { beforeAll, expect, test } from 'vitest'
import { plantBill } from '../../app/bill.fixture.ts'
import { bindings, type Person, signUp } from '../../app/visitor.fixture.ts'
import { makeRevenue } from '../../domain/billing/revenue.ts'
import { revenueSums } from './revenue.ts'

const { DB } = bindings
const DAY = 86_400_000
/** In the middle of December. */
const NOW = Date.UTC(2026, 11, 15, 12)

const report = (months: number, now = NOW) => makeRevenue({ sums: revenueSums(DB), clock: () => now })(months)
const of = async (currency: string, months = 12, now = NOW) =>
  (await report(months, now)).currencies.find((one) => one.currency === currency)
const run = (query: string, ...values: unknown[]) =>
  DB.prepare(query)
    .bind(...values)
    .run()
const plan = (id: string, priceMinor: number, currency = 'USD') =>
  run(
    `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, created_at)
     VALUES (?1, ?1, 1, ?1, ?2, ?3, 100, '[]', 0)`,
    id,
    priceMinor,
    currency,
  )
const phase = ({ accountId }: Person, planId: string, startsAt: number, trial = 0) =>
  run('INSERT INTO plan_phases VALUES (?, ?, ?, ?, 0)', accountId, startsAt, planId, trial)
const amount = (amountMinor: number, planId: string | null = null) => [{ amountMinor, planId, kind: 'base' as const }]
let payments = 0
const pay = (person: Person, billId: string, minor: number, at: number, { refunded = 0, currency = 'USD' } = {}) =>
  run(
    `INSERT INTO payments (id, account_id, bill_id, method, amount_minor, refunded_minor, currency, paid_at)
     VALUES (?, ?, ?, 'manual', ?, ?, ?, ?)`,
    `pay_${++payments}`,
    person.accountId,
    billId,
    minor,
    refunded,
    currency,
    at,
  )

let big: Person
let small: Person
let abroad: Person
let free: Person
beforeAll(async () => {
  big = await signUp('earns-big')
  small = await signUp('earns-small')
  abroad = await signUp('earns-abroad')
  free = await signUp('earns-nothing')
})

test('before anything is sold there is no currency', async () => {
  expect(await report(12)).toEqual({
    at: NOW,
    from: Date.UTC(2026, 0, 1),
    until: Date.UTC(2027, 0, 1),
    currencies: [],
  })
})

test('recurring is the price of each plan in force, to the millisecond; trials and what is to come stand apart', async () => {
  await run('UPDATE accounts SET created_at = 1')
  await run('UPDATE plan_phases SET starts_at = 1')
  for (const [id, price, currency] of [
    ['pro', 2_900],
    ['enterprise', 50_000],
    ['yen', 9_000, 'JPY'],
  ] as const) {
    await plan(id, price, currency)
  }
  await phase(big, 'enterprise', NOW)
  await phase(big, 'pro', NOW + DAY)
  await phase(small, 'pro', NOW - DAY, 1)
  await phase(abroad, 'yen', NOW - DAY)
  const gone = await signUp('earns-gone')
  await run('UPDATE plan_phases SET starts_at = 1 WHERE account_id = ?', gone.accountId)
  await phase(gone, 'pro', NOW - DAY)
  await run('UPDATE accounts SET erased_at = 1 WHERE id = ?', gone.accountId)
  expect(await of('USD')).toMatchObject({ recurringMinor: 50_000, accounts: 1, trials: 1 })
  expect((await of('USD'))?.plans.map(({ planId, accounts, trials }) => [planId, accounts, trials])).toEqual([
    ['enterprise', 1, 0],
    ['pro', 0, 1],
    ['plan_free_1', 1, 0],
  ])
  expect(await of('JPY')).toMatchObject({ recurringMinor: 9_000, accounts: 1, trials: 0 })
  expect(await of('USD', 12, NOW - 1)).toMatchObject({ recurringMinor: 0, trials: 1 })
  expect(await of('USD', 12, NOW + DAY)).toMatchObject({ recurringMinor: 2_900 })
})

test('bills count in the month of their issue, payments in that of their coming: by currency, never added', async () => {
  const october = await plantBill({ ...big, period: '2026-10', lines: amount(60_000, 'enterprise'), status: 'paid' })
  const november = await plantBill({ ...big, period: '2026-11', lines: amount(50_000, 'enterprise'), dueAt: NOW - 1 })
  await run('UPDATE bills SET credited_minor = 10000, paid_minor = 15000 WHERE id = ?', november.id)
  const void_ = await plantBill({ ...small, period: '2026-11', lines: amount(77_777, 'pro'), status: 'void' })
  const lost = await plantBill({ ...small, period: '2026-10', lines: amount(3_000, 'pro'), status: 'uncollectible' })
  await plantBill({ ...free, period: '2026-11', lines: amount(88_888, 'pro'), status: 'draft' })
  const yen = await plantBill({ ...abroad, period: '2026-11', lines: amount(9_000, 'yen'), currency: 'JPY' })
  await pay(big, october.id, 60_000, Date.UTC(2026, 11, 1) - 1, { refunded: 5_000 })
  await pay(big, november.id, 15_000, Date.UTC(2026, 11, 1))
  await pay(abroad, yen.id, 4_000, NOW, { currency: 'JPY' })
  expect([void_.number, lost.number].every((number) => number > 0)).toBe(true)
  const usd = await of('USD')
  expect(usd?.months.slice(-3)).toEqual([
    { period: '2026-10', bills: 0, billedMinor: 0, paidMinor: 0 },
    { period: '2026-11', bills: 2, billedMinor: 63_000, paidMinor: 55_000 },
    { period: '2026-12', bills: 1, billedMinor: 40_000, paidMinor: 15_000 },
  ])
  expect(usd).toMatchObject({ billedMinor: 103_000, paidMinor: 70_000, owedMinor: 25_000 })
  expect(usd?.months.map(({ period }) => period)).toEqual(
    Array.from({ length: 12 }, (_, i) => `2026-${String(i + 1).padStart(2, '0')}`),
  )
  expect(usd?.plans.map(({ planId, billedMinor }) => [planId, billedMinor])).toEqual([
    ['enterprise', 110_000],
    ['pro', 3_000],
    ['plan_free_1', 0],
  ])
  expect(await of('JPY')).toMatchObject({ billedMinor: 9_000, paidMinor: 4_000, owedMinor: 9_000 })
  expect(await of('USD', 1)).toMatchObject({ billedMinor: 40_000, months: [{ period: '2026-12' }] })
})

test('what is owed stands by its age, to the millisecond', async () => {
  await run("UPDATE bills SET status = 'void' WHERE status = 'open'")
  for (const [i, [dueAt, minor]] of (
    [
      [NOW + 1, 1],
      [NOW, 2],
      [NOW - 30 * DAY + 1, 4],
      [NOW - 30 * DAY, 8],
      [NOW - 60 * DAY + 1, 16],
      [NOW - 60 * DAY, 32],
      [NOW - 90 * DAY + 1, 64],
      [NOW - 90 * DAY, 128],
      [NOW - 900 * DAY, 256],
    ] as const
  ).entries()) {
    await plantBill({ ...small, period: `2025-0${i + 1}`, lines: amount(minor), dueAt })
  }
  expect((await of('USD'))?.ageing).toEqual([
    { age: 'not_due', bills: 1, owedMinor: 1 },
    { age: 'days_1_30', bills: 2, owedMinor: 6 },
    { age: 'days_31_60', bills: 2, owedMinor: 24 },
    { age: 'days_61_90', bills: 2, owedMinor: 96 },
    { age: 'days_over_90', bills: 2, owedMinor: 384 },
  ])
})

test('the ten that were billed most are named, by currency, the most first', async () => {
  const people = []
  for (let i = 0; i < 11; i++) people.push(await signUp(`earns-top-${i}`))
  for (const [i, person] of people.entries())
    await plantBill({ ...person, period: '2026-11', lines: amount(200_000 + i) })
  const top = (await of('USD'))?.top ?? []
  expect(top.map(({ billedMinor }) => billedMinor)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((i) => 200_000 + i))
  expect(top[0]).toEqual({ accountId: people[10]?.accountId, name: 'earns-top-10', bills: 1, billedMinor: 200_010 })
})
