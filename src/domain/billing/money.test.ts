import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAmount, roundHalfEven, shareOf, taxOn } from './money.ts'

describe('rounding', () => {
  test('goes to the nearest, and of two that are as near to the even one', () => {
    const halves = [1n, 3n, 5n, -1n, -3n, -5n].map((half) => roundHalfEven(half, 2n))
    expect(halves).toEqual([0n, 2n, 2n, 0n, -2n, -2n])
  })

  test('is never more than half a unit off, and off by half only to an even one', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (n, d) => {
          const twice = 2n * (roundHalfEven(n, d) * d - n)
          const size = twice < 0n ? -twice : twice
          expect(size < d || (size === d && roundHalfEven(n, d) % 2n === 0n)).toBe(true)
        },
      ),
    )
  })
})

test('an amount is whole, not negative, and no more than a bill may hold', () => {
  const values = [0, 100_000_000_000, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 100_000_000_001, '5', null]
  expect(values.map(isAmount)).toEqual([true, true, false, false, false, false, false, false, false])
})

test('a share of a large amount is exact where a float would not be', () => {
  expect(shareOf(99_999_999_999, 2_678_399_999, 2_678_400_000)).toBe(99_999_999_962)
})

test('19 % of 2.50 is 0.475, which is rounded to the even 0.48; 8.25 % of 1.00 is 0.0825', () => {
  expect([taxOn(250, 190_000), taxOn(100, 82_500)]).toEqual([48, 8])
})
