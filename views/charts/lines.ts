import { max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import type { Frame } from './bars.ts'

/** A line of a chart: the pieces between its gaps as SVG paths, and the points that stand alone. */
export interface Line {
  path: string
  points: { x: number; y: number }[]
}

/** Where lines run in a frame, one a list of numbers with null where there is none, and the values that its lines mark. */
export function layLines(lists: readonly (readonly (number | null)[])[], frame: Frame) {
  const floor = frame.height - frame.bottom
  const count = Math.max(...lists.map((list) => list.length), 1)
  const step = (frame.width - frame.left) / count
  const most = max(lists.flat(), (value) => value ?? 0) ?? 0
  const y = scaleLinear([0, Math.max(most, 4)], [floor, frame.top]).nice(4)
  const xOf = (i: number) => frame.left + step * (i + 0.5)
  const lines = lists.map((list): Line => {
    const line: Line = { path: '', points: [] }
    for (const [i, value] of list.entries()) {
      if (value === null) continue
      const [before, after] = [list[i - 1] ?? null, list[i + 1] ?? null]
      const at = { x: round(xOf(i)), y: round(y(value)) }
      if (before === null && after === null) line.points.push(at)
      else line.path += `${before === null ? 'M' : 'L'}${at.x} ${at.y}`
    }
    return line
  })
  const marks = y.ticks(4).map((value) => ({ value, y: y(value) }))
  return { lines, marks, floor, step, xOf }
}

const round = (value: number) => Math.round(value * 10) / 10
