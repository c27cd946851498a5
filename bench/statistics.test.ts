import { expect, test } from 'vitest'
import { median, percentile } from './statistics.ts'

test('the median is the middle value, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([1, 2, 3, 4])).toBe(3)
})

test('percentiles of 1 to 100 are the values after so many of them', () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1)
  expect([percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1)]).toEqual([51, 100, 100])
})
