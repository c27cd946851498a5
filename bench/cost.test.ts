import { expect, test } from 'vitest'
import { costOfAMillion, type Use } from './cost.ts'

const nothing: Use = {
  workerRequests: 0,
  cpuMs: 0,
  objectRequests: 0,
  objectMs: 0,
  objectRead: 0,
  objectWritten: 0,
  d1Read: 0,
  d1Written: 0,
  d1Bytes: 0,
}

test('a million calls that use nothing cost nothing', () => {
  expect(costOfAMillion(nothing).total).toBe(0)
})

test.each<[string, Partial<Use>, number]>([
  ['a request each', { workerRequests: 1 }, 0.3],
  ['7 ms of processor time each', { cpuMs: 7 }, 0.14],
  ['an object asked each', { objectRequests: 1 }, 0.15],
  // A second of 128 MB: 1,000,000 x 0.128 GB-s at $12.50 a million.
  ['an object busy for a second each', { objectMs: 1_000 }, 1.6],
  ['a row written in the object each', { objectWritten: 1 }, 1],
  ['three rows written in D1 each', { d1Written: 3 }, 3],
  ['a thousand rows read in D1 each', { d1Read: 1_000 }, 1],
  ['1,000 bytes kept in D1 for a month each', { d1Bytes: 1_000 }, 0.75],
])('a million calls with %s cost what Cloudflare says', (_, use, dollars) => {
  expect(costOfAMillion({ ...nothing, ...use }).total).toBeCloseTo(dollars, 10)
})

test('the parts of a cost sum to its total', () => {
  const { total, ...parts } = costOfAMillion({ ...nothing, workerRequests: 1, cpuMs: 2, objectWritten: 3, d1Bytes: 4 })
  expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 10)
})
