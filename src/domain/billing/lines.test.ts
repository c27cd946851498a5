import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { periodAt } from '../periods.ts'
import { digestOf } from './digest.ts'
import { type BilledPlan, type BillInput, billOf } from './lines.ts'
import type { OverageTier } from './overage.ts'
import type { ClosedPhase } from './phases.ts'

const NOVEMBER = periodAt('month', Date.UTC(2026, 10, 1)) as BillInput['month']
const OCTOBER = periodAt('month', Date.UTC(2026, 9, 1)) as BillInput['month']
const DAY = 86_400_000
const day = (n: number) => NOVEMBER.start + (n - 1) * DAY

const TIERS: OverageTier[] = [
  { from: 0, to: 1_000, price_minor: 2, per: 1 },
  { from: 1_000, to: null, price_minor: 5, per: 10 },
]
const plans: Record<string, BilledPlan> = {
  free: { priceMinor: 0, currency: 'USD', includedCredits: 100, overage: null },
  pro: { priceMinor: 2_900, currency: 'USD', includedCredits: 1_000, overage: TIERS },
  team: {
    priceMinor: 9_900,
    currency: 'USD',
    includedCredits: 10_000,
    overage: [{ from: 0, to: null, price_minor: 1, per: 1 }],
  },
  euro: { priceMinor: 2_900, currency: 'EUR', includedCredits: 1_000, overage: TIERS },
}
const phase = (from: number, to: number, plan_id: string, credits = 0, trial = false): ClosedPhase => ({
  starts_at: from,
  ends_at: to,
  plan_id,
  trial,
  credits,
})
const whole = (plan: string, credits = 0, trial = false, month = NOVEMBER) =>
  phase(month.start, month.end, plan, credits, trial)

const input = (change: Partial<BillInput> = {}): BillInput => ({
  month: NOVEMBER,
  phases: [whole('pro')],
  plans,
  refunded: [],
  credits: [],
  taxPpm: 0,
  ...change,
})
const amounts = (change: Partial<BillInput>) =>
  billOf(input(change))?.lines.map(({ kind, amountMinor }) => [kind, amountMinor])
const refund = (requestId: string, credits: number, at = NOVEMBER.start) => ({ requestId, phase: at, credits })
const ofMonth = (
  phases: ClosedPhase[],
  refunds: ReturnType<typeof refund>[],
  month = NOVEMBER,
  before: typeof refunds = [],
) => ({
  period: month.name,
  start: month.start,
  end: month.end,
  phases,
  isVoid: false,
  before,
  refunds,
})
const favour = (id: string, leftMinor: number, currency = 'USD') => ({ id, reason: 'sorry', leftMinor, currency })

describe('a bill', () => {
  test('of a whole month holds the price and the overage by tier, and taxes their sum', () => {
    const bill = billOf(input({ phases: [whole('pro', 3_000)], taxPpm: 190_000 }))
    expect(bill?.lines.map(({ kind, quantity, amountMinor }) => [kind, quantity, amountMinor])).toEqual([
      ['base', 30 * 86_400, 2_900],
      ['overage', 1_000, 2_000],
      ['overage', 1_000, 500],
    ])
    // 19 % of 54.00
    expect(bill).toMatchObject({ subtotalMinor: 5_400, taxMinor: 1_026, totalMinor: 6_426, currency: 'USD' })
  })

  test('of a month in which plans were changed holds each plan by its time', () => {
    const phases = [
      phase(day(1), day(11), 'free', 80),
      phase(day(11), day(21), 'pro', 1_120),
      phase(day(21), NOVEMBER.end, 'team', 9_000),
    ]
    // 10 of 30 days each; under pro the credits 1,001 to 1,200 are beyond; under team those from 10,001 to 10,200.
    expect(amounts({ phases })).toEqual([
      ['proration', 967],
      ['proration', 3_300],
      ['overage', 400],
      ['overage', 200],
    ])
  })

  test('charges nothing for a trial, and is none when nothing has a price', () => {
    expect(billOf(input({ phases: [whole('free', 100)] }))).toBe(null)
    expect(billOf(input({ phases: [whole('pro', 1_000, true)] }))).toBe(null)
    expect(billOf(input({ phases: [] }))).toBe(null)
    expect(amounts({ phases: [phase(day(1), day(16), 'pro', 0, true), phase(day(16), NOVEMBER.end, 'pro')] })).toEqual([
      ['proration', 1_450],
    ])
  })

  test('mixes no currencies', () => {
    expect(() =>
      billOf(input({ phases: [phase(day(1), day(2), 'pro'), phase(day(2), NOVEMBER.end, 'euro')] })),
    ).toThrow('several currencies: USD, EUR')
  })
})

