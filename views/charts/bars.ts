import { max } from 'd3-array'
import { scaleBand, scaleLinear } from 'd3-scale'

export interface Frame {
  width: number
  height: number
  left: number
  top: number
  bottom: number
}

/** A part of a bar; null where there is nothing of it. */
export type Part = { y: number; height: number } | null

export interface Bar {
  x: number
  width: number
  center: number
  /** From the floor up. */
  parts: Part[]
}

// A single refusal among thousands must still be seen.
const LEAST = 1.5
// Paper between the parts of a bar, so that they can be told apart without their colours.
const GAP = 1

/** Where the bars of a chart stand in its frame, one a stack of numbers, and the counts that its lines mark. */
export function layBars(stacks: readonly (readonly number[])[], frame: Frame) {
  const floor = frame.height - frame.bottom
  const most = max(stacks, (parts) => parts.reduce((sum, part) => sum + part, 0)) ?? 0
  const y = scaleLinear([0, Math.max(most, 4)], [floor, frame.top]).nice(4)
  const x = scaleBand(
    stacks.map((_, i) => i),
    [frame.left, frame.width],
  ).paddingInner(0.22)
  const width = Math.min(x.bandwidth(), 64)
  const bars = stacks.map((numbers, i): Bar => {
    const left = (x(i) ?? 0) + (x.bandwidth() - width) / 2
    let top = floor
    const parts = numbers.map((number, at): Part => {
      if (number <= 0) return null
      const height = at === 0 ? floor - y(number) : Math.max(floor - y(number), LEAST)
      const gap = floor - top > GAP ? GAP : 0
      top -= height + gap
      return { y: top, height }
    })
    return { x: left, width, center: left + width / 2, parts }
  })
  const lines = y
    .ticks(4)
    .filter(Number.isInteger)
    .map((count) => ({ count, y: y(count) }))
  return { bars, lines, floor, step: x.step() }
}
