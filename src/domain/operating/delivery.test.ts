import { expect, test } from 'vitest'
import type { Backlog } from '../metering/face.ts'
import { makeDeliveries } from './delivery.ts'

const NOW = 10_000_000
const none: Backlog = { calls: 0, since: null, failures: 0 }

const of = (ids: string[]) => ids.map((id) => ({ id, name: id, tag: id, deliveredAt: NOW }))
const rowsOf = (backlogs: Record<string, Backlog | null>, silent: string[] = []) =>
  makeDeliveries({
    recent: async () => of(Object.keys(backlogs).filter((id) => !silent.includes(id))),
    quiet: async () => of(Object.keys(backlogs)),
    ask: async (tag) => backlogs[tag] ?? null,
    clock: () => NOW,
  })()

test('what is late stands first: no answer, a failed flush, or more than three minutes behind', async () => {
  const rows = await rowsOf({
    fine: none,
    waiting: { calls: 5, since: NOW - 180_000, failures: 0 },
    behind: { calls: 5, since: NOW - 180_001, failures: 0 },
    failing: { calls: 5, since: NOW - 1_000, failures: 1 },
    away: null,
  })
  expect(rows.map(({ accountId, isLate }) => [accountId, isLate])).toEqual([
    ['behind', true],
    ['failing', true],
    ['away', true],
    ['waiting', false],
    ['fine', false],
  ])
})

test('the age is that of the oldest that waits, and none with nothing waiting', async () => {
  const rows = await rowsOf({ waiting: { calls: 1, since: NOW - 42_000, failures: 0 }, fine: none })
  expect(rows.map(({ age }) => age)).toEqual([42_000, 0])
})

test('of those that have gone quiet only who is late is told, and nobody twice', async () => {
  const rows = await rowsOf({ fine: none, stuck: { calls: 5, since: NOW - 1_000, failures: 9 }, idle: none }, [
    'stuck',
    'idle',
  ])
  expect(rows.map(({ accountId }) => accountId)).toEqual(['stuck', 'fine'])
})
