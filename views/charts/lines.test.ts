import { expect, test } from 'vitest'
import { layLines } from './lines.ts'

const frame = { width: 340, height: 200, left: 40, top: 10, bottom: 24 }

test('a line goes through its values from left to right, the higher ones further up, within the frame', () => {
  const { lines, floor } = layLines([[10, 20, 5]], frame)
  const points = (lines[0]?.path ?? '')
    .split(/[ML]/)
    .slice(1)
    .map((point) => point.split(' ').map(Number))
  const [xs, ys] = [points.map(([x = 0]) => x), points.map(([, y = 0]) => y)]
  expect(xs).toEqual(xs.toSorted((a, b) => a - b))
  expect(ys[1]).toBeLessThan(ys[0] ?? 0)
  expect(ys[2]).toBeGreaterThan(ys[0] ?? 0)
  for (const y of ys) expect(y >= frame.top && y <= floor).toBe(true)
})

test('a line has a gap where there is no value, and a point that stands alone is one', () => {
  const [line] = layLines([[10, 20, null, 30, null, 40, 50]], frame).lines
  expect(line?.path.match(/M/g)).toHaveLength(2)
  expect(line?.points).toHaveLength(1)
})

test('each line that is marked is above the one before, and what is drawn lies between them', () => {
  for (const values of [
    [40, 63],
    [40, 4_000],
    [0, 15_000],
  ]) {
    const { marks, lines } = layLines([values], frame)
    const ys = marks.map(({ y }) => y)
    expect(ys.length).toBeGreaterThan(2)
    expect(ys).toEqual(ys.toSorted((a, b) => b - a))
    const drawn = (lines[0]?.path ?? '')
      .split(/[ML]/)
      .slice(1)
      .map((point) => Number(point.split(' ')[1]))
    for (const y of drawn) expect(y <= (ys[0] ?? 0) + 0.1 && y >= (ys.at(-1) ?? 0) - 0.1).toBe(true)
  }
})

test('nothing to draw draws nothing', () => {
  expect(layLines([[null, null]], frame).lines).toEqual([{ path: '', points: [] }])
})
