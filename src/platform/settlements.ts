import type { Settlement } from '../domain/metering/face.ts'

const WAIT_MS = 50
const TRIES = 4

/**
 * Ends of calls that wait in an isolate for the account's next admission to carry them; when none comes within 50 ms they
 * are sent by themselves. Shared between requests as plain data. What is lost with an isolate counts as unknown.
 */
export class Settlements {
  #waiting = new Map<string, Settlement[]>()

  /** Takes what waits for an account's object; a caller that cannot deliver it puts it back with `add`. */
  take(tag: string): Settlement[] {
    const waiting = this.#waiting.get(tag)
    if (!waiting) return []
    this.#waiting.delete(tag)
    return waiting
  }

  /** Puts ends where the next admission finds them, and sees to it that they go out in any case. */
  async add(tag: string, ended: Settlement[], send: (ended: Settlement[]) => Promise<void>): Promise<void> {
    const waiting = this.#waiting.get(tag)
    if (waiting) {
      waiting.push(...ended)
      // Whoever opened the list sends it.
      return
    }
    this.#waiting.set(tag, [...ended])
    for (let attempt = 0; attempt < TRIES; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS * 8 ** attempt))
      const rest = this.take(tag)
      if (rest.length === 0) return
      try {
        return await send(rest)
      } catch (error) {
        console.log(JSON.stringify({ event: 'settle.failed', attempt, calls: rest.length, error: String(error) }))
        this.#waiting.set(tag, [...rest, ...this.take(tag)])
      }
    }
  }
}
