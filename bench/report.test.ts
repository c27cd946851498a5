import { expect, test } from 'vitest'
import { figure, table } from './report.ts'

test('a table aligns all columns but the first to the right', () => {
  expect(table(['a', 'b'], [['x', '1']])).toBe('| a | b |\n|---|---:|\n| x | 1 |')
})

test.each([
  [12_345.6, '12,346'],
  [2.347, '2.35'],
  [0.0854, '0.085'],
  [0.00106, '0.00106'],
  [0, '0'],
  [Number.NaN, ''],
])('%d is written as "%s"', (value, text) => {
  expect(figure(value)).toBe(text)
})
