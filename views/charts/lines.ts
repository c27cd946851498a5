import { extent } from 'd3-array'
import { scaleLog } from 'd3-scale'
import type { Frame } from './bars.ts'

/** A line of a chart: the pieces between its gaps as SVG paths, and the points that stand alone. */
export interface Line {
  path: string
  points: { x: number; y: number }[]
}

/** The least that is told apart, as a logarithm has no zero. */
const LEAST = 1

/**
 * Where lines run in a frame, one a list of numbers with null where there is none, and the values that its lines mark. The
 * scale is logarithmic: a half of 40 and a slowest hundredth of 4,000 are both to be read.
 */
export function layLines(lists: readonly (readonly (number | null)[])[], frame: Frame) {
  const floor = frame.height - frame.bottom
  const count = Math.max(...lists.map((list) => list.length), 1)
  const step = (frame.width - frame.left) / count
  const [low = 10, high = 1000] = extent(lists.flat(), (value) => (value === null ? undefined : Math.max(value, LEAST)))
  const bottom = 10 ** Math.floor(Math.log10(low))
  const top = 10 ** Math.max(Math.ceil(Math.log10(high)), Math.log10(bottom) + 1)
  const y = scaleLog([bottom, top], [floor, frame.top])
  const xOf = (i: number) => frame.left + step * (i + 0.5)
  const lines = lists.map((list): Line => {
    const line: Line = { path: '', points: [] }
    for (const [i, value] of list.entries()) {
      if (value === null) continue
      const [before, after] = [list[i - 1] ?? null, list[i + 1] ?? null]
      const at = { x: round(xOf(i)), y: round(y(Math.max(value, LEAST))) }
      if (before === null && after === null) line.points.push(at)
      else line.path += `${before === null ? 'M' : 'L'}${at.x} ${at.y}`
    }
    return line
  })
  const decades = Math.round(Math.log10(top / bottom))
  // Fewer decades leave room for the lines within them.
  const within = decades === 1 ? [1, 2, 5] : decades === 2 ? [1, 3] : [1]
  const marks = Array.from({ length: decades + 1 }, (_, i) => bottom * 10 ** i)
    .flatMap((value) => within.map((times) => value * times))
    .filter((value) => value <= top)
    .map((value) => ({ value, y: y(value) }))
  return { lines, marks, floor, step, xOf }
}

const round = (value: number) => Math.round(value * 10) / 10
