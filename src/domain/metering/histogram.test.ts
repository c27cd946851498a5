import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOUNDS, emptyHistogram, merge, percentile, record } from './histogram.ts'

const of = (durations: number[]) => {
  const histogram = emptyHistogram()
  for (const ms of durations) record(histogram, ms)
  return histogram
}

test('a duration at a bound belongs to the bucket below it', () => {
  expect(of([5, 6, 15_000, 15_001]).flatMap((count, bucket) => (count > 0 ? [[bucket, count]] : []))).toEqual([
    [0, 1],
    [1, 1],
    [14, 1],
    [15, 1],
  ])
})

test('a percentile lies in the bucket that holds its rank', () => {
  const durations = fc.array(fc.integer({ min: 0, max: 15_000 }), { minLength: 1 })
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99), (list, share) => {
      const exact = [...list].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * list.length) - 1)] as number
      const bucket = BOUNDS.findIndex((bound) => exact <= bound)
      const estimate = percentile(of(list), share) as number
      expect(estimate).toBeGreaterThanOrEqual(bucket === 0 ? 0 : (BOUNDS[bucket - 1] as number))
      expect(estimate).toBeLessThanOrEqual(BOUNDS[bucket] as number)
    }),
  )
})

test('no calls have no percentile', () => {
  expect(percentile(emptyHistogram(), 0.5)).toBeNull()
})

test('merging is recording everything in one', () => {
  expect(merge(of([1, 30, 99_999]), of([30]))).toEqual(of([1, 30, 30, 99_999]))
})
