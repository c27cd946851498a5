import { expect, test } from 'vitest'
import type { Round } from './rates.ts'
import { targetsOf } from './targets.ts'
import { ONE } from './variants/admission.ts'
import { SEED_LIKE } from './variants/baselines.ts'
import { BASE } from './variants/variant.ts'

const at = (rate: number): Round[] => [{ answers: 1, rate, p50: 1, p99: 1, cpuMs: 1, used: null }]

test('a figure is reached at its bound, missed below it, and left out when it was not measured', () => {
  const rounds = new Map([
    [BASE, at(1_000)],
    [ONE, at(250)],
    [SEED_LIKE, at(50)],
  ])
  const targets = targetsOf({ rounds, bills: [], idle: null, usage: null })
  expect(targets.map(({ got, isReached }) => [got, isReached])).toEqual([
    [0.25, true],
    [5, false],
  ])
})

test('what must stay below a bound misses it at the bound', () => {
  const usage = { calls: 1, hourlyRows: 1, d1Ms: 15, wallMs: 20, rowsRead: 1 }
  const idle = { empty: 80, plainObjects: 50, uncalled: 100, called: 170, idle: 179 }
  const targets = targetsOf({ rounds: new Map(), bills: [], idle, usage })
  expect(targets.map(({ got, isReached }) => [got, isReached])).toEqual([
    [15, false],
    [99, true],
  ])
})
