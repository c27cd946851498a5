import { expect, test } from 'vitest'
import { emptyHistogram } from '../metering/histogram.ts'
import type { HourlyUsage } from '../metering/rollup.ts'
import { type MonthModel, monthRequest, monthUsage } from './month.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 20, 12, 30)

test('the pace is asked for over the last 168 hours, the running one among them', () => {
  expect(monthRequest(NOW)).toEqual({
    monthStart: Date.UTC(2026, 10, 1),
    paceSince: Date.UTC(2026, 10, 13, 13),
  })
})

const model = (change: Partial<MonthModel> = {}): MonthModel => ({
  mark: 1,
  flushedAt: NOW,
  month: [{ outcome: 'ok', calls: 70, credits: 700, msSum: 0, histogram: emptyHistogram() }],
  recent: { credits: 600, firstHour: NOW - 7 * DAY },
  limit: 1_000,
  ...change,
})
const row = (hour: number): HourlyUsage => ({
  ...{ hour, keyId: 'key_1', routeId: 'route_1', outcome: 'ok', calls: 10, credits: 100, msSum: 1 },
  histogram: emptyHistogram(),
})

test('what D1 does not hold is used too, and is part of the pace', () => {
  const month = monthUsage(model(), [row(NOW - (NOW % HOUR))], null, NOW)
  expect(month).toMatchObject({ used: 800, exact: false, pace: 100, runsOutAt: NOW + 2 * DAY })
})

test('what was charged earlier than seven days ago is no part of the pace', () => {
  const month = monthUsage(model(), [row(NOW - 10 * DAY)], null, NOW)
  expect(month).toMatchObject({ used: 800, pace: 600 / 7 })
})
