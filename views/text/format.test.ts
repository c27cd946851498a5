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

describe('in a zone', () => {
  const berlin = formatOf('en', 'Europe/Berlin')

  test('a moment says its offset, and what it is in UTC', () => {
    expect(berlin.moment(NOW)).toBe('20 Nov 2026, 15:03 UTC+1')
    expect(berlin.utc(NOW)).toBe('20 Nov 2026, 14:03:22 UTC')
    expect(formatOf('en', 'Asia/Kathmandu').moment(NOW)).toBe('20 Nov 2026, 19:48 UTC+5:45')
    expect(formatOf('en', 'America/St_Johns').moment(NOW)).toBe('20 Nov 2026, 10:33 UTC−3:30')
  })

  test('a date is the one on its calendars', () => {
    const late = Date.UTC(2026, 10, 20, 23, 30)
    expect([berlin.date(late), formatOf('en').date(late)]).toEqual(['21 Nov 2026', '20 Nov 2026'])
  })

  test('the hour that comes twice is told apart by its offset', () => {
    const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)]
    expect(berlin.moment(first)).toBe('25 Oct 2026, 02:30 UTC+2')
    expect(berlin.moment(second)).toBe('25 Oct 2026, 02:30 UTC+1')
  })

  test('the hour that is left out is left out', () => {
    const change = Date.UTC(2026, 2, 29, 1)
    expect([berlin.hour(change - 1), berlin.hour(change)]).toEqual(['01:59', '03:00'])
  })

  test('an hour of UTC begins in the middle of one where clocks are half an hour apart', () => {
    const kolkata = formatOf('en', 'Asia/Calcutta')
    const hour = Date.UTC(2026, 10, 20, 18)
    expect([kolkata.hour(hour), kolkata.hourOfDay(hour), kolkata.day(hour)]).toEqual(['23:30', 23, '20 Nov'])
    expect([kolkata.hour(hour + 3_600_000), kolkata.hourOfDay(hour + 3_600_000)]).toEqual(['00:30', 0])
  })

  test('a column is headed by the place, in the reader’s language', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Calcutta']
    expect(zones.map((zone) => formatOf('en', zone).zone)).toEqual(['UTC', 'Berlin', 'Buenos Aires', 'Kolkata'])
    expect(zones.map((zone) => formatOf('zh', zone).zone)).toEqual(['UTC', '德国', '布宜诺斯艾利斯', '印度'])
  })

  test('a zone that is no longer known is shown as UTC', () => {
    expect(formatOf('en', 'Mars/Olympus').moment(NOW)).toBe('20 Nov 2026, 14:03 UTC')
  })
})

test('a file’s size is written with one digit behind the point, until that says nothing', () => {
  expect([0, 999, 1_234, 99_949, 999_949, 999_950, 34_000_000].map((count) => formatOf('en').bytes(count))).toEqual([
    '0 B',
    '999 B',
    '1.2 kB',
    '99.9 kB',
    '1,000 kB',
    '1 MB',
    '34 MB',
  ])
})

test('Chinese is written as Chinese', () => {
  const format = formatOf('zh')
  expect(format.month(NOW)).toBe('2026年11月')
  expect(format.relative(NOW + 10 * DAY, NOW)).toBe('10天后')
  expect(format.number(41_208)).toBe('41,208')
})
