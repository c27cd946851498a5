import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsOf, sumOf } from './phases.ts'
import { FREE, PRO, planOf, since, TEAM } from './plans.fixture.ts'
import { monthAt } from './quote.ts'

const HOUR = 3_600_000
const NOVEMBER = monthAt(Date.UTC(2026, 10, 20))
const amounts = (...args: Parameters<typeof partsOf>) => partsOf(...args).map(({ amountMinor }) => amountMinor)

test.each([
  ['of 30 days', Date.UTC(2026, 10, 16), 1_450],
  ['of 31 days', Date.UTC(2026, 11, 16, 12), 1_450],
  ['of a February', Date.UTC(2027, 1, 15), 1_450],
  ['of a leap February', Date.UTC(2028, 1, 15, 12), 1_450],
])('half of a month %s costs half of the price', (_, at, half) => {
  const month = monthAt(at)
  expect(amounts([since(0, FREE), since(at, PRO)], month)).toEqual([0, half])
})

test('a plan from the month’s last millisecond on costs nothing, and from its first the whole', () => {
  expect(amounts([since(0, FREE), since(NOVEMBER.end - 1, PRO)], NOVEMBER)).toEqual([0, 0])
  expect(amounts([since(0, FREE), since(NOVEMBER.start, PRO)], NOVEMBER)).toEqual([2_900])
})

test('29 February belongs to its month, and a day later to the next', () => {
  const leapDay = Date.UTC(2028, 1, 29)
  const phases = [since(0, FREE), since(leapDay, planOf('pro', 2_900))]
  expect(amounts(phases, monthAt(leapDay))).toEqual([0, 100])
  expect(amounts(phases, monthAt(leapDay + 24 * HOUR))).toEqual([2_900])
})

test('up, down and up again within a day: the parts of one plan are rounded together', () => {
  const noon = Date.UTC(2026, 10, 20, 12)
  const at = (hour: number) => noon + hour * HOUR
  const phases = [since(0, PRO), since(at(0), TEAM), since(at(1), PRO), since(at(2), TEAM)]
  const parts = partsOf(phases, NOVEMBER)
  const ofPlan = (id: string) => sumOf(parts.filter(({ plan }) => plan.id === id))
  const hoursOfPro = (noon - NOVEMBER.start) / HOUR + 1
  expect(ofPlan(PRO.id)).toBe(Math.round((2_900 * hoursOfPro) / 720))
  expect(ofPlan(TEAM.id)).toBe(Math.round((9_900 * (720 - hoursOfPro)) / 720))
})

test('a trial is free, and what follows it is not', () => {
  const [begins, ends] = [NOVEMBER.start, Date.UTC(2026, 10, 16)]
  expect(amounts([since(begins, PRO, true), since(ends, PRO)], NOVEMBER)).toEqual([0, 1_450])
})

test('until now it costs its share until now', () => {
  expect(amounts([since(0, PRO)], NOVEMBER, Date.UTC(2026, 10, 11))).toEqual([967])
})

const cuts = fc.uniqueArray(fc.integer({ min: 1, max: NOVEMBER.end - NOVEMBER.start - 1 }), { maxLength: 20 })
const prices = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 5 })

test('parts of a month of one plan sum to its price, wherever it is cut', () => {
  fc.assert(
    fc.property(cuts, fc.integer({ min: 0, max: 100_000_000_000 }), (offsets, price) => {
      const plan = planOf('pro', price)
      const starts = offsets.toSorted((a, b) => a - b).map((offset) => since(NOVEMBER.start + offset, plan))
      expect(sumOf(partsOf([since(0, plan), ...starts], NOVEMBER))).toBe(price)
    }),
  )
})

test('any phases cover the month without a gap, and cost between nothing and the dearest plan, half a unit a plan aside', () => {
  fc.assert(
    fc.property(cuts, prices, fc.array(fc.nat(), { minLength: 21, maxLength: 21 }), (offsets, costs, choice) => {
      const plans = costs.map((price, i) => planOf(`plan${i}`, price))
      const starts = [-1, ...offsets.toSorted((a, b) => a - b)]
      const phases = starts.map((offset, i) =>
        since(NOVEMBER.start + offset, plans[(choice[i] ?? 0) % plans.length] ?? FREE),
      )
      const parts = partsOf(phases, NOVEMBER)
      expect(parts.map(({ startsAt }) => startsAt)).toEqual([
        NOVEMBER.start,
        ...parts.slice(0, -1).map((p) => p.endsAt),
      ])
      expect(parts.at(-1)?.endsAt).toBe(NOVEMBER.end)
      expect(parts.every(({ amountMinor }) => amountMinor >= 0)).toBe(true)
      expect(sumOf(parts)).toBeLessThanOrEqual(Math.max(...costs) + plans.length / 2)
    }),
  )
})
