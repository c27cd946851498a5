import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  billIdOf,
  CLOSES_AFTER,
  type Close,
  type ClosingPorts,
  type ClosingStore,
  makeClose,
  monthOf,
} from '../../src/domain/billing/close.ts'
import { makeIds } from '../../src/domain/ids.ts'
import { ledgerOf, meterOf } from '../../src/platform/meter.ts'
import { random } from '../../src/platform/random.ts'
import { closingStore } from '../../src/storage/closing.ts'
import { callOf, changePlan, DB, endOf, type Fixture, newAccount, newId } from '../meter/account.fixture.ts'

const { METER: OBJECTS } = env as unknown as { METER: DurableObjectNamespace }
const DAY = 86_400_000
const MARCH = monthOf('2027-03') as NonNullable<ReturnType<typeof monthOf>>
const APRIL = monthOf('2027-04') as typeof MARCH
const CLOSES = MARCH.end + CLOSES_AFTER
const TIERS = [{ from: 0, to: null, price_minor: 2, per: 1 }]
const PRO = { price_minor: 3_100, included_credits: 1_000, overage: TIERS }

let now: number

/** A call that was admitted and has ended; `open` leaves it open. */
async function call(account: Fixture, at: number, credits: number, open = false): Promise<string> {
  const id = makeIds(() => at, random)('req')
  await runInDurableObject(account.meter, async (meter) => {
    meter.clock = () => at
    const { code } = await meter.admit(account.tag, callOf(account, { id, credits }), [])
    if (code !== 'VALID') throw new Error(code)
    if (!open) await meter.settle([endOf(id)])
  })
  return id
}
/** Turns the object's clock, and lets it bring to D1 what is due. */
const turn = (account: Fixture, at: number) =>
  runInDurableObject(account.meter, async (meter) => {
    meter.clock = () => at
    await meter.alarm()
  })

function closer(changed: Partial<ClosingPorts> = {}) {
  return makeClose({
    store: closingStore(DB),
    push: (tag) => meterOf(OBJECTS, tag).push(tag),
    ledger: (tag) => ledgerOf(OBJECTS, tag),
    terms: { taxPpm: 190_000, taxName: 'MwSt', dueDays: 14 },
    clock: () => now,
    ids: makeIds(() => now, random),
    ...changed,
  })
}
const close = (account: Fixture, month = MARCH, changed: Partial<ClosingPorts> = {}): Promise<Close> =>
  closer(changed)(account, month)

const rows = async (query: string, ...values: unknown[]) =>
  (
    await DB.prepare(query)
      .bind(...values)
      .all()
  ).results
const billsOf = ({ id }: Fixture) => rows('SELECT * FROM bills WHERE account_id = ? ORDER BY number', id)
const linesOf = (account: Fixture, month = MARCH) =>
  rows(
    'SELECT kind, quantity, amount_minor AS amount FROM bill_lines WHERE bill_id = ? ORDER BY position',
    billIdOf(account.id, month),
  )
const favour = (account: Fixture, amount: number, id = newId('cred')) =>
  DB.prepare(
    `INSERT INTO account_credits (id, account_id, kind, amount_minor, currency, reason, given_by, created_at)
     SELECT ?1, ?2, 'goodwill', ?3, 'USD', 'sorry', user_id, ?4 FROM memberships WHERE account_id = ?2`,
  )
    .bind(id, account.id, amount, now)
    .run()
const giveBack = (account: Fixture, requestId: string, period: string, credits: number, phase = 0) =>
  DB.prepare(
    `INSERT INTO call_refunds (request_id, account_id, period, phase, credits, reason, given_by, created_at)
     SELECT ?1, ?2, ?3, ?4, ?5, 'late', user_id, ?6 FROM memberships WHERE account_id = ?2`,
  )
    .bind(requestId, account.id, period, phase, credits, now)
    .run()

