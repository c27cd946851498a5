import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overageCost } from '../billing/overage.ts'
import { periodAt } from '../periods.ts'
import { decide } from './decide.ts'
import type { AccountSnapshot, AdmitRequest, KeySnapshot, PhaseSnapshot, PlanSnapshot } from './face.ts'
import { spentInMonth, useOfMonth } from './phases.ts'
import { ACCOUNT, charge, counterName, emptyState, end, type MeterState, nothingTouched } from './state.ts'

const DAY = 86_400_000
const START = Date.UTC(2028, 1, 1)
const END = Date.UTC(2028, 2, 1)
const MONTH = periodAt('month', START)

const key: KeySnapshot = {
  id: 'key_1',
  hash: 'hash',
  name: 'test',
  status: 'active',
  expiresAt: null,
  scopes: [],
  allowedIps: [],
  rateLimits: [],
  quota: null,
}
const plan = (includedCredits: number | null, priceOfTen?: number): PlanSnapshot => ({
  key: `plan-${includedCredits}`,
  name: 'Test',
  includedCredits,
  rateLimits: [],
  overage: priceOfTen === undefined ? null : [{ from: 0, to: null, price_minor: priceOfTen, per: 10 }],
})
const phase = (from: number, of: PlanSnapshot, planId = of.key): PhaseSnapshot => ({
  from,
  planId,
  trial: false,
  plan: of,
})

function stateOf(phases: PhaseSnapshot[], more: Partial<AccountSnapshot> = {}): MeterState {
  const state = emptyState()
  const newest = phases.at(-1) as PhaseSnapshot
  state.account = {
    id: 'acct_1',
    tag: 'tag',
    revision: 1,
    status: 'active',
    verified: true,
    plan: newest.plan,
    phases,
    ...more,
  }
  state.keys.set(key.hash, key)
  return state
}

let calls = 0
const callOf = (credits = 1): AdmitRequest => ({
  id: `req_${calls++}`,
  keyHash: 'hash',
  routeId: 'route_1',
  scopes: [],
  credits,
  method: 'GET',
  path: '/api/x',
  address: '192.0.2.1',
  requireVerified: true,
  timeoutMs: 30_000,
})

/** Decides and charges; the code. */
function call(state: MeterState, now: number, credits = 1): string {
  const asked = callOf(credits)
  const { code } = decide(state, asked, now)
  if (code === 'VALID') charge(state, asked, now, nothingTouched())
  return code
}
const use = (state: MeterState, now: number) =>
  useOfMonth(
    state.account as AccountSnapshot,
    MONTH,
    now,
    state.counters.get(counterName(ACCOUNT, 'month', now)) ?? 0,
    (name) => state.counters.get(name) ?? 0,
  )

describe('a plan that was agreed for later', () => {
  test('is in force at its instant and not a millisecond before', () => {
    const state = stateOf([phase(0, plan(1)), phase(START + DAY, plan(3))])
    const at = [START + DAY - 2, START + DAY - 1, START + DAY].map((now) => call(state, now))
    expect(at).toEqual(['VALID', 'QUOTA_EXCEEDED', 'VALID'])
  })

  test('names itself in the decision', () => {
    const state = stateOf([phase(0, plan(1)), phase(START + DAY, plan(3))])
    expect([START, START + DAY].map((now) => decide(state, callOf(), now).plan)).toEqual(['plan-1', 'plan-3'])
  })
})

describe('credits by phase', () => {
  test('are those of calls admitted in it, whenever they end', () => {
    const state = stateOf([
      phase(0, plan(null)),
      phase(START + DAY, plan(null), 'b'),
      phase(START + 2 * DAY, plan(null), 'c'),
    ])
    call(state, START, 5)
    const late = callOf(7)
    charge(state, late, START + DAY, nothingTouched())
    call(state, START + 2 * DAY, 11)
    const ended = {
      id: late.id,
      outcome: 'failed',
      status: 500,
      ms: 1,
      upstreamMs: null,
      bytes: 0,
      refund: true,
    } as const
    const before = use(state, START + 3 * DAY).map(({ credits }) => credits)
    end(state, ended, START + 3 * DAY, nothingTouched())
    expect([before, use(state, START + 3 * DAY).map(({ credits }) => credits)]).toEqual([
      [5, 7, 11],
      [5, 0, 11],
    ])
  })

  test('start anew with the month, under the plan that it begins with', () => {
    const state = stateOf([phase(0, plan(null)), phase(START + DAY, plan(null), 'b')])
    call(state, START, 5)
    call(state, START + DAY, 7)
    call(state, END, 11)
    const [account, used] = [
      state.account as AccountSnapshot,
      state.counters.get(counterName(ACCOUNT, 'month', END)) ?? 0,
    ]
    const march = useOfMonth(account, periodAt('month', END), END, used, (name) => state.counters.get(name) ?? 0)
    expect(march.map(({ planId, credits }) => [planId, credits])).toEqual([['b', 11]])
  })

  test('sum to those of the month, whatever changes when', () => {
    const changes = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { maxLength: 6 })
    fc.assert(
      fc.property(changes, fc.array(fc.tuple(fc.nat(28), fc.nat(9)), { maxLength: 30 }), (days, spent) => {
        const later = days.sort((a, b) => a - b).map((day) => phase(START + day * DAY, plan(null), `day-${day}`))
        const state = stateOf([phase(0, plan(null)), ...later])
        for (const [day, credits] of spent.sort((a, b) => a[0] - b[0])) call(state, START + day * DAY, credits)
        const expected = [0, ...days].map((day, i) => {
          const next = [0, ...days][i + 1] ?? 99
          return spent.reduce((sum, [at, credits]) => (at >= day && at < next ? sum + credits : sum), 0)
        })
        expect(use(state, END - 1).map(({ credits }) => credits)).toEqual(expected)
      }),
    )
  })
})

