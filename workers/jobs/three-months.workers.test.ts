import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startStripe } from '../../src/app/stripe.fixture.ts'
import { bindings } from '../../src/app/visitor.fixture.ts'
import { auditBills } from '../../src/domain/billing/audit-bills.ts'
import { billIdOf, CLOSES_AFTER, makeClose, monthOf } from '../../src/domain/billing/close.ts'
import { makeFavours } from '../../src/domain/billing/favours.ts'
import { makePaying } from '../../src/domain/billing/paying/make.ts'
import { PNG } from '../../src/domain/billing/paying/voucher-file.fixture.ts'
import { makeCalls } from '../../src/domain/calls/make.ts'
import { makeIds } from '../../src/domain/ids.ts'
import { makeSubscriptions } from '../../src/domain/subscriptions/make.ts'
import { askFor, ledgerOf, meterOf, viewOf } from '../../src/platform/meter.ts'
import { random } from '../../src/platform/random.ts'
import { stripeProvider } from '../../src/platform/stripe.ts'
import { voucherFiles } from '../../src/platform/voucher-files.ts'
import { readBillBooks } from '../../src/storage/bill-books.ts'
import { checkoutStore } from '../../src/storage/checkouts.ts'
import { closingStore } from '../../src/storage/closing.ts'
import { callStore } from '../../src/storage/console/calls.ts'
import { favourStore } from '../../src/storage/console/favours.ts'
import { database } from '../../src/storage/database.ts'
import { paymentStore } from '../../src/storage/payments.ts'
import { refundStore } from '../../src/storage/refunds.ts'
import { subscriptionStore } from '../../src/storage/subscriptions.ts'
import { voucherStore } from '../../src/storage/vouchers.ts'
import { callOf, DB, endOf, type Fixture, newAccount } from '../meter/account.fixture.ts'

/** A customer's first three months: each bill is computed here by hand, and by the reconciler. */

const { METER } = env as unknown as { METER: DurableObjectNamespace }
const DAY = 86_400_000
const month = (name: string) => monthOf(name) as NonNullable<ReturnType<typeof monthOf>>
const [JANUARY, FEBRUARY, MARCH] = [month('2031-01'), month('2031-02'), month('2031-03')]
const SECRET = 'sk_test_months'
const log = () => {}

let now = 0
const clock = () => now
const ids = makeIds(clock, random)
const db = database(DB)
const push = async ({ tag }: { tag: string }) => (await meterOf(METER, tag).push(tag)) > 0
const subscriptions = makeSubscriptions({
  store: subscriptionStore(db),
  view: (tag) => viewOf(METER, tag, log),
  push,
  clock,
  ids,
})
const calls = makeCalls({
  store: callStore(db),
  view: (tag) => viewOf(METER, tag, log),
  ask: (tag, id) => askFor(METER, tag, id, log),
})
const favours = makeFavours({ store: favourStore(db), find: calls.findAnywhere, clock, ids })
const paying = makePaying({
  store: { ...paymentStore(db), ...checkoutStore(db), ...refundStore(db), ...voucherStore(db) },
  provider: stripeProvider({ secretKey: SECRET, apiUrl: undefined }, log),
  bankDetails: 'a bank',
  files: voucherFiles(bindings.ARCHIVE),
  push,
  clock,
  ids,
})
const closeMonth = makeClose({
  store: closingStore(DB),
  push: (tag) => meterOf(METER, tag).push(tag),
  ledger: (tag) => ledgerOf(METER, tag),
  terms: { taxPpm: 190_000, taxName: 'VAT', dueDays: 14 },
  clock,
  ids,
})

const stripe = startStripe(SECRET, 'whsec_months')
beforeEach(() => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => stripe.answer(new Request(input, init)))
})
afterEach(() => vi.restoreAllMocks())

/** What a call that costs so many credits is decided as now; one that passes ends. */
async function call(account: Fixture, credits: number): Promise<{ id: string; code: string }> {
  const id = ids('req')
  return runInDurableObject(account.meter, async (meter) => {
    meter.clock = clock
    const { code } = await meter.admit(account.tag, callOf(account, { id, credits }), [])
    if (code === 'VALID') await meter.settle([endOf(id)])
    return { id, code }
  })
}

/** Closes a month as the job does five minutes after its end; its bill's id, or null. */
async function close(account: Fixture, of: typeof JANUARY): Promise<string | null> {
  now = of.end + CLOSES_AFTER
  await runInDurableObject(account.meter, async (meter) => {
    meter.clock = clock
    await meter.alarm()
  })
  const closed = await closeMonth(account, of)
  if (closed.state !== 'closed') throw new Error(JSON.stringify(closed))
  return closed.billId
}

const linesOf = async (account: Fixture, of: typeof JANUARY) => {
  const { results } = await DB.prepare(
    'SELECT kind, quantity, amount_minor AS amount FROM bill_lines WHERE bill_id = ? ORDER BY position',
  )
    .bind(billIdOf(account.id, of))
    .all()
  return results
}
const billOf = (account: Fixture, of: typeof JANUARY) =>
  DB.prepare('SELECT number, status, subtotal_minor, tax_minor, total_minor, paid_minor FROM bills WHERE id = ?')
    .bind(billIdOf(account.id, of))
    .first()

