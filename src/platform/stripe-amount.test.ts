import { expect, test } from 'vitest'
import { fromStripe, toStripe } from './stripe-amount.ts'

test.each([
  ['USD', 2_900, 2_900],
  ['EUR', 1, 1],
  ['JPY', 500, 500],
  ['KRW', 12_345, 12_345],
  ['ISK', 5, 500],
  ['UGX', 5, 500],
  ['MGA', 500, 500],
  ['ALL', 5, 500],
  ['KWD', 5_120, 5_120],
])('%s %d is %d to Stripe, and back', (currency, minor, stripe) => {
  expect(toStripe(minor, currency)).toBe(stripe)
  expect(fromStripe(stripe, currency)).toBe(minor)
})

test('of thousandths only whole tens can be asked for', () => {
  expect(toStripe(5_124, 'KWD')).toBeNull()
})
