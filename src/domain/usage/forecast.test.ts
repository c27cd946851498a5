import { describe, expect, test } from 'vitest'
import { paceOf, runsOutAt } from './forecast.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 20, 12, 30)
const END = Date.UTC(2026, 11, 1)

describe('the pace', () => {
  test.each([
    ['seven full days', { credits: 700, firstHour: NOW - 7 * DAY }, 100],
    ['an account of three days', { credits: 300, firstHour: NOW - 3 * DAY }, 100],
    ['an account of an hour, as if it took a day', { credits: 50, firstHour: NOW - HOUR }, 50],
    ['nothing charged', { credits: 0, firstHour: null }, 0],
  ])('of %s', (_, recent, pace) => {
    expect(paceOf(recent, NOW)).toBe(pace)
  })
})

describe('when the quota ends', () => {
  test.each([
    ['what is left at the pace', { used: 50, limit: 100 }, 10, NOW + 5 * DAY],
    ['not before the period does', { used: 50, limit: 1_000 }, 10, null],
    ['not at the very end of the period either', { used: 0, limit: 21 }, (21 * DAY) / (END - NOW), null],
    ['at once, when it is used up', { used: 100, limit: 100 }, 0, NOW],
    ['never without a pace', { used: 50, limit: 100 }, 0, null],
    ['never without a limit', { used: 50, limit: null }, 10, null],
  ])('%s', (_, { used, limit }, pace, at) => {
    expect(runsOutAt({ used, limit, end: END }, pace, NOW)).toBe(at)
  })
})
