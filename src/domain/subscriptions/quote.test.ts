import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../plans/plan.ts'
import { type Phase, partsOf, phaseAt, sumOf } from './phases.ts'
import { FREE, PRO, planOf, since, TEAM } from './plans.fixture.ts'
import { type Change, changeTo, MOST_CHANGES, monthAt } from './quote.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 20, 14, 3)
const DECEMBER = Date.UTC(2026, 11, 1)
const TRIED = planOf('tried', 2_900, { trialDays: 14 })

const to = (plan: Plan, phases: Phase[], now = NOW, more: Parameters<typeof changeTo>[3] = {}) =>
  changeTo({ phases, known: phases.map((phase) => phase.plan.key) }, plan, now, more)
function changed(...args: Parameters<typeof to>): Change {
  const change = to(...args)
  if (!change.ok) throw new Error(change.code)
  return change.value
}
const codeOf = (...args: Parameters<typeof to>) => {
  const change = to(...args)
  return change.ok ? 'ok' : change.code
}

test('what costs more begins now', () => {
  const { quote, adds } = changed(PRO, [since(0, FREE)])
  expect(adds).toEqual([since(NOW, PRO)])
  expect([quote.kind, quote.isImmediate, quote.startsAt]).toEqual(['upgrade', true, NOW])
})

test('what costs the same begins now', () => {
  expect(changed(planOf('other', 2_900), [since(0, PRO)]).quote.isImmediate).toBe(true)
})

test.each([
  ['in the middle of a month', NOW, DECEMBER],
  ['in its last millisecond', DECEMBER - 1, DECEMBER],
  ['in its first millisecond', DECEMBER, Date.UTC(2027, 0, 1)],
  ['on 31 January', Date.UTC(2027, 0, 31, 23), Date.UTC(2027, 1, 1)],
  ['on a leap day', Date.UTC(2028, 1, 29, 12), Date.UTC(2028, 2, 1)],
])('what costs less begins with the next month: %s', (_, now, startsAt) => {
  const { quote, adds } = changed(PRO, [since(0, TEAM)], now)
  expect([quote.kind, quote.isImmediate, adds]).toEqual(['downgrade', false, [since(startsAt, PRO)]])
})

test('what has no price is a cancellation', () => {
  expect(changed(FREE, [since(0, PRO)]).quote.kind).toBe('cancellation')
})

test('a quote says what the month costs before and after', () => {
  const { month } = changed(TEAM, [since(0, PRO)], Date.UTC(2026, 10, 16)).quote
  expect([month.beforeMinor, month.afterMinor]).toEqual([2_900, 1_450 + 4_950])
})

test('a later choice takes the place of what was agreed, and an upgrade drops it', () => {
  const phases = [since(0, TEAM), since(DECEMBER, FREE)]
  expect(changed(PRO, phases).adds).toEqual([since(DECEMBER, PRO)])
  const { quote } = changed(planOf('huge', 50_000), phases)
  expect(quote.dropped).toEqual(since(DECEMBER, FREE))
})

describe('a trial', () => {
  const ends = NOW + 14 * DAY
  const inTrial = [since(0, FREE), since(NOW, TRIED, true), since(ends, TRIED)]

  test('comes with a plan that the account never had, and ends by itself', () => {
    const { quote, adds } = changed(TRIED, [since(0, FREE)])
    expect(adds).toEqual([since(NOW, TRIED, true), since(ends, TRIED)])
    expect(quote.trialEndsAt).toBe(ends)
  })

  test('is had once, whatever version of the plan it was', () => {
    const again = planOf('tried', 2_900, { id: 'plan_tried_2', trialDays: 14 })
    const known = changeTo({ phases: [since(0, FREE)], known: ['free', 'tried'] }, again, NOW)
    expect(known.ok && known.value.adds).toEqual([since(NOW, again)])
  })

  test('comes not with what operators set', () => {
    expect(changed(TRIED, [since(0, FREE)], NOW, { when: 'now', trials: false }).adds).toEqual([since(NOW, TRIED)])
  })

  test('that is cancelled goes on to its end, and then the free plan begins', () => {
    const { quote, adds } = changed(FREE, inTrial, NOW + DAY)
    expect([adds, quote.dropped]).toEqual([[since(ends, FREE)], null])
  })

  test('costs nothing in its month', () => {
    const { month } = changed(TRIED, [since(0, FREE)]).quote
    expect(month.afterMinor).toBe(0)
  })
})

