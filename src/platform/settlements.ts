import type { Clock } from '../domain/clock.ts'
import type { Settlement } from '../domain/metering/face.ts'
import { meterOf } from './meter.ts'

/** How long ends wait for an admission to carry them, ms; where so many calls a second end, one is likely to come in time. */
const WAIT_MS = 50
const BUSY_WAIT_MS = 2_000
const BUSY_FROM = 100
/** How long they wait before each further try, ms. */
const RETRIES_MS = [400, 3_200]
/** A sender rests so long, ms: what becomes due meanwhile goes out together. */
const LEAST_REST_MS = 10
const MOST_REST_MS = 100
/** A request may ask a thousand times, and go on behind its answer for 30 s: before that, other requests take over. */
const ACCOUNTS_A_SENDER = 500
const MOST_ACCOUNTS_A_SENDER = 900
const SENDER_FOR_MS = 10_000
/** A sender that has not woken for so long went with its request. */
const SENDER_GONE_MS = 1_000
/** Ends that an admission carries at most: what they are written in is one row. */
const MOST_RIDERS = 400

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** An account's ends. */
interface Waiting {
  ended: Settlement[]
  /** When they are sent by themselves, ms; null after the last failure: they go with the next admission or the next end. */
  due: number | null
  failures: number
}

/** A request that sends, behind its answer. */
interface Sender {
  began: number
  /** To so many accounts. */
  sent: number
  /** When it was last at work. */
  awake: number
}

/** Whether a sender has done its share, or is gone: its request may be ended in the middle. */
const isSpent = ({ began, sent, awake }: Sender, now: number): boolean =>
  now - began >= SENDER_FOR_MS || sent >= ACCOUNTS_A_SENDER || now - awake >= SENDER_GONE_MS

/**
 * Ends of calls that wait in an isolate for the account's next admission to carry them; when none comes they are sent by
 * themselves. Shared between requests as plain data: one request sends for all. What is lost with an isolate counts as
 * unknown. docs/decisions/0008-ends-of-calls-ride-along.md
 */
export class Settlements {
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting>()
  readonly #senders = new Set<Sender>()
  #second = 0
  #endedThisSecond = 0
  #endedLastSecond = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes what waits for an account's object; a caller that cannot deliver it puts it back with `add`. */
  take(tag: string): Settlement[] {
    const waiting = this.#waiting.get(tag)
    if (!waiting) return []
    if (waiting.ended.length > MOST_RIDERS) return waiting.ended.splice(0, MOST_RIDERS)
    this.#waiting.delete(tag)
    return waiting.ended
  }

  /**
   * Puts ends where the next admission finds them, and sees to it that they go out in any case: what is answered is work that
   * must go on behind the call, null when another call does it.
   */
  add(tag: string, ended: Settlement[], namespace: DurableObjectNamespace): Promise<void> | null {
    const now = this.#clock()
    this.#put(tag, ended, 0, now + this.#wait(now, ended.length))
    return this.#needSender(now, namespace)
  }

  #put(tag: string, ended: Settlement[], failures: number, due: number | null): void {
    const waiting = this.#waiting.get(tag)
    if (!waiting) {
      this.#waiting.set(tag, { ended, due, failures })
      return
    }
    waiting.ended.push(...ended)
    // What comes now has all its tries, and what failed before has them with it.
    waiting.failures = Math.min(waiting.failures, failures)
    // What failed for good goes with what comes now; what waits goes when it would have.
    if (due !== null && (waiting.due === null || due < waiting.due)) waiting.due = due
  }

  /** How long an account's ends may wait. */
  #wait(now: number, count: number): number {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#endedLastSecond = second === this.#second + 1 ? this.#endedThisSecond : 0
      this.#second = second
      this.#endedThisSecond = 0
    }
    this.#endedThisSecond += count
    return Math.max(this.#endedThisSecond, this.#endedLastSecond) < BUSY_FROM ? WAIT_MS : BUSY_WAIT_MS
  }

  #needSender(now: number, namespace: DurableObjectNamespace): Promise<void> | null {
    for (const sender of this.#senders) if (isSpent(sender, now)) this.#senders.delete(sender)
    if (this.#senders.size > this.#waiting.size / ACCOUNTS_A_SENDER) return null
    return this.#send({ began: now, sent: 0, awake: now }, namespace)
  }

  /** Sends whatever becomes due, until nothing waits any more, or others do it. */
  async #send(sender: Sender, namespace: DurableObjectNamespace): Promise<void> {
    const sending = new Set<Promise<void>>()
    this.#senders.add(sender)
    while (sender.sent < MOST_ACCOUNTS_A_SENDER) {
      const next = this.#nextDue()
      if (next === null && sending.size === 0) break
      // What fails comes back.
      if (next === null) await Promise.race(sending)
      else await rest(Math.min(MOST_REST_MS, Math.max(LEAST_REST_MS, next - this.#clock())))
      const now = this.#clock()
      sender.awake = now
      if (isSpent(sender, now) && this.#isHelped(sender, now)) break
      for (const [tag, { ended, due, failures }] of this.#waiting) {
        if (due === null || due > now || sender.sent >= MOST_ACCOUNTS_A_SENDER) continue
        this.#waiting.delete(tag)
        sender.sent += 1
        const one: Promise<void> = this.#sendOne(tag, ended, failures, namespace).finally(() => sending.delete(one))
        sending.add(one)
      }
    }
    this.#senders.delete(sender)
    await Promise.all(sending)
  }

  /** Whether another sender goes on. */
  #isHelped(sender: Sender, now: number): boolean {
    return [...this.#senders].some((other) => other !== sender && !isSpent(other, now))
  }

  #nextDue(): number | null {
    let next: number | null = null
    for (const { due } of this.#waiting.values()) if (due !== null && (next === null || due < next)) next = due
    return next
  }

  async #sendOne(tag: string, ended: Settlement[], failures: number, namespace: DurableObjectNamespace): Promise<void> {
    try {
      await meterOf(namespace, tag).settle(ended)
    } catch (error) {
      console.log(JSON.stringify({ event: 'settle.failed', calls: ended.length, error: String(error) }))
      const wait = RETRIES_MS[failures]
      this.#put(tag, ended, failures + 1, wait === undefined ? null : this.#clock() + wait)
    }
  }
}
