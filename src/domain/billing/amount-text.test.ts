import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalOf, isCurrency, minorOf } from './amount-text.ts'
import { MOST_MINOR } from './money.ts'

describe('minorOf', () => {
  test.each([
    ['29', 'USD', 2900],
    ['29.5', 'USD', 2950],
    [' 29.05 ', 'USD', 2905],
    ['0.29', 'USD', 29],
    ['2900', 'JPY', 2900],
    ['1.234', 'KWD', 1234],
    // As floats: 1.1 * 100 is 110.00000000000001.
    ['1.10', 'USD', 110],
    ['1000000000', 'USD', MOST_MINOR],
  ])('%s of %s is exactly %d', (text, currency, minor) => {
    expect(minorOf(text, currency)).toBe(minor)
  })

  test.each([
    ['29.005', 'USD'],
    ['29.5', 'JPY'],
    ['-1', 'USD'],
    ['+1', 'USD'],
    ['1e3', 'USD'],
    ['NaN', 'USD'],
    ['Infinity', 'USD'],
    ['0x10', 'USD'],
    ['1,000', 'USD'],
    ['1.', 'USD'],
    ['.5', 'USD'],
    ['', 'USD'],
    ['1000000000.01', 'USD'],
    ['99999999999999999999', 'USD'],
  ])('“%s” is no amount of %s', (text, currency) => {
    expect(minorOf(text, currency)).toBeNull()
  })

  test('reads back what decimalOf writes', () => {
    const amounts = fc.tuple(fc.integer({ min: 0, max: MOST_MINOR }), fc.constantFrom('USD', 'JPY', 'KWD', 'CNY'))
    fc.assert(
      fc.property(amounts, ([minor, currency]) => {
        expect(minorOf(decimalOf(minor, currency), currency)).toBe(minor)
      }),
    )
  })
})

test('a currency is one that Intl knows, in upper case', () => {
  expect(['USD', 'CNY', 'usd', 'XXY', 'US', ''].map(isCurrency)).toEqual([true, true, false, false, false, false])
})