/** An account that has had pro since before March, with 1,100 credits used in it: 200 more than the price, untaxed. */
async function ofPro(credits = 1_100): Promise<Fixture> {
  const account = await newAccount({})
  await changePlan(account, PRO)
  if (credits > 0) await call(account, MARCH.start + DAY, credits)
  await turn(account, CLOSES)
  return account
}

beforeEach(async () => {
  now = CLOSES
  await DB.batch(
    ['bill_lines', 'bill_notices', 'call_refunds', 'bills', 'closings', 'account_credits'].map((table) =>
      DB.prepare(`DELETE FROM ${table}`),
    ),
  )
})

describe('a month that is over', () => {
  test('is closed with its bill: lines, number, tax, when it is due, a notice and an event', async () => {
    const account = await newAccount({})
    await DB.prepare('UPDATE accounts SET billing_details = ? WHERE id = ?').bind('{"name":"Ours"}', account.id).run()
    await call(account, MARCH.start + DAY, 80)
    await changePlan(account, PRO, { from: MARCH.start + 10 * DAY })
    await call(account, MARCH.start + 11 * DAY, 1_000)
    await turn(account, CLOSES)

    expect(await close(account)).toEqual({ state: 'closed', billId: billIdOf(account.id, MARCH) })
    expect(await linesOf(account)).toEqual([
      // 21 of 31 days; credits 1,001 to 1,080 of the month.
      { kind: 'proration', quantity: 21 * 86_400, amount: 2_100 },
      { kind: 'overage', quantity: 80, amount: 160 },
    ])
    expect(await billsOf(account)).toMatchObject([
      {
        ...{ period: '2027-03', number: 1, status: 'open', currency: 'USD', details: '{"name":"Ours"}' },
        ...{ subtotal_minor: 2_260, tax_ppm: 190_000, tax_name: 'MwSt', tax_minor: 429, total_minor: 2_689 },
        ...{ issued_at: CLOSES, due_at: CLOSES + 14 * DAY, paid_at: null },
      },
    ])
    expect(await rows('SELECT kind, at, told_at FROM bill_notices')).toEqual([
      { kind: 'ready', at: CLOSES, told_at: null },
    ])
    expect(
      await rows(
        "SELECT actor_id, target FROM audit_events WHERE account_id = ? AND action = 'bill.issued'",
        account.id,
      ),
    ).toEqual([{ actor_id: null, target: billIdOf(account.id, MARCH) }])
    const [closing] = await rows('SELECT phases, digest FROM closings WHERE account_id = ?', account.id)
    expect(JSON.parse(closing?.phases as string)).toMatchObject([
      { starts_at: MARCH.start, ends_at: MARCH.start + 10 * DAY, trial: false, credits: 80 },
      { starts_at: MARCH.start + 10 * DAY, ends_at: MARCH.end, trial: false, credits: 1_000 },
    ])
    expect(closing?.digest).toBe((await billsOf(account))[0]?.digest)
  })

  test('waits until it has been over for five minutes', async () => {
    const account = await ofPro()
    now = CLOSES - 1
    expect(await close(account)).toMatchObject({ state: 'waits' })
    now = CLOSES
    expect(await close(account)).toMatchObject({ state: 'closed' })
  })

  test('waits for a call that is open, and charges what it costs in the end', async () => {
    const account = await ofPro(1_000)
    const id = await call(account, MARCH.end - 1_000, 50, true)
    const open = CLOSES - 250_000
    await turn(account, open)
    expect(await close(account)).toEqual({ state: 'waits', why: 'a call is open' })
    expect(await rows('SELECT 1 FROM closings')).toEqual([])
    await account.meter.settle([endOf(id, { credits: 30 })])
    await turn(account, CLOSES)
    expect(await close(account)).toMatchObject({ state: 'closed' })
    expect((await linesOf(account)).at(-1)).toEqual({ kind: 'overage', quantity: 30, amount: 60 })
  })

  test('waits for the next month’s open calls not at all', async () => {
    const account = await ofPro()
    await call(account, CLOSES, 5, true)
    expect(await close(account)).toMatchObject({ state: 'closed' })
  })

  test('waits until D1 holds its last calls, and until its object’s clock is beyond it', async () => {
    const account = await ofPro(1_000)
    await call(account, MARCH.end - 1, 7)
    expect(await close(account)).toEqual({ state: 'waits', why: 'the clock of its meter is behind' })
    await runInDurableObject(account.meter, async (meter) => {
      meter.clock = () => MARCH.end
    })
    expect(await close(account)).toEqual({ state: 'waits', why: 'calls are on their way to D1' })
    await turn(account, CLOSES)
    expect(await close(account)).toMatchObject({ state: 'closed' })
  })

  test('waits while D1 holds less than the object was told that it does', async () => {
    const account = await ofPro()
    await DB.prepare('UPDATE meter_marks SET seq = seq - 1 WHERE account_id = ?').bind(account.id).run()
    expect(await close(account)).toEqual({ state: 'waits', why: 'D1 is behind its meter' })
  })

  test('of which D1 holds calls, but its meter has lost the count, is refused instead of being billed as unused', async () => {
    const account = await ofPro()
    const ledger = async (tag: string) => ({ ...(await ledgerOf(OBJECTS, tag)), counters: {} })
    expect(await close(account, MARCH, { ledger })).toEqual({
      state: 'refused',
      why: 'its meter has no count of a month that D1 holds calls of',
    })
    expect(await rows('SELECT 1 FROM closings')).toEqual([])
  })

  test('without a price is closed without a bill', async () => {
    const account = await newAccount({})
    await call(account, MARCH.start, 10)
    await turn(account, CLOSES)
    expect(await close(account)).toEqual({ state: 'closed', billId: null })
    expect(await close(account)).toEqual({ state: 'done' })
    expect([await rows('SELECT 1 AS n FROM closings'), await rows('SELECT 1 FROM bills')]).toEqual([[{ n: 1 }], []])
  })

  test('of an account that is erased, or came later, is not closed', async () => {
    const [erased, later] = [await ofPro(), await ofPro(0)]
    await DB.prepare('UPDATE accounts SET erased_at = 1 WHERE id = ?').bind(erased.id).run()
    await DB.prepare('UPDATE plan_phases SET starts_at = starts_at + ? WHERE account_id = ?')
      .bind(MARCH.end, later.id)
      .run()
    expect([await close(erased), await close(later)]).toEqual([{ state: 'nothing' }, { state: 'nothing' }])
    expect(await rows('SELECT 1 FROM closings')).toEqual([])
  })

  test('in which deletion was asked is closed, and none after it', async () => {
    const [asked, before] = [await ofPro(), await ofPro()]
    for (const [{ id }, at] of [
      [asked, MARCH.start],
      [before, MARCH.start - 1],
    ] as const)
      await DB.prepare('UPDATE accounts SET deletion_due_at = ? WHERE id = ?')
        .bind(at + 14 * DAY, id)
        .run()
    expect(await close(asked)).toMatchObject({ state: 'closed' })
    expect(await close(before)).toEqual({ state: 'nothing' })
  })

  test('whose bill comes to nothing is paid at once', async () => {
    const account = await ofPro(0)
    await favour(account, 5_000)
    await close(account)
    expect(await billsOf(account)).toMatchObject([
      { status: 'paid', subtotal_minor: 0, tax_minor: 0, total_minor: 0, paid_minor: 0, paid_at: CLOSES },
    ])
  })
})

