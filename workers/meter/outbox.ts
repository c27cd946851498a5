import type { Clock } from '../../src/domain/clock.ts'
import { noticesOf } from '../../src/domain/metering/notices.ts'
import { spendingNoticesOf } from '../../src/domain/metering/spending.ts'
import { flush } from '../../src/storage/flush.ts'
import type { Ledger } from './ledger.ts'

const EVERY_MS = 60_000
const EVERY_WATCHED_MS = 2_000
const WATCHED_FOR_MS = 15_000
const AT_CALLS = 1_000
/** A row of D1 ends at 2 MB. Packs of an hour at most are found by when their calls were made. */
const AT_ONCE = { rows: 1_000, calls: 2_000, size: 1_000_000, span: 30 * 60_000 }
const RETRY_MOST_MS = 60_000

/**
 * Brings the ledger's commits to D1, each exactly once: a batch applies only while D1's mark stands where this object
 * believes it to, and the mark that D1 answers with is the truth. A batch whose answer was lost is thereby harmless.
 */
export class Outbox {
  /** When the next flush is due, UTC ms; null with nothing to flush. */
  due: number | null = null
  readonly #ledger: Ledger
  readonly #clock: Clock
  readonly #d1: () => D1Database
  readonly #newerRevision: () => Promise<void>
  readonly #erased: () => Promise<void>
  #flushing: Promise<void> | null = null
  #failures = 0
  #watchedUntil = 0

  constructor(
    ledger: Ledger,
    clock: Clock,
    d1: () => D1Database,
    on: { newerRevision: () => Promise<void>; erased: () => Promise<void> },
  ) {
    this.#ledger = ledger
    this.#clock = clock
    this.#d1 = d1
    this.#newerRevision = on.newerRevision
    this.#erased = on.erased
  }

  /** Flushes that failed since the last one that did not. */
  get failures(): number {
    return this.#failures
  }

  /** A page looks at this account: keep D1 close behind. */
  watch(): void {
    this.#watchedUntil = this.#clock() + WATCHED_FOR_MS
    this.plan()
  }

  /** Sees to it that what is waiting is flushed in time. True when so much waits that it should go now. */
  plan(): boolean {
    if (this.#ledger.unflushedRows === 0) return false
    // After a failure the retry has its own time.
    if (this.#failures > 0) return false
    const due = this.#clock() + (this.#watchedUntil > this.#clock() ? EVERY_WATCHED_MS : EVERY_MS)
    this.due = this.due === null ? due : Math.min(this.due, due)
    return this.#ledger.unflushedCalls >= AT_CALLS
  }

  /** Flushes what is waiting now. Never throws: it plans another try, for ever. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = null
    })
    return this.#flushing
  }

  async #flush(): Promise<void> {
    const ledger = this.#ledger
    const until = ledger.seq
    try {
      let revision = 0
      while (ledger.unflushedRows > 0 && ledger.mark < until && ledger.state.account) {
        const { mark } = ledger
        const entries = ledger.unflushed(AT_ONCE)
        const now = this.#clock()
        const { state } = ledger
        const notices = { quota: noticesOf(state, entries, now), spending: spendingNoticesOf(state, entries, now) }
        const flushed = await flush(this.#d1(), ledger.state.account.id, mark, entries, notices, now)
        // Forgotten while D1 answered, or to be forgotten now: there is nothing left to send.
        if (ledger.unflushedRows === 0) break
        if (flushed === null) {
          await this.#erased()
          break
        }
        if (flushed.mark <= mark) throw new Error(`D1's mark stands at ${flushed.mark}, this object's at ${mark}`)
        revision = flushed.revision
        ledger.advance(flushed.mark)
      }
      this.#failures = 0
      this.due = null
      this.plan()
      if (ledger.state.account && revision > ledger.state.account.revision) await this.#newerRevision()
    } catch (error) {
      this.#failures += 1
      const wait = Math.min(RETRY_MOST_MS, 1_000 * 2 ** this.#failures)
      this.due = this.#clock() + wait / 2 + (Math.random() * wait) / 2
      const { state, unflushedCalls: waiting, unflushedSince: since } = ledger
      const behind = { account: state.account?.id, failures: this.#failures, waiting, since }
      console.log(JSON.stringify({ event: 'flush.failed', ...behind, error: String(error) }))
    }
  }
}