describe('calls that were given back', () => {
  test('take off what their overage cost, tier by tier, and nothing where they were included', () => {
    const phases = [whole('pro', 2_100)]
    // 1,100 beyond: 2,000 for the first thousand, 50 for the rest. 200 less: 900 beyond, 1,800.
    expect(amounts({ phases, refunded: [ofMonth(phases, [refund('a', 150), refund('b', 50)])] })).toEqual([
      ['base', 2_900],
      ['overage', 2_000],
      ['overage', 50],
      ['credit', -250],
    ])
    const included = [whole('pro', 900)]
    const bill = billOf(input({ phases: included, refunded: [ofMonth(included, [refund('a', 5)])] }))
    expect(bill?.lines).toHaveLength(1)
    expect(bill?.refunds).toEqual(['a'])
  })

  test('of an earlier month are worth what is left of its overage after those that were taken before', () => {
    const phases = [whole('pro', 1_100, false, OCTOBER)]
    const start = OCTOBER.start
    const month = ofMonth(phases, [refund('b', 80, start)], OCTOBER, [refund('a', 50, start)])
    // 100 beyond, 50 were given back already: only 50 of the 80 cost anything.
    expect(amounts({ refunded: [month] })).toEqual([
      ['base', 2_900],
      ['credit', -100],
    ])
  })

  test('of a phase that began before its month are found in it', () => {
    const phases = [whole('pro', 1_100)]
    expect(amounts({ phases, refunded: [ofMonth(phases, [refund('a', 10, 0)])] })?.at(-1)).toEqual(['credit', -20])
  })

  test('in another currency wait for a bill in theirs', () => {
    const phases = [whole('euro', 1_100, false, OCTOBER)]
    const bill = billOf(input({ refunded: [ofMonth(phases, [refund('a', 10, OCTOBER.start)], OCTOBER)] }))
    expect([bill?.lines.length, bill?.refunds]).toEqual([1, []])
  })
})

describe('what is in the account’s favour', () => {
  test('never takes a bill below nothing, and says what is left', () => {
    const october = [whole('team', 20_000, false, OCTOBER)]
    const bill = billOf(
      input({
        taxPpm: 190_000,
        refunded: [ofMonth(october, [refund('a', 5_000, OCTOBER.start)], OCTOBER)],
        credits: [favour('x', 700)],
      }),
    )
    expect(bill).toMatchObject({ subtotalMinor: 0, taxMinor: 0, totalMinor: 0, used: [] })
    expect(bill?.left).toEqual([{ period: '2026-10', amountMinor: 2_100 }])
  })

  test('is used in its order, in its own currency alone, and in part where not all is owed', () => {
    const credits = [favour('x', 2_000), favour('e', 500, 'EUR'), favour('y', 2_000), favour('z', 1)]
    expect(billOf(input({ credits }))?.used).toEqual([
      { creditId: 'x', amountMinor: 2_000 },
      { creditId: 'y', amountMinor: 900 },
    ])
  })
})

/** Phases that cover a month, each with a plan and credits. */
const someMonth = fc
  .record({
    year: fc.integer({ min: 2024, max: 2032 }),
    month: fc.integer({ min: 0, max: 11 }),
    cuts: fc.uniqueArray(fc.double({ min: 0.000001, max: 0.999999, noNaN: true }), { maxLength: 20 }),
    of: fc.array(
      fc.record({
        plan: fc.constantFrom('free', 'pro', 'team'),
        trial: fc.boolean(),
        credits: fc.integer({ min: 0, max: 5_000 }),
      }),
      { minLength: 21, maxLength: 21 },
    ),
  })
  .map(({ year, month, cuts, of }) => {
    const { name, start, end } = periodAt('month', Date.UTC(year, month, 1)) as BillInput['month']
    const at = [...new Set([start, ...cuts.map((cut) => start + Math.floor(cut * (end - start))), end])].sort(
      (a, b) => a - b,
    )
    const phases = at.slice(0, -1).map((from, i) => {
      const { plan, trial, credits } = of[i] as (typeof of)[number]
      return phase(from, at[i + 1] as number, plan, credits, trial)
    })
    return { month: { name, start, end }, phases }
  })
const kindSum = (bill: ReturnType<typeof billOf>, ...kinds: string[]) =>
  (bill?.lines ?? []).filter(({ kind }) => kinds.includes(kind)).reduce((sum, { amountMinor }) => sum + amountMinor, 0)

