import { expect, test } from 'vitest'
import type { Measured } from './measured.ts'
import { type Scenario, simulate } from './simulation.ts'

const measured: Measured = {
  at: '',
  commit: '',
  machine: '',
  isQuick: false,
  callsOfOneObject: 5_000,
  cpuMs: { grouped: 0.2, alone: 0.5 },
  objectMs: 1,
  flush: { d1Read: 100, d1Written: 8, d1Ms: 0.5, objectWritten: 5 },
  fullFlushD1Ms: 2,
  d1BytesACall: 400,
}

const scenario: Scenario = {
  accounts: 1_000,
  callsASecond: 1_000,
  exponent: 1,
  seed: 7,
  flushAfter: 60,
  daysInD1: 30,
  sampled: 1,
  leases: false,
}

const of = (change: Partial<Scenario>) => simulate({ ...scenario, ...change }, measured)

test('the same seed gives the same service, another one other shards', () => {
  expect(of({})).toEqual(of({}))
  const many = { accounts: 10_000, callsASecond: 10_000 }
  expect(of({ ...many, seed: 8 }).busiestShard).not.toBe(of({ ...many, seed: 7 }).busiestShard)
})

test('one account alone flushes at 1,000 calls, or a minute after its first', () => {
  const alone = { accounts: 1 }
  expect(of({ ...alone, callsASecond: 5_000 }).flushes).toBeCloseTo(5)
  expect(of({ ...alone, callsASecond: 1 }).flushes).toBeCloseTo(1 / 61)
})

test('who calls seldom costs two object requests and rows a call and a flush each; who calls often shares them', () => {
  const seldom = of({ accounts: 1, callsASecond: 0.0001 })
  // An admission, a settlement and an alarm; a row each for the first two, and the flush's.
  expect(seldom.objectRequests / 0.0001).toBeCloseTo(3, 1)
  expect(seldom.objectRows / 0.0001).toBeCloseTo(7, 0)
  const often = of({ accounts: 1, callsASecond: 4_000 })
  expect(often.objectRequests / 4_000).toBeCloseTo(1, 2)
  expect(often.objectRows / 4_000).toBeLessThan(0.2)
})

test("Zipf's law makes few accounts too hot for one object, and leases take them out of its way", () => {
  const big = { accounts: 100_000, callsASecond: 100_000 }
  const hot = of(big)
  expect(hot.hotAccounts).toBeGreaterThan(0)
  expect(hot.hotAccounts).toBeLessThan(100)
  expect(hot.busiestObject).toBeGreaterThan(1_000)
  expect(of({ ...big, leases: true }).busiestObject).toBeLessThanOrEqual(1_000)
  expect(of({ ...big, leases: true }).hotShare).toBe(hot.hotShare)
})

test('calls that stay in D1 for a day need a thirtieth of the room', () => {
  const month = of({ callsASecond: 10_000, accounts: 10 }).d1Gb
  const day = of({ callsASecond: 10_000, accounts: 10, daysInD1: 1 }).d1Gb
  expect(month / day).toBeCloseTo(30, 0)
  // 10,000 calls/s of 400 bytes for 30 days.
  expect(month).toBeCloseTo(10_368, -1)
})

test('rarer flushes and fewer data points cost less', () => {
  const quiet = { accounts: 100_000, callsASecond: 1_000 }
  expect(of({ ...quiet, flushAfter: 600 }).aMillion).toBeLessThan(of(quiet).aMillion)
  expect(of(quiet).aMillion - of({ ...quiet, sampled: 0 }).aMillion).toBeCloseTo(0.25)
})

test('a month costs what its calls cost', () => {
  const { month, aMillion } = of({})
  expect(month).toBeCloseTo(aMillion * 1_000 * 2.592)
})
