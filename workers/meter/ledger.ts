import type { AccountSnapshot, CallRecord, KeySnapshot, LogEntry } from '../../src/domain/metering/face.ts'
import { type MeterState, prune, type Touched } from '../../src/domain/metering/state.ts'
import { type Commit, isEmpty, type LogRow, type Part, rowsOf } from './log.ts'
import { MeterStore, type Position } from './store.ts'

// A message of an object may have 32 MB, and the object 128 MB for all it does.
const MOST_TOLD = 8_000_000

/**
 * The account's state in memory and on disk, moved together: every change is one synchronous step that ends in one
 * durable row. When writing fails, memory is ahead of the disk: the object ends itself, and the next one loads what is
 * durable.
 */
export class Ledger {
  readonly state: MeterState
  /** What the clock said at the newest commit of those before this object was loaded, UTC ms; 0 without any. */
  readonly loadedFrom: number
  readonly #touched: Touched
  readonly #position: Position
  readonly #store: MeterStore
  readonly #storage: DurableObjectStorage
  readonly #abort: (reason: string) => void
  /** Commits that D1 does not hold, oldest first. */
  #unflushed: LogRow[]
  #unflushedCalls: number

  constructor(ctx: DurableObjectState) {
    this.#storage = ctx.storage
    this.#abort = (reason) => ctx.abort(reason)
    this.#store = new MeterStore(ctx.storage.sql)
    const loaded = this.#store.load()
    this.state = loaded.state
    this.loadedFrom = loaded.clock
    this.#position = loaded.position
    this.#touched = loaded.touched
    this.#unflushed = loaded.unflushed
    this.#unflushedCalls = loaded.unflushed.reduce((sum, row) => sum + row.calls, 0)
  }

  /** The newest commit that D1 is known to hold. */
  get mark(): number {
    return this.#position.mark
  }

  get unflushedRows(): number {
    return this.#unflushed.length
  }

  /** Records waiting for D1. */
  get unflushedCalls(): number {
    return this.#unflushedCalls
  }

  /** When the oldest commit that waits for D1 was made, UTC ms; null without one. */
  get unflushedSince(): number | null {
    return this.#unflushed[0]?.at ?? null
  }

  /** The newest commit. */
  get seq(): number {
    return this.#position.seq
  }

  /** Lets `change` fill a commit and alter the state, then writes the commit. Says whether anything was written. */
  commit(now: number, clock: number, change: (commit: Commit, touched: Touched) => void): boolean {
    const commit: Commit = { at: now, ended: [], renewed: [], admitted: [], refused: [], kept: [] }
    if (clock !== now) commit.clock = clock
    return this.#durably(() => {
      change(commit, this.#touched)
      if (isEmpty(commit)) return false
      this.state.at = Math.max(this.state.at, now)
      const row = this.#store.append(this.#position.seq + 1, commit)
      this.#position.seq = row.seq
      this.#unflushed.push(row)
      this.#unflushedCalls += row.calls
      return true
    })
  }

  /** The first part of what D1 does not hold, oldest first. */
  unflushed(most: Part): LogEntry[] {
    return this.#store.entries(this.#unflushed.slice(0, rowsOf(this.#unflushed, most)))
  }

  /** All that D1 does not hold, oldest first. Throws when that is too much for one message. */
  tail(): LogEntry[] {
    const size = this.#unflushed.reduce((sum, row) => sum + row.size, 0)
    if (size > MOST_TOLD) throw new Error(`D1 is ${size} bytes behind`)
    return this.#store.entries(this.#unflushed)
  }

  /** The record of a call that D1 does not hold. */
  recordOf(id: string): CallRecord | null {
    return this.#store.entryWith(id, this.mark)?.calls.find((call) => call.id === id) ?? null
  }

  /** Puts a newer snapshot in force. Commits are replayed under it, so what came before is checkpointed with it. */
  install(account: AccountSnapshot, keys: readonly KeySnapshot[]): void {
    this.state.account = account
    for (const key of keys) this.state.keys.set(key.hash, key)
    this.#checkpoint(() => this.#store.saveAccount(account, keys))
  }

  /**
   * D1 holds everything up to `mark`: forgets it, and what is over. That goes by the stamps, not by the clock, which may
   * have stepped back or may yet do so: what a call can still be charged to is kept.
   */
  advance(mark: number): void {
    const held = this.#unflushed.filter((row) => row.seq <= mark)
    this.#unflushed = this.#unflushed.slice(held.length)
    for (const row of held) this.#unflushedCalls -= row.calls
    this.#position.mark = mark
    const gone = prune(this.state, this.state.at)
    for (const name of gone.counters) this.#touched.counters.add(name)
    for (const name of gone.windows) this.#touched.windows.add(name)
    this.#checkpoint(() => {})
    this.#store.release(held)
  }

  /** Forgets everything, on disk too. `account` stays in memory alone, so that its keys are answered as unknown. */
  async forget(account: AccountSnapshot): Promise<void> {
    const { keys, counters, windows, open } = this.state
    for (const map of [keys, counters, windows, open, this.#touched.counters, this.#touched.windows]) map.clear()
    this.state.account = account
    this.#unflushed = []
    this.#unflushedCalls = 0
    await this.#storage.deleteAll()
  }

  #checkpoint(alongside: () => void): void {
    this.#durably(() =>
      this.#storage.transactionSync(() => {
        alongside()
        this.#store.checkpoint(this.state, this.#position, this.#touched)
      }),
    )
    this.#touched.counters.clear()
    this.#touched.windows.clear()
  }

  #durably<T>(write: () => T): T {
    try {
      return write()
    } catch (error) {
      this.#abort(String(error))
      throw error
    }
  }
}
