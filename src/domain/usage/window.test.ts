import { describe, expect, test } from 'vitest'
import { before, cut, daysOf, type Window, windowOf } from './window.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 20, 12, 30)
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)
const hours = ({ spans }: ReturnType<typeof daysOf>) => spans.map(({ start, end }) => (end - start) / HOUR)

describe('the days of a zone', () => {
  test('have 23 hours where clocks go forward, and 25 where they go back', () => {
    expect(hours(daysOf('America/New_York', '2026-03-07', '2026-03-09'))).toEqual([24, 23, 24])
    expect(hours(daysOf('America/New_York', '2026-10-31', '2026-11-02'))).toEqual([24, 25, 24])
  })

  test('begin at its own midnight', () => {
    const { spans, cutsHours } = daysOf('America/New_York', '2026-03-08', '2026-03-08')
    expect(spans.map(({ start, end }) => [iso(start), iso(end)])).toEqual([['2026-03-08T05:00', '2026-03-09T04:00']])
    expect(cutsHours).toBe(false)
  })

  test('of half an hour off: the hour that midnight cuts belongs to the day in which it begins', () => {
    const { spans, cutsHours } = daysOf('Asia/Kolkata', '2026-11-20', '2026-11-20')
    // Midnight is 18:30 in UTC: the hour from 18:00 on began on the 19th.
    expect(spans.map(({ start, end }) => [iso(start), iso(end)])).toEqual([['2026-11-19T19:00', '2026-11-20T19:00']])
    expect(cutsHours).toBe(true)
  })

  test('leave out a date that the zone did', () => {
    const { spans } = daysOf('Pacific/Apia', '2011-12-29', '2011-12-31')
    expect(spans.map(({ start, end }) => [iso(start), iso(end)])).toEqual([
      ['2011-12-29T10:00', '2011-12-30T10:00'],
      ['2011-12-30T10:00', '2011-12-31T10:00'],
    ])
    expect(daysOf('Pacific/Apia', '2011-12-30', '2011-12-30').spans).toEqual([])
  })

  test('of UTC are cut exactly', () => {
    const { spans, cutsHours } = daysOf('UTC', '2026-02-28', '2026-03-01')
    expect(spans.map(({ start }) => iso(start))).toEqual(['2026-02-28T00:00', '2026-03-01T00:00'])
    expect(cutsHours).toBe(false)
  })
})

const windowAt = (asked: Parameters<typeof windowOf>[0], zone = 'UTC', now = NOW, folded = true): Window => {
  const found = windowOf(asked, zone, now, folded)
  if (!found.ok) throw new Error(JSON.stringify(found))
  return found.value
}

