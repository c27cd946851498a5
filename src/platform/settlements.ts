import type { Clock } from '../domain/clock.ts'
import type { Settlement } from '../domain/metering/face.ts'
import { meterOf } from './meter.ts'

/** How long a sender waits before each try, ms. */
const WAITS_MS = [50, 400, 3_200]
/** A sender that has not come back by then went with its request. */
const SENDER_GONE_MS = 10_000

/**
 * Ends of calls that wait in an isolate for the account's next admission to carry them; when none comes within 50 ms they
 * are sent by themselves. Shared between requests as plain data. What is lost with an isolate counts as unknown.
 */
export class Settlements {
  readonly #clock: Clock
  readonly #waiting = new Map<string, Settlement[]>()
  /** When the request that sends an account's ends began to. */
  readonly #senders = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes what waits for an account's object; a caller that cannot deliver it puts it back with `add`. */
  take(tag: string): Settlement[] {
    const waiting = this.#waiting.get(tag)
    if (!waiting) return []
    this.#waiting.delete(tag)
    return waiting
  }

  /**
   * Puts ends where the next admission finds them, and sees to it that they go out in any case: what is answered is work that
   * must go on behind the call, null when another call does it.
   */
  add(tag: string, ended: Settlement[], namespace: DurableObjectNamespace, failures = 0): Promise<void> | null {
    const waiting = this.#waiting.get(tag)
    if (waiting) waiting.push(...ended)
    else this.#waiting.set(tag, ended)
    const wait = WAITS_MS[failures]
    const sender = this.#senders.get(tag)
    const hasSender = sender !== undefined && this.#clock() - sender < SENDER_GONE_MS
    // After the last failure they wait for the next admission or the next end.
    if (hasSender || wait === undefined) return null
    this.#senders.set(tag, this.#clock())
    return this.#send(tag, namespace, wait, failures)
  }

  async #send(tag: string, namespace: DurableObjectNamespace, wait: number, failures: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, wait))
    // What comes while these are on their way has a sender of its own.
    this.#senders.delete(tag)
    const rest = this.take(tag)
    if (rest.length === 0) return
    try {
      await meterOf(namespace, tag).settle(rest)
    } catch (error) {
      console.log(JSON.stringify({ event: 'settle.failed', calls: rest.length, error: String(error) }))
      await this.add(tag, rest, namespace, failures + 1)
    }
  }
}
