import { max } from 'd3-array'
import { scaleBand, scaleLinear } from 'd3-scale'
import type { UsagePoint } from '../../src/domain/usage.ts'

export interface Frame {
  width: number
  height: number
  left: number
  top: number
  bottom: number
}

export interface Bar {
  point: UsagePoint
  x: number
  width: number
  center: number
  /** Null where there is nothing of it. */
  answered: { y: number; height: number } | null
  refused: { y: number; height: number } | null
}

// A single refusal among thousands must still be seen.
const LEAST = 1.5
// Paper between the two parts of a bar, so that they can be told apart without their colours.
const GAP = 1

/** Where the bars of a chart stand in its frame, and the counts that its lines mark. */
export function layBars(points: UsagePoint[], frame: Frame) {
  const floor = frame.height - frame.bottom
  const most = max(points, (point) => point.answered + point.refused) ?? 0
  const y = scaleLinear([0, Math.max(most, 4)], [floor, frame.top]).nice(4)
  const x = scaleBand(
    points.map((_, i) => i),
    [frame.left, frame.width],
  ).paddingInner(0.22)
  const width = Math.min(x.bandwidth(), 64)
  const bars = points.map((point, i): Bar => {
    const left = (x(i) ?? 0) + (x.bandwidth() - width) / 2
    const answered = floor - y(point.answered)
    const refused = Math.max(y(0) - y(point.refused), LEAST)
    const gap = answered > GAP ? GAP : 0
    return {
      point,
      x: left,
      width,
      center: left + width / 2,
      answered: point.answered > 0 ? { y: floor - answered, height: answered } : null,
      refused: point.refused > 0 ? { y: floor - answered - gap - refused, height: refused } : null,
    }
  })
  const lines = y
    .ticks(4)
    .filter(Number.isInteger)
    .map((count) => ({ count, y: y(count) }))
  return { bars, lines, floor, step: x.step() }
}
