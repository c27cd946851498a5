import { describe, expect, test } from 'vitest'
import { formatOf } from './format.ts'

const NOW = Date.UTC(2026, 10, 20, 14, 3, 22)
const MINUTE = 60_000
const DAY = 86_400_000

describe('English', () => {
  const format = formatOf('en')

  test('writes times in UTC and says so', () => {
    expect(format.moment(NOW)).toBe('20 Nov 2026, 14:03 UTC')
    expect(format.time(NOW)).toBe('14:03:22')
    expect(format.hour(Date.UTC(2026, 10, 20))).toBe('00:00')
    expect(format.month(NOW)).toBe('November 2026')
  })

  test('writes money from minor units, whatever their number', () => {
    expect(format.money(900, 'USD')).toBe('$9.00')
    expect(format.money(900, 'JPY')).toBe('¥900')
  })

  test('counts towards and away from now in the largest whole unit', () => {
    expect(format.relative(NOW + 10.9 * DAY, NOW)).toBe('in 10 days')
    expect(format.relative(NOW - 90 * MINUTE, NOW)).toBe('1 hour ago')
    expect(format.relative(NOW + 1, NOW)).toBe('now')
  })

  test('changes from milliseconds to seconds without a jump', () => {
    expect([0.2, 84, 999.4, 999.6, 10_000].map(format.took)).toEqual(['<1 ms', '84 ms', '999 ms', '1.0 s', '10.0 s'])
  })
})

test('Chinese is written as Chinese', () => {
  const format = formatOf('zh')
  expect(format.month(NOW)).toBe('2026年11月')
  expect(format.relative(NOW + 10 * DAY, NOW)).toBe('10天后')
  expect(format.number(41_208)).toBe('41,208')
})
