import { expect, test } from 'vitest'
import type { LogEntry, Quota } from './face.ts'
import { noticesOf } from './notices.ts'
import { emptyState } from './state.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const DAY = 86_400_000

function stateOf(credits: number | null, counters: Record<string, number>, quotas: Quota[] = []) {
  const state = emptyState()
  const plan = { key: 'test', name: 'Test', includedCredits: credits, rateLimits: [], quotas }
  state.account = { id: 'acct_1', tag: 'tag', revision: 1, status: 'active', verified: true, plan }
  state.counters = new Map(Object.entries(counters))
  return state
}
const entryAt = (at: number): LogEntry => ({ seq: 1, at, calls: [], refusals: [] })
const sharesOf = (used: number, credits: number) =>
  noticesOf(stateOf(credits, { 'account/month/2026-11': used }), [], NOW).map(({ share }) => share)

test.each([
  [0, 10, []],
  [7, 10, []],
  [8, 10, [80]],
  [9, 10, [80]],
  [10, 10, [80, 100]],
  [12, 10, [80, 100]],
  // Four fifths of 7 are 5.6.
  [5, 7, []],
  [6, 7, [80]],
  // Of nothing nothing can be used; who is refused is told all the same.
  [0, 0, []],
])('%d credits used of %d: %j', (used, credits, shares) => {
  expect(sharesOf(used, credits)).toEqual(shares)
})

test('a plan without an end has none', () => {
  expect(noticesOf(stateOf(null, { 'account/month/2026-11': 1e9 }), [], NOW)).toEqual([])
})

test('each quota of the account has its own, by its own period', () => {
  const state = stateOf(10, { 'account/month/2026-11': 9, 'account/day/2026-11-20': 5, 'account/total/total': 4 }, [
    { limit: 5, period: 'day' },
    { limit: 5, period: 'total' },
  ])
  expect(noticesOf(state, [], NOW).map(({ period, quota, share }) => [period, quota, share])).toEqual([
    ['2026-11', 10, 80],
    ['2026-11-20', 5, 80],
    ['2026-11-20', 5, 100],
    ['total', 5, 80],
  ])
})

test('what is flushed of days before this one is said of them too, and of no other', () => {
  const counters = { 'account/day/2026-11-18': 5, 'account/day/2026-11-19': 5, 'account/day/2026-11-20': 0 }
  const state = stateOf(null, counters, [{ limit: 5, period: 'day' }])
  expect(noticesOf(state, [entryAt(NOW - DAY)], NOW).map(({ period }) => period)).toEqual(['2026-11-19', '2026-11-19'])
})