describe('closing', () => {
  test('killed before or after any step, and repeated, ends in the same one bill', async () => {
    const reference = await ofPro()
    await favour(reference, 100)
    await close(reference)
    const expected = await linesOf(reference)
    for (const step of ['ledger', 'push', 'read', 'write'] as const) {
      for (const when of ['before', 'after']) {
        const account = await ofPro()
        await favour(account, 100)
        // The object has not heard of this one, so that it is pushed.
        await DB.prepare('UPDATE accounts SET revision = revision + 1 WHERE id = ?').bind(account.id).run()
        const store = closingStore(DB)
        const dying =
          <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
          async (...args: A): Promise<T> => {
            if (when === 'after') await work(...args)
            throw new Error('killed')
          }
        const changed: Partial<ClosingPorts> =
          step === 'ledger'
            ? { ledger: dying((tag: string) => ledgerOf(OBJECTS, tag)) }
            : step === 'push'
              ? { push: dying((tag: string) => meterOf(OBJECTS, tag).push(tag)) }
              : {
                  store: {
                    ...store,
                    [step]: dying(store[step] as (...args: unknown[]) => Promise<unknown>),
                  } as ClosingStore,
                }
        await expect(close(account, MARCH, changed)).rejects.toThrow('killed')
        await close(account)
        expect(await close(account)).toEqual({ state: 'done' })
        expect(await billsOf(account)).toHaveLength(1)
        expect(await linesOf(account)).toEqual(expected)
        expect(await rows('SELECT used_minor FROM account_credits WHERE account_id = ?', account.id)).toEqual([
          { used_minor: 100 },
        ])
        expect(
          await rows("SELECT 1 AS n FROM audit_events WHERE account_id = ? AND action = 'bill.issued'", account.id),
        ).toHaveLength(1)
      }
    }
    const numbers = (await rows('SELECT number FROM bills ORDER BY number')).map(({ number }) => number)
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('of twenty accounts, each by two at once, numbers their bills without a gap', async () => {
    const accounts: Fixture[] = []
    for (let i = 0; i < 20; i++) accounts.push(await ofPro(0))
    const states = (await Promise.all([...accounts, ...accounts].map((account) => close(account)))).map(
      ({ state }) => state,
    )
    expect(states.filter((state) => state === 'closed')).toHaveLength(20)
    expect(states.filter((state) => state === 'done')).toHaveLength(20)
    const numbers = (await rows('SELECT number FROM bills ORDER BY number')).map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })

  test('notices what changes between its reading and its writing, and starts anew', async () => {
    const changes: Record<string, (account: Fixture) => Promise<unknown>> = {
      credit: (account) => favour(account, 100),
      refund: (account) => giveBack(account, newId('req'), '2027-03', 50, 1),
      phase: (account) => changePlan(account, { price_minor: 6_200 }, { from: MARCH.end - DAY }),
    }
    const found: unknown[] = []
    for (const change of Object.values(changes)) {
      const account = await ofPro()
      const store = closingStore(DB)
      let reads = 0
      const read: ClosingStore['read'] = async (...args) => {
        const standing = await store.read(...args)
        if (reads++ === 0) await change(account)
        return standing
      }
      expect(await close(account, MARCH, { store: { ...store, read } })).toMatchObject({ state: 'closed' })
      found.push((await linesOf(account)).map(({ amount }) => amount))
    }
    expect(found).toEqual([
      [3_100, 200, -100],
      [3_100, 200, -100],
      [3_000, 200, 200],
    ])
  })

  test('gives up for now on an account whose rows never stand still', async () => {
    const account = await ofPro()
    const store = closingStore(DB)
    const read: ClosingStore['read'] = async (...args) => {
      const standing = await store.read(...args)
      await favour(account, 1)
      return standing
    }
    expect(await close(account, MARCH, { store: { ...store, read } })).toMatchObject({ state: 'waits' })
    expect(await rows('SELECT 1 FROM bills')).toEqual([])
  })
})

describe('what is in an account’s favour', () => {
  test('is used up bill by bill', async () => {
    const account = await ofPro(0)
    await favour(account, 4_000)
    await close(account)
    now = APRIL.end + CLOSES_AFTER
    await turn(account, now)
    await close(account, APRIL)
    expect((await billsOf(account)).map((bill) => bill.subtotal_minor)).toEqual([0, 2_200])
    expect(await rows('SELECT used_minor FROM account_credits')).toEqual([{ used_minor: 4_000 }])
  })

  test('for calls of this month and the last that were given back: once, and what is too much for a bill stays for the next', async () => {
    const account = await ofPro(6_000)
    const id = newId('req')
    await giveBack(account, id, '2027-03', 100, 1)
    await close(account)
    expect((await linesOf(account)).at(-1)).toEqual({ kind: 'credit', quantity: 100, amount: -200 })
    await giveBack(account, newId('req'), '2027-03', 4_800, 1)
    for (const month of [APRIL, monthOf('2027-05') as typeof MARCH]) {
      now = month.end + CLOSES_AFTER
      await turn(account, now)
      await close(account, month)
    }
    // 5,000 were beyond; 100 and 4,800 came back, worth 9,600 of the second: 3,100 a month.
    expect((await billsOf(account)).map((bill) => bill.subtotal_minor)).toEqual([12_900, 0, 0])
    expect(await rows('SELECT kind, amount_minor, used_minor FROM account_credits')).toEqual([
      { kind: 'late_refund', amount_minor: 6_500, used_minor: 3_100 },
    ])
    expect(await rows('SELECT 1 FROM call_refunds WHERE bill_id IS NULL')).toEqual([])
    expect(await rows('SELECT bill_id FROM call_refunds WHERE request_id = ?', id)).toEqual([
      { bill_id: billIdOf(account.id, MARCH) },
    ])
  })
})

describe('calls of a month whose bill is void', () => {
  test.each([0, 1])('are worth nothing, though it became void after %d of the readings', async (reading) => {
    const account = await ofPro(6_000)
    await close(account)
    await giveBack(account, newId('req'), '2027-03', 100, 1)
    now = APRIL.end + CLOSES_AFTER
    await turn(account, now)
    const voided = () => rows("UPDATE bills SET status = 'void' WHERE id = ?", billIdOf(account.id, MARCH))
    if (reading === 0) await voided()
    const store = closingStore(DB)
    let reads = 0
    const read: ClosingStore['read'] = async (...args) => {
      const standing = await store.read(...args)
      if (++reads === reading) await voided()
      return standing
    }
    expect(await close(account, APRIL, { store: { ...store, read } })).toMatchObject({ state: 'closed' })
    expect(await linesOf(account, APRIL)).toMatchObject([{ kind: 'base', amount: 3_100 }])
    expect(await rows('SELECT bill_id FROM call_refunds')).toEqual([{ bill_id: billIdOf(account.id, APRIL) }])
  })
})

describe('a month of long ago', () => {
  const MAY = monthOf('2027-05') as typeof MARCH
  /** The object has been through later months, and has forgotten the counters of March. */
  async function later(account: Fixture) {
    await call(account, MAY.start + DAY, 1)
    now = MAY.end + CLOSES_AFTER
    await turn(account, now)
    expect((await account.meter.ledger(account.tag)).counters).not.toHaveProperty('account/month/2027-03')
  }

  test('is closed by its daily sums where one plan covers it', async () => {
    const account = await ofPro()
    await later(account)
    expect(await close(account)).toMatchObject({ state: 'closed' })
    expect((await linesOf(account)).map(({ amount }) => amount)).toEqual([3_100, 200])
  })

  test('and several plans is refused where it was used, and closed where it was not', async () => {
    const [used, unused] = [await ofPro(), await ofPro(0)]
    for (const account of [used, unused]) {
      await changePlan(account, { price_minor: 6_200 }, { from: MARCH.end - DAY })
      await later(account)
    }
    expect(await close(used)).toMatchObject({ state: 'refused' })
    expect(await close(unused)).toMatchObject({ state: 'closed' })
    expect(await linesOf(unused)).toMatchObject([{ amount: 3_000 }, { amount: 200 }])
  })
})
