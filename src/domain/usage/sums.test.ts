import { expect, test } from 'vitest'
import { change } from './sums.ts'

test.each([
  [112, 100, 0.12],
  [75, 100, -0.25],
  [0, 100, -1],
  [100, 100, 0],
  [7, 0, 'new'],
  [0, 0, null],
  [null, 80, null],
  [80, null, null],
])('%s after %s is a change of %s', (now, was, expected) => {
  expect(change(now, was)).toBe(expected)
})
