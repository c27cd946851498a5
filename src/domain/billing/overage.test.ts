import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byTier, creditsWithin, faultOf, type OverageTier, overageCost } from './overage.ts'

const tier = (from: number, to: number | null, price_minor: number, per = 1_000): OverageTier => ({
  from,
  to,
  price_minor,
  per,
})
const TWO = [tier(0, 10_000, 100), tier(10_000, null, 50)]

describe('tiers', () => {
  test.each([
    ['nothing is wrong with', TWO, null],
    ['a gap is refused in', [tier(0, 10, 1), tier(11, null, 1)], { tier: 1, problem: 'gap' }],
    ['a gap before the first is refused in', [tier(1, null, 1)], { tier: 0, problem: 'gap' }],
    ['an overlap is refused in', [tier(0, 10, 1), tier(9, null, 1)], { tier: 1, problem: 'overlap' }],
    [
      'one behind the endless one is refused in',
      [tier(0, null, 1), tier(10, null, 1)],
      { tier: 1, problem: 'overlap' },
    ],
    ['one without a credit is refused in', [tier(0, 0, 1), tier(0, null, 1)], { tier: 0, problem: 'empty' }],
    ['an end is refused in', [tier(0, 10, 1)], { tier: 0, problem: 'end' }],
  ])('%s %j', (_, tiers, fault) => {
    expect(faultOf(tiers)).toEqual(fault)
  })

  test('are graduated: each credit costs what its own tier says', () => {
    expect(byTier(TWO, 12_000).map(({ credits, amountMinor }) => [credits, amountMinor])).toEqual([
      [10_000, 1_000],
      [2_000, 100],
    ])
  })

  test('that are not reached are in no bill', () => {
    expect(byTier(TWO, 10_000)).toHaveLength(1)
  })

  test('are rounded once each, half to even', () => {
    expect([500, 1_500].map((credits) => overageCost([tier(0, null, 1)], credits))).toEqual([0, 2])
  })
})

const tiersOf = fc
  .array(
    fc.record({
      size: fc.integer({ min: 1, max: 5_000 }),
      price: fc.nat(500),
      per: fc.integer({ min: 1, max: 3_000 }),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => {
    let from = 0
    return parts.map(({ size, price, per }, i): OverageTier => {
      const one = tier(from, i === parts.length - 1 ? null : from + size, price, per)
      from += size
      return one
    })
  })

test('more credits never cost less, and the tiers hold every credit', () => {
  fc.assert(
    fc.property(tiersOf, fc.nat(20_000), fc.nat(20_000), (tiers, credits, more) => {
      expect(overageCost(tiers, credits + more)).toBeGreaterThanOrEqual(overageCost(tiers, credits))
      expect(byTier(tiers, credits).reduce((sum, use) => sum + use.credits, 0)).toBe(credits)
    }),
  )
})

test('as many credits as fit an amount cost no more, and one more costs more', () => {
  fc.assert(
    fc.property(tiersOf, fc.nat(5_000), (tiers, amount) => {
      const most = creditsWithin(tiers, amount)
      expect(overageCost(tiers, most)).toBeLessThanOrEqual(amount)
      if (most < 2 ** 52) expect(overageCost(tiers, most + 1)).toBeGreaterThan(amount)
    }),
  )
})
