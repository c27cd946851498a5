import { max } from 'd3-array'
import { scaleBand, scaleLinear } from 'd3-scale'
import type { Frame } from './bars.ts'

interface Bar {
  x: number
  width: number
  y: number
  height: number
}

/** Two bars side by side; null where there is nothing of it. */
interface Pair {
  center: number
  bars: [Bar | null, Bar | null]
}

// A little among much must still be seen.
const LEAST = 1.5
const WIDEST = 28

/** Where pairs of bars stand in a frame, one a pair of numbers, and the values that its lines mark. */
export function layPairs(numbers: readonly (readonly [number, number])[], frame: Frame) {
  const floor = frame.height - frame.bottom
  const y = scaleLinear([0, Math.max(max(numbers.flat()) ?? 0, 1)], [floor, frame.top]).nice(4)
  const x = scaleBand(
    numbers.map((_, i) => i),
    [frame.left, frame.width],
  )
  const width = Math.min(x.bandwidth() * 0.36, WIDEST)
  const barAt = (left: number, value: number): Bar | null => {
    if (value <= 0) return null
    const height = Math.max(floor - y(value), LEAST)
    return { x: left, width, y: floor - height, height }
  }
  const pairs = numbers.map(([first, second], i): Pair => {
    const center = (x(i) ?? 0) + x.bandwidth() / 2
    // Paper between the two, so that they can be told apart without their colours.
    return { center, bars: [barAt(center - width - 0.5, first), barAt(center + 0.5, second)] }
  })
  return { pairs, lines: y.ticks(4).map((value) => ({ value, y: y(value) })), floor, step: x.step() }
}