test('free, upgraded in mid-month, over its quota, paid by voucher, then by card, downgraded, refunded', async () => {
  const account = await newAccount({ credits: 100 })
  const { user_id: userId } = (await DB.prepare('SELECT user_id FROM memberships WHERE account_id = ?')
    .bind(account.id)
    .first<{ user_id: string }>()) as { user_id: string }
  const actor = { accountId: account.id, userId, tag: account.tag, address: '' }
  const operator = { userId, address: '' }
  const tiers = [
    { from: 0, to: 100, price_minor: 2, per: 1 },
    { from: 100, to: null, price_minor: 1, per: 1 },
  ]
  await DB.prepare(
    `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, overage, created_at)
     VALUES ('plan_months', 'months', 1, 'Months', 3100, 'USD', 1000, ?, 0)`,
  )
    .bind(JSON.stringify(tiers))
    .run()

  // January: free until the 16th; its 100 credits are used up, and an upgrade lets the next call pass.
  now = JANUARY.start + 9 * DAY
  expect([(await call(account, 60)).code, (await call(account, 60)).code]).toEqual(['VALID', 'QUOTA_EXCEEDED'])
  now = JANUARY.start + 15 * DAY
  const quote = await subscriptions.quote(account.id, 'months')
  expect(quote.ok && quote.value.isImmediate).toBe(true)
  const upgraded = await subscriptions.change(actor, 'months', quote.ok ? quote.value.expected : '')
  expect(upgraded.ok && upgraded.value.inForce).toBe(true)
  const late = await call(account, 100)
  expect([late.code, (await call(account, 1_100)).code]).toEqual(['VALID', 'VALID'])

  expect(await close(account, JANUARY)).toBe(billIdOf(account.id, JANUARY))
  // 16 of 31 days of 31.00; 60 + 100 + 1,100 are 260 beyond 1,000: 100 at 2 and 160 at 1.
  expect(await linesOf(account, JANUARY)).toEqual([
    { kind: 'proration', quantity: 16 * 86_400, amount: 1_600 },
    { kind: 'overage', quantity: 100, amount: 200 },
    { kind: 'overage', quantity: 160, amount: 160 },
  ])
  // 19 % of 19.60 is 3.724.
  const january = { number: 1, subtotal_minor: 1_960, tax_minor: 372, total_minor: 2_332 }
  expect(await billOf(account, JANUARY)).toMatchObject({ ...january, status: 'open', paid_minor: 0 })

  // Paid by bank transfer: a picture of it, and an operator who approves.
  const uploaded = await paying.upload(actor, billIdOf(account.id, JANUARY), PNG)
  const voucherId = uploaded.ok ? uploaded.value.id : ''
  expect((await paying.approve(operator, voucherId, { amountMinor: 2_332, paidAt: now })).ok).toBe(true)
  expect(await billOf(account, JANUARY)).toMatchObject({ ...january, status: 'paid', paid_minor: 2_332 })

  // February, 28 days: all of it on the plan, 50 credits beyond; a smaller plan is agreed for its end, and an old call given back.
  now = FEBRUARY.start + 10 * DAY
  expect((await call(account, 1_050)).code).toBe('VALID')
  const refunded = await favours.refundCall(operator, late.id, { account: account.id, reason: 'it was our fault' })
  expect(refunded.ok).toBe(true)
  const down = await subscriptions.change(actor, account.planId)
  expect(down.ok && down.value.value.isImmediate).toBe(false)
  expect((await call(account, 1)).code).toBe('VALID')

  await close(account, FEBRUARY)
  // 51 beyond at 2; January without the 100 credits has 160 beyond, which cost 200 + 60: 100 less than they did.
  expect(await linesOf(account, FEBRUARY)).toEqual([
    { kind: 'base', quantity: 28 * 86_400, amount: 3_100 },
    { kind: 'overage', quantity: 51, amount: 102 },
    { kind: 'credit', quantity: 100, amount: -100 },
  ])
  // 19 % of 31.02 is 5.8938.
  const february = { number: 2, subtotal_minor: 3_102, tax_minor: 589, total_minor: 3_691 }
  expect(await billOf(account, FEBRUARY)).toMatchObject({ ...february, status: 'open' })

  // Paid by card; of that 5.00 are given back.
  const back = { paidUrl: 'https://a.example/', backUrl: 'https://a.example/', title: 'TG-000002' }
  const checkout = await paying.openCheckout(actor, billIdOf(account.id, FEBRUARY), back)
  if (!checkout.ok) throw new Error(checkout.code)
  stripe.pay(checkout.value.id)
  await paying.hear({ id: 'evt_months', type: 'checkout.session.completed', objectId: checkout.value.id })
  expect(await billOf(account, FEBRUARY)).toMatchObject({ ...february, status: 'paid', paid_minor: 3_691 })
  const standing = await paying.standing(account.id, billIdOf(account.id, FEBRUARY))
  const given = await paying.refund(operator, standing?.payments[0]?.id ?? '', { amountMinor: 500, reason: 'goodwill' })
  expect(given.ok).toBe(true)
  expect(await billOf(account, FEBRUARY)).toMatchObject({ ...february, status: 'paid', paid_minor: 3_191 })

  // March: free again from its first millisecond.
  now = MARCH.start
  expect([(await call(account, 100)).code, (await call(account, 1)).code]).toEqual(['VALID', 'QUOTA_EXCEEDED'])
  expect(await close(account, MARCH)).toBeNull()

  expect(auditBills(await readBillBooks(DB, account.id, JANUARY.start))).toEqual([])
})
