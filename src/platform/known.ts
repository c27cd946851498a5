import type { Clock } from '../domain/clock.ts'

const GOOD_MS = 5_000
const MOST = 1_000

/**
 * What D1 said a short while ago, kept by an isolate as plain data: at most 5 s old, and older only while D1 fails. What was
 * not there is asked for again.
 */
export class Known<T> {
  readonly #clock: Clock
  readonly #values = new Map<string, { value: T; at: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What is remembered, if it is young enough. */
  recent(name: string): T | undefined {
    const known = this.#values.get(name)
    return known && this.#clock() - known.at < GOOD_MS ? known.value : undefined
  }

  /** Reads, and remembers. While reading fails: what was known before; throws when nothing was. */
  async find(name: string, read: () => Promise<T | null>): Promise<T | null> {
    const asked = this.#clock()
    try {
      const value = await read()
      if (value === null) this.#values.delete(name)
      else this.#keep(name, value, asked)
      return value
    } catch (error) {
      const known = this.#values.get(name)
      if (!known) throw error
      return known.value
    }
  }

  /** Forgets what the condition holds for. */
  forget(holds: (value: T) => boolean): void {
    for (const [name, { value }] of this.#values) if (holds(value)) this.#values.delete(name)
  }

  #keep(name: string, value: T, at: number): void {
    this.#values.delete(name)
    const oldest = this.#values.keys().next().value
    if (oldest !== undefined && this.#values.size >= MOST) this.#values.delete(oldest)
    this.#values.set(name, { value, at })
  }
}
