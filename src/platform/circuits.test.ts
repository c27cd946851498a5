import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { GatewayRoute } from '../domain/routing/route.ts'
import { Circuits } from './circuits.ts'

const route = { id: 'route_1', options: { circuit: { failures: 3, seconds: 10 } } } as GatewayRoute
const other = { ...route, id: 'route_2' }
let now = 0
let circuits: Circuits
let said: string[]
beforeEach(() => {
  now = 1_000_000
  circuits = new Circuits(() => now)
  said = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(JSON.parse(line).event))
})
afterEach(() => vi.restoreAllMocks())
const fail = (times: number, of = route) => {
  for (let i = 0; i < times; i++) circuits.note(of, false)
}

test('it opens with the third failure in a row, for its route alone, and says so once', () => {
  fail(2)
  circuits.note(route, true)
  fail(2)
  expect(circuits.waitOf(route)).toBe(0)
  fail(2)
  expect([circuits.waitOf(route), circuits.waitOf(other)]).toEqual([10_000, 0])
  expect(said).toEqual(['circuit.opened'])
})

test('past its time, to the millisecond, one call passes to see, and a success closes it', () => {
  fail(3)
  now += 9_999
  expect(circuits.waitOf(route)).toBe(1)
  now += 1
  expect([circuits.waitOf(route), circuits.waitOf(route), circuits.waitOf(route)]).toEqual([0, 10_000, 10_000])
  circuits.note(route, true)
  expect([circuits.waitOf(route), circuits.waitOf(route)]).toEqual([0, 0])
  expect(said).toEqual(['circuit.opened', 'circuit.closed'])
})

test('a failure of the one that went to see opens it anew', () => {
  fail(3)
  now += 10_000
  expect(circuits.waitOf(route)).toBe(0)
  now += 500
  fail(1)
  expect(circuits.waitOf(route)).toBe(10_000)
  expect(said).toEqual(['circuit.opened'])
})

test('it tells its caller of a turn, and of nothing else', () => {
  const told = [false, false, false, false].map((isOk) => circuits.note(route, isOk))
  now += 10_000
  circuits.waitOf(route)
  expect([...told, circuits.note(route, true), circuits.note(route, true)]).toEqual([
    null,
    null,
    'opened',
    null,
    'closed',
    null,
  ])
})

test('a route without one never waits', () => {
  const free = { ...route, options: {} } as GatewayRoute
  fail(50, free)
  expect(circuits.waitOf(free)).toBe(0)
})
