import { expect, test } from 'vitest'
import { layBars } from './bars.ts'

const frame = { width: 340, height: 200, left: 40, top: 10, bottom: 24 }
const points = (...counts: [answered: number, refused: number][]) =>
  counts.map(([answered, refused], i) => ({ start: i * 3_600_000, answered, refused }))

test('bars stand on the floor, side by side, within the frame', () => {
  const { bars, floor } = layBars(points([3, 0], [9, 2], [0, 4]), frame)
  expect(floor).toBe(176)
  for (const bar of bars) {
    expect(bar.x).toBeGreaterThanOrEqual(frame.left)
    expect(bar.x + bar.width).toBeLessThanOrEqual(frame.width)
    if (bar.answered) expect(bar.answered.y + bar.answered.height).toBeCloseTo(floor)
  }
  expect(bars.map((bar) => bar.x)).toEqual(bars.map((bar) => bar.x).toSorted((a, b) => a - b))
})

test('the highest bar stays below the top, its refusals above its answers with paper between', () => {
  const { bars } = layBars(points([1000, 500]), frame)
  const [bar] = bars
  expect(bar?.refused?.y).toBeGreaterThanOrEqual(frame.top - 1)
  expect((bar?.refused?.y ?? 0) + (bar?.refused?.height ?? 0)).toBeLessThan(bar?.answered?.y ?? 0)
})

test('a single refusal among many thousands is still seen', () => {
  expect(layBars(points([90_000, 1]), frame).bars[0]?.refused?.height).toBeGreaterThanOrEqual(1.5)
})

test('counts are marked by whole numbers, also when there are few', () => {
  for (const few of [0, 1, 2, 3, 7]) {
    const marks = layBars(points([few, 0]), frame).lines.map((line) => line.count)
    expect(marks.every(Number.isInteger)).toBe(true)
    expect(marks[0]).toBe(0)
    expect(Math.max(...marks)).toBeGreaterThanOrEqual(few)
  }
})

test('what is not there is not drawn', () => {
  expect(layBars(points([0, 0]), frame).bars[0]).toMatchObject({ answered: null, refused: null })
})
