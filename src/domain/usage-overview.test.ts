import { describe, expect, test } from 'vitest'
import type { CallRecord, LogEntry, MeterView } from './metering/face.ts'
import { rollUp } from './metering/rollup.ts'
import { rangeWindow } from './usage/window.ts'
import { makeUsage, series, type UsageModel } from './usage-overview.ts'

const NOW = Date.UTC(2026, 10, 20, 12, 30)
const HOUR = 3_600_000

const callOf = (id: string, at: number, change: Partial<CallRecord> = {}): CallRecord => ({
  id,
  at,
  keyId: 'key_1',
  routeId: 'route_1',
  method: 'GET',
  path: '/api/x',
  address: '',
  outcome: 'ok',
  status: 200,
  ms: 30,
  bytes: 1,
  credits: 2,
  ...change,
})
const entryOf = (seq: number, calls: CallRecord[], refusals: LogEntry['refusals'] = []): LogEntry => ({
  seq,
  at: NOW,
  calls,
  refusals,
})

const usageOf = (held: LogEntry[], mark: number, view: Partial<MeterView> | null) =>
  makeUsage({
    view: async () =>
      view && {
        at: NOW,
        revision: 1,
        used: 0,
        limit: 100,
        phases: [],
        openCalls: 0,
        openSince: NOW,
        lastOpen: [],
        tail: [],
        ...view,
      },
    read: async (): Promise<UsageModel> => ({
      mark,
      flushedAt: NOW,
      sums: rollUp(held),
      month: rollUp(held),
      recent: { credits: 0, firstHour: null },
      calls: held.flatMap((entry) => entry.calls),
      limit: 100,
      keyHints: { key_1: 'sk_…abcd' },
      routeNames: { route_1: 'Demo' },
    }),
    clock: () => NOW,
  }).overview({ id: 'acct_1', tag: 'tag' }, '24h', 'UTC')

const answered = (points: { answered: number }[]) => points.reduce((sum, point) => sum + point.answered, 0)

describe('overview', () => {
  test('adds the tail to what D1 holds, and what D1 already took over only once', async () => {
    const [first, second, third] = [
      entryOf(1, [callOf('a', NOW)]),
      entryOf(2, [callOf('b', NOW)]),
      entryOf(3, [callOf('c', NOW)]),
    ]
    const overview = await usageOf([first, second], 2, { used: 6, tail: [second, third] })
    expect(answered(overview.series.points)).toBe(3)
    expect(overview.calls.map((call) => call.id).sort()).toEqual(['a', 'b', 'c'])
    expect(overview.month).toMatchObject({ used: 6, exact: true })
  })

  test("without the object it shows D1's sums and says that they may be behind", async () => {
    const overview = await usageOf([entryOf(1, [callOf('a', NOW), callOf('b', NOW)])], 1, null)
    expect(overview.month).toMatchObject({ used: 4, exact: false, limit: 100 })
  })

  test('counts refusals by reason, and takes latency from admitted calls alone', async () => {
    const refusals = [
      { hour: NOW - (NOW % HOUR), keyId: 'key_1', routeId: 'route_1', code: 'RATE_LIMITED', count: 7 },
      { hour: NOW - (NOW % HOUR), keyId: 'key_1', routeId: 'route_1', code: 'KEY_REVOKED', count: 2 },
    ]
    const overview = await usageOf([entryOf(1, [callOf('a', NOW)], refusals)], 1, null)
    expect(overview.month).toMatchObject({ refused: 9, commonestRefusal: { code: 'RATE_LIMITED', count: 7 } })
    expect(overview.month.medianMs).toBeGreaterThan(20)
    expect(overview.month.medianMs).toBeLessThanOrEqual(35)
  })

  test('takes refusals and latency of both, and of this month alone', async () => {
    const hour = NOW - (NOW % HOUR)
    const refusal = { hour, keyId: 'key_1', routeId: 'route_1', code: 'RATE_LIMITED', count: 7 }
    const before = Date.UTC(2026, 9, 31, 23)
    const held = [entryOf(1, [callOf('a', NOW, { ms: 9_000 })], [refusal])]
    const tail = [
      entryOf(2, [callOf('b', NOW), callOf('c', NOW)], [refusal, { ...refusal, keyId: 'key_2', count: 1 }]),
      entryOf(3, [callOf('d', before), callOf('e', before)], [{ ...refusal, hour: before, count: 100 }]),
    ]
    const { month } = await usageOf(held, 1, { tail })
    expect(month).toMatchObject({ refused: 15, commonestRefusal: { code: 'RATE_LIMITED', count: 15 } })
    expect([month.medianMs, (month.p95Ms ?? 0) > 5_000]).toEqual([20 + 15 * 0.75, true])
  })

  test('names the key and the route of the last calls, newest first', async () => {
    const overview = await usageOf([entryOf(1, [callOf('a', NOW - 5), callOf('b', NOW)])], 1, null)
    expect(overview.calls.map(({ id, keyHint, routeName }) => [id, keyHint, routeName])).toEqual([
      ['b', 'sk_…abcd', 'Demo'],
      ['a', 'sk_…abcd', 'Demo'],
    ])
  })
})

test('a chart has the days of its reader’s zone, and each hour in its own', () => {
  const { buckets } = rangeWindow('7d', 'America/New_York', NOW, false)
  const hour = (at: number, outcome: string) => ({ hour: at, outcome, calls: 1 })
  const [today = { start: 0 }] = buckets.slice(-1)
  const { points } = series(
    [hour(today.start, 'ok'), hour(today.start - HOUR, 'RATE_LIMITED'), hour(0, 'ok')],
    '7d',
    buckets,
  )
  expect(points.map(({ answered, refused }) => [answered, refused]).slice(-2)).toEqual([
    [0, 1],
    [1, 0],
  ])
  expect(points.map(({ start }) => new Date(start).toISOString().slice(11, 16))).toEqual(Array(7).fill('05:00'))
  expect(answered(points)).toBe(1)
})
