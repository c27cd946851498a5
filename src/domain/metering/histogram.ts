/** Upper bounds of the latency buckets in ms, each belonging to its bucket; the last bucket has none. */
export const BOUNDS = [5, 10, 20, 35, 50, 75, 100, 150, 250, 400, 700, 1000, 2000, 5000, 15_000] as const

/** Counts by bucket: one more than there are bounds. */
export type Histogram = number[]

export const emptyHistogram = (): Histogram => new Array<number>(BOUNDS.length + 1).fill(0)

/** Counts one duration. */
export function record(histogram: Histogram, ms: number): void {
  const found = BOUNDS.findIndex((bound) => ms <= bound)
  const bucket = found < 0 ? BOUNDS.length : found
  histogram[bucket] = (histogram[bucket] ?? 0) + 1
}

export const merge = (a: Histogram, b: Histogram): Histogram => a.map((count, i) => count + (b[i] ?? 0))

/**
 * The duration in ms below which a share (0 to 1) of the calls stayed, interpolated within its bucket; null without calls.
 * The last bucket answers with its lower bound.
 */
export function percentile(histogram: Histogram, share: number): number | null {
  const total = histogram.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const rank = share * total
  let below = 0
  for (let i = 0; i < histogram.length; i++) {
    const count = histogram[i] ?? 0
    if (count > 0 && below + count >= rank) {
      const lower = i === 0 ? 0 : (BOUNDS[i - 1] as number)
      const upper = BOUNDS[i] ?? lower
      return lower + ((upper - lower) * (rank - below)) / count
    }
    below += count
  }
  return BOUNDS[BOUNDS.length - 1] as number
}
