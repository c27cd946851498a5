import type { Clock } from '../domain/clock.ts'

const EVERY_MS = 10_000
const MOST = 20
const MOST_KEPT = 1_000

/**
 * Bounds how often an isolate asks D1 for texts that anybody may have invented: 20 times in 10 s that find nothing. Those
 * that once were good are asked for whatever others do.
 */
export class Guesses {
  readonly #clock: Clock
  readonly #good = new Set<string>()
  #since = Number.NEGATIVE_INFINITY
  #asked = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether to ask. It counts before the answer is there, so that many at once are no way around. */
  mayAsk(hash: string): boolean {
    if (this.#good.has(hash)) return true
    const now = this.#clock()
    if (now - this.#since >= EVERY_MS) {
      this.#since = now
      this.#asked = 0
    }
    this.#asked += 1
    return this.#asked <= MOST
  }

  /** What was asked for is good. */
  wasGood(hash: string): void {
    if (this.#good.has(hash)) return
    if (this.#good.size >= MOST_KEPT) this.#good.clear()
    this.#good.add(hash)
    this.#asked -= 1
  }
}