describe('refused', () => {
  test('the plan that the account has, and the one that was agreed', () => {
    const phases = [since(0, PRO), since(DECEMBER, FREE)]
    expect([codeOf(PRO, phases), codeOf(FREE, phases)]).toEqual(['SAME_PLAN', 'SAME_PLAN'])
  })

  test('a second change in the same millisecond', () => {
    expect(codeOf(TEAM, [since(0, FREE), since(NOW, PRO)])).toBe('SUBSCRIPTION_CHANGED')
  })

  test('more changes than a month may have; a smaller plan for later is not', () => {
    const start = Date.UTC(2026, 10, 1)
    const many = Array.from({ length: MOST_CHANGES }, (_, i) => since(start + i + 1, planOf(`p${i}`, 100)))
    expect(codeOf(TEAM, [since(0, FREE), ...many])).toBe('TOO_MANY_CHANGES')
    expect(codeOf(TEAM, [since(0, FREE), ...many.slice(1)])).toBe('ok')
    expect(codeOf(FREE, [since(0, FREE), ...many])).toBe('ok')
  })

  test('a second currency in a month; not beside what costs nothing, and not from the next month on', () => {
    const euro = (price: number) => planOf(`euro${price}`, price, { currency: 'EUR' })
    expect(codeOf(euro(5_000), [since(0, PRO)])).toBe('CURRENCY_MISMATCH')
    expect(codeOf(euro(5_000), [since(0, FREE)])).toBe('ok')
    expect(codeOf(euro(1_000), [since(0, PRO)])).toBe('ok')
  })
})

test('a quote names what it rests on and what it does', () => {
  const phases = [since(0, TEAM)]
  const { expected } = changed(PRO, phases).quote
  const others = [
    changed(FREE, phases),
    changed(PRO, [since(1, TEAM)]),
    changed(PRO, [...phases, since(DECEMBER, FREE)]),
    changed(PRO, phases, DECEMBER),
  ]
  expect(others.map(({ quote }) => quote.expected)).not.toContain(expected)
  expect(changed(PRO, phases, NOW + 60_000).quote.expected).toBe(expected)
})

const PLANS = [FREE, PRO, TEAM, TRIED, planOf('huge', 50_000)]
const step = fc.record({ plan: fc.constantFrom(...PLANS), after: fc.integer({ min: 1, max: 3 * DAY }) })

test('whatever is chosen in whatever order, phases stay in order, at most one lies ahead but for a trial’s end, and the month is covered', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let now = Date.UTC(2028, 1, 1)
      let phases: Phase[] = [since(now - 5 * DAY, FREE)]
      for (const { plan, after } of steps) {
        now += after
        const change = to(plan, phases, now)
        if (change.ok) phases = [...phases.filter(({ startsAt }) => startsAt <= now), ...change.value.adds]
        const starts = phases.map(({ startsAt }) => startsAt)
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b))
        expect(starts.filter((start) => start > now).length).toBeLessThanOrEqual(1)
        const month = monthAt(now)
        const parts = partsOf(phases, month)
        expect(parts.reduce((ms, part) => ms + part.endsAt - part.startsAt, 0)).toBe(month.end - month.start)
        expect(sumOf(parts)).toBeLessThanOrEqual(50_000 + PLANS.length / 2)
        expect(phaseAt(phases, now).startsAt).toBeLessThanOrEqual(now)
      }
    }),
  )
})
