import { expect, test } from 'vitest'
import { type Round, ratioOf, summaryOf } from './rates.ts'
import { noTally } from './workers/tally.ts'

const round = (answers: number, rate: number, more: Partial<Round> = {}): Round => ({
  answers,
  rate,
  p50: 1,
  p99: 2,
  cpuMs: answers / 10,
  used: null,
  ...more,
})

test('a summary holds medians, so that one slow round decides nothing', () => {
  const { rate, cpuMs } = summaryOf([round(100, 1_000), round(10, 10, { cpuMs: 50 }), round(90, 900)])
  expect(rate).toBe(900)
  expect(cpuMs).toBeCloseTo(0.1)
})

test('what is used a call is summed over all rounds before it is divided', () => {
  const used = (objectWritten: number) => ({ ...noTally(), objectWritten })
  const rounds = [round(100, 1, { used: used(30) }), round(300, 1, { used: used(50) })]
  expect(summaryOf(rounds).used?.objectWritten).toBeCloseTo(0.2)
})

test('a ratio compares each round with its own base', () => {
  const rounds = [round(1, 50), round(1, 150), round(1, 10)]
  expect(ratioOf(rounds, [round(1, 100), round(1, 200), round(1, 10)])).toBe(0.75)
})
