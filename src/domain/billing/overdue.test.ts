import { expect, test } from 'vitest'
import { closesAt, stepsAt } from './overdue.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 11, 20)

test('an overdue bill is in one step alone: the newest that has come', () => {
  const steps = stepsAt([1, 7, 14], NOW)
  const stepOf = (dueAt: number) =>
    steps.filter(({ dueAfter, dueUntil }) => dueAt > dueAfter && dueAt <= dueUntil).map(({ days }) => days)
  expect([1, 6.9, 7, 13.9, 14, 400].map((days) => stepOf(NOW - days * DAY))).toEqual([[1], [1], [7], [7], [14], [14]])
  expect(stepOf(NOW - DAY + 1)).toEqual([])
})

test('without a limit a bill never refuses calls', () => {
  expect([closesAt(NOW, 30), closesAt(NOW, null)]).toEqual([NOW + 30 * DAY, null])
})