describe('whatever was had and used', () => {
  test('lines sum to the subtotal, and every amount is whole', () => {
    fc.assert(
      fc.property(
        someMonth,
        fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 4 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (had, favours, taxPpm) => {
          const bill = billOf(input({ ...had, taxPpm, credits: favours.map((left, i) => favour(`c${i}`, left)) }))
          if (!bill) return
          expect(bill.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(bill.subtotalMinor)
          expect(bill.subtotalMinor).toBeGreaterThanOrEqual(0)
          expect(bill.totalMinor).toBe(bill.subtotalMinor + bill.taxMinor)
          for (const { amountMinor } of bill.lines) expect(Number.isSafeInteger(amountMinor)).toBe(true)
        },
      ),
    )
  })

  test('the parts of one plan over a whole month sum to its price', () => {
    fc.assert(
      fc.property(someMonth, ({ month, phases }) => {
        const ofOne = phases.map((it) => ({ ...it, plan_id: 'pro', trial: false, credits: 0 }))
        expect(kindSum(billOf(input({ month, phases: ofOne })), 'base', 'proration')).toBe(2_900)
      }),
    )
  })

  test('a phase that is cut in two costs what it cost', () => {
    fc.assert(
      fc.property(someMonth, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (had, which, share) => {
        const i = which % had.phases.length
        const it = had.phases[i] as ClosedPhase
        const middle = it.starts_at + Math.floor(share * (it.ends_at - it.starts_at))
        const first = Math.floor(share * it.credits)
        const halves = [
          { ...it, ends_at: middle, credits: first },
          { ...it, starts_at: middle, credits: it.credits - first },
        ]
        const cut = [...had.phases.slice(0, i), ...halves, ...had.phases.slice(i + 1)]
        expect(billOf(input({ ...had, phases: cut }))?.totalMinor).toBe(billOf(input(had))?.totalMinor)
      }),
    )
  })

  test('more credits never cost less', () => {
    fc.assert(
      fc.property(someMonth, fc.nat(), fc.integer({ min: 1, max: 5_000 }), (had, which, more) => {
        const i = which % had.phases.length
        const phases = had.phases.map((it, j) => (i === j ? { ...it, credits: it.credits + more } : it))
        const cost = (of: ClosedPhase[]) => billOf(input({ ...had, phases: of }))?.subtotalMinor ?? 0
        expect(cost(phases)).toBeGreaterThanOrEqual(cost(had.phases))
      }),
    )
  })

  test('refunds taken one by one are worth what they are together', () => {
    fc.assert(
      fc.property(
        someMonth,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 900 })), { maxLength: 6 }),
        ({ month, phases }, gone) => {
          const refunds = gone.map(([which, credits], i) =>
            refund(`r${i}`, credits, phases[which % phases.length]?.starts_at),
          )
          const worth = (before: typeof refunds, now: typeof refunds) => {
            const bill = billOf(input({ refunded: [ofMonth(phases, now, month, before)] }))
            return -kindSum(bill, 'credit') + (bill?.left[0]?.amountMinor ?? 0)
          }
          const oneByOne = refunds.reduce((sum, it, i) => sum + worth(refunds.slice(0, i), [it]), 0)
          expect(oneByOne).toBe(worth([], refunds))
        },
      ),
    )
  })
})

describe('the digest', () => {
  const of = (change: Partial<BillInput> = {}) => digestOf('acct_1', input(change), billOf(input(change)))

  test('is the same for the same, and for money in favour that was not used', () => {
    expect(of()).toMatch(/^[0-9a-f]{64}$/)
    expect(of({ credits: [favour('e', 5, 'EUR')] })).toBe(of())
  })

  test('changes with each thing that a bill is computed from', () => {
    const phases = [whole('pro', 2_000)]
    const others: Partial<BillInput>[] = [
      {},
      { phases },
      { phases, refunded: [ofMonth(phases, [refund('a', 1)])] },
      { phases, refunded: [ofMonth(phases, [refund('a', 2)])] },
      { phases, refunded: [{ ...ofMonth(phases, [refund('a', 2)]), isVoid: true }] },
      { phases: [whole('team')] },
      { taxPpm: 1 },
      { credits: [favour('x', 5)] },
      { plans: { ...plans, pro: { ...(plans.pro as BilledPlan), includedCredits: 999 } } },
    ]
    expect(new Set(others.map(of)).size).toBe(others.length)
  })
})
