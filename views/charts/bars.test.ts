import { expect, test } from 'vitest'
import { layBars } from './bars.ts'

const frame = { width: 340, height: 200, left: 40, top: 10, bottom: 24 }

test('bars stand on the floor, side by side, within the frame', () => {
  const { bars, floor } = layBars(
    [
      [3, 0],
      [9, 2],
      [0, 4],
    ],
    frame,
  )
  expect(floor).toBe(176)
  for (const bar of bars) {
    expect(bar.x).toBeGreaterThanOrEqual(frame.left)
    expect(bar.x + bar.width).toBeLessThanOrEqual(frame.width)
    const [first] = bar.parts
    if (first) expect(first.y + first.height).toBeCloseTo(floor)
  }
  expect(bars.map((bar) => bar.x)).toEqual(bars.map((bar) => bar.x).toSorted((a, b) => a - b))
})

test('the highest bar stays below the top, each part above the one before with paper between', () => {
  const [bar] = layBars([[1000, 300, 200]], frame).bars
  const [first, second, third] = bar?.parts ?? []
  expect(third?.y).toBeGreaterThanOrEqual(frame.top - 2)
  expect((third?.y ?? 0) + (third?.height ?? 0)).toBeLessThan(second?.y ?? 0)
  expect((second?.y ?? 0) + (second?.height ?? 0)).toBeLessThan(first?.y ?? 0)
})

test('a part without anything below it stands on the floor', () => {
  const { bars, floor } = layBars([[0, 0, 7]], frame)
  const part = bars[0]?.parts[2]
  expect((part?.y ?? 0) + (part?.height ?? 0)).toBeCloseTo(floor)
})

test('a single refusal among many thousands is still seen', () => {
  expect(layBars([[90_000, 1]], frame).bars[0]?.parts[1]?.height).toBeGreaterThanOrEqual(1.5)
})

test('counts are marked by whole numbers, also when there are few', () => {
  for (const few of [0, 1, 2, 3, 7]) {
    const marks = layBars([[few]], frame).lines.map((line) => line.count)
    expect(marks.every(Number.isInteger)).toBe(true)
    expect(marks[0]).toBe(0)
    expect(Math.max(...marks)).toBeGreaterThanOrEqual(few)
  }
})

test('what is not there is not drawn', () => {
  expect(layBars([[0, 0]], frame).bars[0]).toMatchObject({ parts: [null, null] })
})
