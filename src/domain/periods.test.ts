import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOfPeriod, hourOf, PERIOD_KINDS, periodAt } from './periods.ts'

const at = (text: string) => Date.parse(text)

test.each([
  ['month', '2026-01-31T23:59:59.999Z', '2026-01', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'],
  ['month', '2028-02-29T12:00:00Z', '2028-02', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
  ['month', '2026-12-31T23:59:59.999Z', '2026-12', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ['day', '2028-02-28T23:00:00Z', '2028-02-28', '2028-02-28T00:00:00Z', '2028-02-29T00:00:00Z'],
  ['week', '2026-11-22T23:59:59Z', 'week-of-2026-11-16', '2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z'],
  ['week', '2027-01-01T00:00:00Z', 'week-of-2026-12-28', '2026-12-28T00:00:00Z', '2027-01-04T00:00:00Z'],
] as const)('the %s of %s is %s', (kind, now, name, start, end) => {
  expect(periodAt(kind, at(now))).toEqual({ kind, name, start: at(start), end: at(end) })
})

test('every instant lies in its period, and the next period starts where it ends', () => {
  const kinds = fc.constantFrom('day' as const, 'week' as const, 'month' as const)
  fc.assert(
    fc.property(kinds, fc.integer({ min: at('2000-01-01'), max: at('2100-01-01') }), (kind, now) => {
      const { name, start, end } = periodAt(kind, now)
      expect(start <= now && end !== null && now < end).toBe(true)
      const next = periodAt(kind, end as number)
      expect(next.start).toBe(end)
      expect(next.name > name).toBe(true)
    }),
  )
})

test('a total has no end', () => {
  expect(periodAt('total', at('2026-11-20'))).toEqual({ kind: 'total', name: 'total', start: 0, end: null })
})

test('an hour starts on the hour', () => {
  expect(hourOf(at('2026-11-20T11:59:59.999Z'))).toBe(at('2026-11-20T11:00:00Z'))
})

test.each(PERIOD_KINDS)('the end of a %s is told by its name alone', (kind) => {
  for (const at of [Date.UTC(2024, 1, 29, 23), Date.UTC(2026, 11, 31, 23, 59), Date.UTC(2027, 0, 1)]) {
    const { name, end } = periodAt(kind, at)
    expect(endOfPeriod(name)).toBe(end)
  }
})
