import { expect, test } from 'vitest'
import { creditsByPhase, type MonthUse, monthBill } from './month.ts'
import type { Phase } from './phases.ts'
import { FREE, planOf, since } from './plans.fixture.ts'

const [START, NOW] = [Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 16)]
const METERED = planOf('metered', 3_000, {
  includedCredits: 1_000,
  overage: [
    { from: 0, to: 500, price_minor: 100, per: 100 },
    { from: 500, to: null, price_minor: 50, per: 100 },
  ],
})

const bill = (phases: Phase[], used: [number, number][], { pace = 0, cap = null as number | null, now = NOW } = {}) => {
  const use: MonthUse = { credits: new Map(used), isExact: true, pace }
  return monthBill(phases, use, cap, now)
}

test('what was used beyond the included credits costs by tier, beside the share of the price until now', () => {
  const { soFar, overage, used } = bill([since(0, METERED)], [[0, 2_500]])
  expect([used, soFar]).toEqual([2_500, { baseMinor: 1_500, overageMinor: 500 + 500, sumMinor: 2_500 }])
  expect(overage.flatMap(({ tiers }) => tiers.map(({ credits, amountMinor }) => [credits, amountMinor]))).toEqual([
    [500, 500],
    [1_000, 500],
  ])
})

test('the forecast goes on at the pace, with the whole month’s price', () => {
  const { forecast } = bill([since(0, METERED)], [[0, 900]], { pace: 40 })
  // 15 days more: 1,500 credits, 500 beyond the included ones.
  expect(forecast).toEqual({ credits: 1_500, baseMinor: 3_000, overageMinor: 500, sumMinor: 3_500 })
})

test('a cap bounds the forecast, but not below what is spent already', () => {
  const forecast = (cap: number) => bill([since(0, METERED)], [[0, 1_300]], { pace: 100, cap }).forecast.overageMinor
  expect([forecast(400), forecast(100)]).toEqual([400, 300])
})

test('where calls stop at the included credits, the forecast does too', () => {
  expect(bill([since(0, FREE)], [[0, 90]], { pace: 100 }).forecast).toMatchObject({ credits: 100, sumMinor: 0 })
})

test('a trial has no overage, and what follows it within the month has', () => {
  const end = Date.UTC(2026, 10, 21)
  const phases = [since(START, METERED, true), since(end, METERED)]
  const { soFar, forecast } = bill(phases, [[START, 900]], { pace: 100 })
  expect(soFar.sumMinor).toBe(0)
  // To 1,000 in the trial; then ten days of 100.
  expect(forecast).toEqual({ credits: 2_000, baseMinor: 1_000, overageMinor: 500 + 250, sumMinor: 1_750 })
})

test('a month with two plans counts each call under its own', () => {
  const up = Date.UTC(2026, 10, 11)
  const { overage, soFar, parts } = bill(
    [since(0, FREE), since(up, METERED)],
    [
      [0, 100],
      [up, 1_000],
    ],
  )
  expect(parts.map(({ amountMinor }) => amountMinor)).toEqual([0, 500])
  expect([overage.map(({ credits }) => credits), soFar.overageMinor]).toEqual([[100], 100])
})

test('a plan that ends before now is still in the sum, and money is whole', () => {
  const down = Date.UTC(2026, 10, 4, 5, 6, 7, 8)
  const { soFar, forecast } = bill([since(0, METERED), since(down, FREE)], [[0, 5]], { pace: 0.37 })
  expect(soFar.baseMinor).toBe(forecast.baseMinor)
  expect(Object.values(forecast).every(Number.isInteger)).toBe(true)
})

test('what the meter charged before it knew phases, or in one that is gone, is the first phase’s', () => {
  const counted = (from: number, credits: number) => ({ from, planId: 'x', trial: false, credits })
  const phases = [since(0, FREE), since(START, METERED)]
  const by = (used: number, ...known: ReturnType<typeof counted>[]) => [
    ...creditsByPhase(phases, { used, phases: known }),
  ]
  expect(by(9)).toEqual([[0, 9]])
  expect(by(9, counted(0, 4), counted(START, 5))).toEqual([
    [0, 4],
    [START, 5],
  ])
  expect(by(9, counted(0, 2), counted(START, 4), counted(START + 1, 3))).toEqual([
    [0, 5],
    [START, 4],
  ])
})
