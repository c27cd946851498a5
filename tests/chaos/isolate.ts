import type { D1Fault, Point } from './faults.ts'

/** What the driver has set. The objects and the caller share one isolate, and this with it; it dies with each kill. */
export const isolate = {
  /** Of the objects' clock from the machine's, ms; null until it is known. */
  offset: null as number | null,
  /** What becomes of the meter's batches to D1, in turn. */
  d1Faults: [] as D1Fault[],
  batches: 0,
  /** Where to wait to be killed. */
  stop: null as { point: Point; nth: number } | null,
  /** Where the driver listens. */
  driver: '',
}

/** The objects' clock, UTC ms. */
export const now = () => Date.now() + (isolate.offset ?? 0)

export const rest = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** Says that a point is reached, when the driver waits for it, and stays there: what follows is a kill. */
export async function reach(point: Point): Promise<void> {
  const { stop, driver } = isolate
  if (stop?.point !== point) return
  stop.nth -= 1
  if (stop.nth > 0) return
  isolate.stop = null
  await fetch(driver + encodeURIComponent(point))
}
