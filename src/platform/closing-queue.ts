import type { Lot } from '../domain/billing/runs.ts'

/** Messages that a queue takes at once. */
const MOST = 100

/** Hands lots to the queue of closings. */
export async function sendLots(queue: Queue<Lot>, lots: readonly Lot[]): Promise<void> {
  for (let i = 0; i < lots.length; i += MOST) {
    await queue.sendBatch(lots.slice(i, i + MOST).map((body) => ({ body })))
  }
}
