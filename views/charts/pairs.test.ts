import { expect, test } from 'vitest'
import { layPairs } from './pairs.ts'

const frame = { width: 340, height: 200, left: 40, top: 10, bottom: 24 }

test('the two bars of a pair stand on the floor, side by side, within their place', () => {
  const { pairs, floor, step } = layPairs(
    [
      [400, 100],
      [0, 300],
    ],
    frame,
  )
  const [billed, paid] = pairs[0]?.bars ?? []
  expect((billed?.y ?? 0) + (billed?.height ?? 0)).toBeCloseTo(floor)
  expect((billed?.x ?? 0) + (billed?.width ?? 0)).toBeLessThan(paid?.x ?? 0)
  expect((billed?.height ?? 0) / (paid?.height ?? 1)).toBeCloseTo(4)
  expect((paid?.x ?? 0) + (paid?.width ?? 0)).toBeLessThan((pairs[0]?.center ?? 0) + step / 2)
  expect([pairs[1]?.bars[0], pairs[1]?.bars[1]?.height]).toEqual([null, ((paid?.height ?? 0) * 3) as number])
})

test('a cent among thousands is still seen, and nothing at all is an empty frame', () => {
  expect(layPairs([[1_000_000, 0.01]], frame).pairs[0]?.bars[1]?.height).toBe(1.5)
  expect(layPairs([[0, 0]], frame).pairs[0]?.bars).toEqual([null, null])
})
