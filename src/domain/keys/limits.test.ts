import { expect, test } from 'vitest'
import type { Quota } from '../metering/face.ts'
import { limitsOf } from './limits.ts'

const rate = (limit: number, window_seconds: number) => ({ name: `${limit}-${window_seconds}`, limit, window_seconds })
const tightest = (quota: Quota | null, includedCredits: number | null) =>
  limitsOf({ rateLimits: [], quota }, { rateLimits: [], includedCredits, quotas: [] })
    .filter((limit) => limit.tightest)
    .map((limit) => limit.of)

test('the rate that a steady stream meets first is the tightest, whosever it is', () => {
  const limits = limitsOf(
    { rateLimits: [rate(100, 1), rate(50, 60)], quota: null },
    { rateLimits: [rate(10, 1)], includedCredits: null, quotas: [] },
  )
  expect(limits.map(({ of, rate, tightest }) => [of, rate?.name, tightest])).toEqual([
    ['key', '100-1', false],
    ['key', '50-60', true],
    ['plan', '10-1', false],
  ])
})

test.each([
  [{ limit: 10, period: 'day' }, 1_000, ['key']],
  [{ limit: 10, period: 'day' }, 100, ['plan']],
  [{ limit: 99, period: 'month' }, 100, ['key']],
  [{ limit: 5_000, period: 'total' }, 100, ['key']],
] as [Quota, number, string[]][])('a quota of %j beside %d a month: %j', (quota, included, of) => {
  expect(tightest(quota, included)).toEqual(of)
})

test('one limit alone is not called the tighter of anything', () => {
  expect([tightest({ limit: 1, period: 'day' }, null), tightest(null, 100)]).toEqual([[], []])
})

test('a limit on one route is called the tightest of none', () => {
  const onRoute = { ...rate(1, 60), route: 'route_a' }
  const limits = limitsOf(
    { rateLimits: [onRoute, rate(50, 60)], quota: null },
    { rateLimits: [rate(10, 1)], includedCredits: null, quotas: [] },
  )
  expect(limits.map(({ tightest }) => tightest)).toEqual([false, true, false])
})

test("a plan's quotas by other periods stand beside that of its month", () => {
  const quotas = [{ limit: 5, period: 'day' as const }]
  const limits = limitsOf({ rateLimits: [], quota: null }, { rateLimits: [], includedCredits: 100, quotas })
  expect(limits.map(({ of, quota, tightest }) => [of, quota?.period, tightest])).toEqual([
    ['plan', 'month', true],
    ['plan', 'day', false],
  ])
})
