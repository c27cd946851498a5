import { expect, test } from 'vitest'
import { ppmOf } from './tax.ts'

test.each([
  ['0', 0],
  ['19', 190_000],
  ['8.25', 82_500],
  ['7.7', 77_000],
  ['0.0001', 1],
  ['100', 1_000_000],
])('%s percent are %i parts per million', (percent, ppm) => {
  expect(ppmOf(percent)).toBe(ppm)
})

test.each(['', '-1', '100.0001', '8,25', '8.', '.5', '1e2', 'NaN', '0.00001', ' 19', '1000'])(
  '“%s” is none',
  (percent) => {
    expect(ppmOf(percent)).toBe(null)
  },
)