describe('a window', () => {
  test.each([
    ['24h', 'UTC', 'hour', 24, '2026-11-19T13:00', 'UTC'],
    ['7d', 'UTC', 'day', 7, '2026-11-14T00:00', 'UTC'],
    ['30d', 'America/New_York', 'day', 30, '2026-10-22T04:00', 'America/New_York'],
    ['7d', 'Asia/Kolkata', 'day', 7, '2026-11-13T19:00', 'Asia/Kolkata'],
    ['12m', 'America/New_York', 'week', 53, '2025-11-21T00:00', 'UTC'],
  ] as const)('of %s in %s goes by the %s: %i parts from %s, of %s', (range, zone, step, parts, start, days) => {
    const window = windowAt({ range }, zone)
    expect(window).toMatchObject({ range, step, zone: days, isLive: true })
    expect([window.buckets.length, iso(window.start), iso(window.end)]).toEqual([parts, start, '2026-11-20T13:00'])
  })

  test.each([['24h'], ['7d'], ['30d'], ['12m']] as const)(
    'of %s has no gaps and ends with the running hour',
    (range) => {
      for (const folded of [true, false]) {
        const { buckets, start, end } = windowAt({ range }, 'Europe/Berlin', NOW, folded)
        expect(buckets[0]?.start).toBe(start)
        expect(buckets.at(-1)?.end).toBe(end)
        for (const [i, { start }] of buckets.entries()) if (i > 0) expect(start).toBe(buckets[i - 1]?.end)
      }
    },
  )

  test('of days has both of them, and is over when they are', () => {
    const window = windowAt({ from: '2026-11-01', to: '2026-11-10' }, 'Europe/Berlin')
    expect(window).toMatchObject({ step: 'day', isLive: false, zone: 'Europe/Berlin' })
    expect([iso(window.start), iso(window.end), window.buckets.length]).toEqual([
      '2026-10-31T23:00',
      '2026-11-10T23:00',
      10,
    ])
  })

  test.each([
    ['2026-11-20', '2026-11-20', 'hour', 'Europe/Berlin'],
    ['2026-10-21', '2026-11-20', 'day', 'Europe/Berlin'],
    ['2026-10-20', '2026-11-20', 'day', 'UTC'],
    ['2026-01-01', '2026-11-20', 'week', 'UTC'],
  ])('from %s to %s goes by the %s of %s', (from, to, step, zone) => {
    expect(windowAt({ from, to }, 'Europe/Berlin')).toMatchObject({ step, zone })
  })

  test('of a year has every day of UTC where it is not folded', () => {
    expect(windowAt({ range: '12m' }, 'UTC', NOW, false)).toMatchObject({ step: 'day', buckets: { length: 365 } })
  })

  test('of weeks begins them on Monday', () => {
    const starts = windowAt({ range: '12m' })
      .buckets.slice(1)
      .map(({ start }) => new Date(start).getUTCDay())
    expect(new Set(starts)).toEqual(new Set([1]))
  })

  test.each([
    ['2026-11-10', '2026-11-09', 'to', 'before_start'],
    ['2026-11-10', '2026-11-21', 'to', 'in_the_future'],
    ['2026-11-21', '2026-11-21', 'from', 'in_the_future'],
    ['2024-11-20', '2026-11-20', 'to', 'months'],
    ['1999-12-31', '2000-01-01', 'from', 'too_early'],
    ['0001-01-01', '0001-01-01', 'from', 'too_early'],
    ['2026-11-10', '0001-01-01', 'to', 'too_early'],
  ])('from %s to %s is refused: %s %s', (from, to, field, problem) => {
    expect(windowOf({ from, to }, 'UTC', NOW, true)).toMatchObject({ ok: false, errors: [{ field, problem }] })
  })

  test('of two years less a day is not refused; and today is the reader’s', () => {
    expect(windowOf({ from: '2024-11-21', to: '2026-11-20' }, 'UTC', NOW, true).ok).toBe(true)
    expect(windowOf({ from: '2026-11-21', to: '2026-11-21' }, 'Pacific/Kiritimati', NOW, true).ok).toBe(true)
  })
})

test('the period before is as long, and ends where the window begins', () => {
  const window = windowAt({ range: '30d' }, 'Europe/Berlin')
  const prior = before(window)
  expect([prior.end, prior.end - prior.start]).toEqual([window.start, window.end - window.start])
})

describe('a span as whole days of UTC and what is left', () => {
  const day = Date.UTC(2026, 10, 1)
  test('has hours at both ends', () => {
    const span = { start: day - 5 * HOUR, end: day + 3 * DAY + 7 * HOUR }
    expect(cut(span)).toEqual({
      days: [{ start: day, end: day + 3 * DAY }],
      hours: [
        { start: span.start, end: day },
        { start: day + 3 * DAY, end: span.end },
      ],
    })
  })
  test('may have hours alone, or days alone', () => {
    expect(cut({ start: day + HOUR, end: day + DAY + HOUR }).days).toEqual([])
    expect(cut({ start: day, end: day + DAY })).toEqual({ days: [{ start: day, end: day + DAY }], hours: [] })
  })
})
