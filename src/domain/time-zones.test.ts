import { describe, expect, test } from 'vitest'
import { dateAt, endOfDay, instantOf, localAt, offsetAt, TIME_ZONES, zoneNamed } from './time-zones.ts'

const iso = (ms: number) => new Date(ms).toISOString()

test.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['europe/berlin', 'Europe/Berlin'],
  ['UTC', 'UTC'],
])('%s is kept as %s', (text, zone) => {
  expect(zoneNamed(text)).toBe(zone)
})

test('two names of one zone are kept as one, which can be chosen', () => {
  expect(zoneNamed('Asia/Kolkata')).toBe(zoneNamed('Asia/Calcutta'))
  expect(TIME_ZONES).toContain(zoneNamed('Asia/Kolkata'))
})

test.each(['', 'Mars/Olympus', '+01:00', 'Europe/Berlin\n', 'x'.repeat(500)])('%j is no zone', (text) => {
  expect(zoneNamed(text)).toBeNull()
})

describe('offsets', () => {
  const [winter, summer] = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)]

  test.each([
    ['UTC', 0, 0],
    ['Europe/Berlin', 60, 120],
    ['America/New_York', -300, -240],
    ['Asia/Kolkata', 330, 330],
    ['Asia/Kathmandu', 345, 345],
    ['Australia/Lord_Howe', 660, 630],
  ])('%s is %i minutes ahead in January, %i in July', (zone, january, july) => {
    expect([offsetAt(zone, winter), offsetAt(zone, summer)]).toEqual([january, july])
  })

  test('are not those of another century in the first one', () => {
    expect(offsetAt('UTC', Date.parse('0050-07-01T00:00Z'))).toBe(0)
  })

  test('change in the very instant at which the clocks do', () => {
    const change = Date.UTC(2026, 2, 29, 1)
    expect([offsetAt('Europe/Berlin', change - 1), offsetAt('Europe/Berlin', change)]).toEqual([60, 120])
  })
})

describe('the end of a day', () => {
  test.each([
    ['UTC', '2026-11-20', '2026-11-21T00:00:00.000Z'],
    ['Europe/Berlin', '2026-11-20', '2026-11-20T23:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-20', '2026-11-20T18:30:00.000Z'],
    ['America/Los_Angeles', '2026-12-31', '2027-01-01T08:00:00.000Z'],
    // 23 and 25 hours long.
    ['Europe/Berlin', '2026-03-29', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-25T23:00:00.000Z'],
    // Midnight is skipped: clocks go from 00:00 to 01:00.
    ['Africa/Cairo', '2026-04-23', '2026-04-23T22:00:00.000Z'],
    // Midnight comes twice: from 01:00 back to 00:00; the day before is over with the first.
    ['America/Havana', '2026-10-31', '2026-11-01T04:00:00.000Z'],
    // The last hour comes twice: from 00:00 back to 23:00; the day is over with the second.
    ['America/Santiago', '2026-04-04', '2026-04-05T04:00:00.000Z'],
    // The 30th of December was left out.
    ['Pacific/Apia', '2011-12-29', '2011-12-30T10:00:00.000Z'],
  ])('in %s of %s is %s', (zone, date, end) => {
    expect(iso(endOfDay(zone, date))).toBe(end)
  })

  test('in every zone, the millisecond before still shows the date, and the end a later one', () => {
    const wrong = TIME_ZONES.filter((zone) =>
      ['2026-03-28', '2026-03-29', '2026-10-24', '2026-11-01'].some((date) => {
        const end = endOfDay(zone, date)
        return dateAt(zone, end - 1) !== date || dateAt(zone, end) <= date
      }),
    )
    expect(wrong).toEqual([])
  })
})

describe('what clocks show', () => {
  test.each([
    ['UTC', '2026-11-20T14:03', '2026-11-20T14:03:00.000Z'],
    ['Europe/Berlin', '2026-07-20T14:03:22', '2026-07-20T12:03:22.000Z'],
    ['Asia/Kathmandu', '2026-01-01T00:00', '2025-12-31T18:15:00.000Z'],
    // Shown twice, as clocks are put back: the first time counts.
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
    // Never shown, as they are put forward.
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['America/New_York', '2026-03-08T03:00', '2026-03-08T07:00:00.000Z'],
  ])('in %s %s is %s', (zone, local, instant) => {
    expect(iso(instantOf(zone, local))).toBe(instant)
  })

  test.each(TIME_ZONES)('in %s at an instant lead back to it', (zone) => {
    for (const at of [Date.UTC(2026, 0, 15, 13, 3, 59), Date.UTC(2026, 6, 15, 23, 59, 1)])
      expect(instantOf(zone, localAt(zone, at))).toBe(at)
  })
})