describe('a plan with overage', () => {
  test('lets calls pass beyond its included credits', () => {
    const state = stateOf([phase(0, plan(1, 10))])
    expect([call(state, START), call(state, START)]).toEqual(['VALID', 'VALID'])
  })

  test('in a trial calls stop at the included credits', () => {
    const trial = { ...phase(0, plan(1)), trial: true }
    const state = stateOf([trial])
    expect([call(state, START), call(state, START)]).toEqual(['VALID', 'QUOTA_EXCEEDED'])
  })
})

describe("an account's own cap", () => {
  test('lets pass what costs no more than it, and refuses the next', () => {
    // A credit costs 1: three beyond the two included ones.
    const state = stateOf([phase(0, plan(2, 10))], { spendingCapMinor: 3 })
    expect(Array.from({ length: 6 }, () => call(state, START))).toEqual([...Array(5).fill('VALID'), 'SPENDING_LIMIT'])
  })

  test('of nothing stops at the included credits', () => {
    const state = stateOf([phase(0, plan(2, 10))], { spendingCapMinor: 0 })
    expect(Array.from({ length: 3 }, () => call(state, START))).toEqual(['VALID', 'VALID', 'SPENDING_LIMIT'])
  })

  test('is not passed over by a call that costs several credits', () => {
    const state = stateOf([phase(0, plan(2, 10))], { spendingCapMinor: 3 })
    expect([call(state, START, 4), call(state, START, 2), call(state, START, 1)]).toEqual([
      'VALID',
      'SPENDING_LIMIT',
      'VALID',
    ])
  })

  test('starts anew with the month', () => {
    const state = stateOf([phase(0, plan(0, 10))], { spendingCapMinor: 1 })
    expect([call(state, START), call(state, START), call(state, END)]).toEqual(['VALID', 'SPENDING_LIMIT', 'VALID'])
  })

  test('holds over every change of plan within a month', () => {
    const plans = [plan(0, 7), plan(5, 3), plan(20, 11), plan(3)]
    const changes = fc.array(fc.tuple(fc.integer({ min: 1, max: 28 }), fc.nat(3)), { maxLength: 5 })
    const asked = fc.array(fc.tuple(fc.nat(28), fc.integer({ min: 1, max: 9 })), { maxLength: 40 })
    fc.assert(
      fc.property(changes, asked, fc.nat(40), (changed, made, cap) => {
        const days = new Map(changed.map(([day, i]) => [day, i]))
        const later = [...days]
          .sort((a, b) => a[0] - b[0])
          .map(([day, i]) => phase(START + day * DAY, plans[i] as PlanSnapshot, String(i)))
        const state = stateOf([phase(0, plans[0] as PlanSnapshot, '0'), ...later], { spendingCapMinor: cap })
        for (const [day, credits] of made.sort((a, b) => a[0] - b[0])) {
          const before = spentInMonth(use(state, START + day * DAY))
          const code = call(state, START + day * DAY, credits)
          expect(spentInMonth(use(state, START + day * DAY))).toBeLessThanOrEqual(Math.max(cap, before))
          expect(code === 'VALID' || spentInMonth(use(state, START + day * DAY)) === before).toBe(true)
        }
      }),
    )
  })

  test('comes after the key quota and before the account quota', () => {
    const both = { ...plan(0, 10), quotas: [{ limit: 0, period: 'total' as const }] }
    const state = stateOf([phase(0, both)], { spendingCapMinor: 0 })
    const first = decide(state, callOf(), START).code
    state.keys.set(key.hash, { ...key, quota: { limit: 0, period: 'month' } })
    const withKeyQuota = decide(state, callOf(), START)
    expect([first, withKeyQuota.code, withKeyQuota.refusedBy]).toEqual(['SPENDING_LIMIT', 'QUOTA_EXCEEDED', 0])
  })
})

test('an overdue bill refuses after suspension and before the address', () => {
  const state = stateOf([phase(0, plan(10))], { paymentRequired: true })
  const open = decide(state, callOf(), START).code
  const suspended = decide(
    stateOf([phase(0, plan(10))], { paymentRequired: true, status: 'suspended' }),
    callOf(),
    START,
  ).code
  expect([open, suspended]).toEqual(['PAYMENT_REQUIRED', 'ACCOUNT_SUSPENDED'])
})

test('what the month costs is what its tiers say of the credits beyond', () => {
  const state = stateOf([phase(0, plan(10, 7))])
  for (let i = 0; i < 25; i++) call(state, START)
  expect(spentInMonth(use(state, START))).toBe(overageCost(plan(10, 7).overage ?? [], 15))
})
