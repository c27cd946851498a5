import { expect, test } from 'vitest'
import { type CircuitTurn, openSince } from './circuit.ts'

const breaker = { failures: 3, seconds: 10 }
const turn = (turned: CircuitTurn['turned']): CircuitTurn => ({ at: 1_000_000, turned, colo: '' })

test('a circuit that opened is open for its own seconds, to the millisecond', () => {
  const since = (now: number) => openSince(breaker, turn('opened'), now)
  expect([since(1_000_000), since(1_009_999), since(1_010_000)]).toEqual([1_000_000, 1_000_000, null])
})

test('one that closed since, never turned, or was taken away is not open', () => {
  const now = 1_000_001
  expect(openSince(breaker, turn('closed'), now)).toBeNull()
  expect(openSince(breaker, undefined, now)).toBeNull()
  expect(openSince(undefined, turn('opened'), now)).toBeNull()
})
