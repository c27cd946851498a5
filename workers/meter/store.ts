import type { AccountSnapshot, KeySnapshot, LogEntry } from '../../src/domain/metering/face.ts'
import {
  charge,
  emptyState,
  end,
  type MeterState,
  nothingTouched,
  type OpenCall,
  renew,
  type Touched,
} from '../../src/domain/metering/state.ts'
import { type Commit, entryOf, type LogRow, recordsIn } from './log.ts'

// A call on a route of many scopes has 4 KB, and a row ends at 2 MB.
const OPEN_CALLS_A_ROW = 400
const LOG = "SELECT slot, seq, calls, length(body) AS size, body ->> 'at' AS at, body FROM log ORDER BY seq"

/** Where the object stands, besides its state. */
export interface Position {
  /** The newest commit. */
  seq: number
  /** The newest commit that D1 holds. */
  mark: number
}

/**
 * The object's SQLite. State is the last checkpoint plus the commits after it, so that a call costs one row: its
 * commit's. Rows of commits that both D1 and a checkpoint hold are written over instead of deleted, since a deletion
 * is billed as a row too. docs/decisions/0007-the-meters-log.md
 */
export class MeterStore {
  readonly #sql: SqlStorage
  #slots = 0
  #free: number[] = []

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of [
      'CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID',
      'CREATE TABLE IF NOT EXISTS keys (hash TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID',
      'CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, credits INTEGER NOT NULL) WITHOUT ROWID',
      'CREATE TABLE IF NOT EXISTS windows (name TEXT PRIMARY KEY, start INTEGER NOT NULL, stop INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID',
      'CREATE TABLE IF NOT EXISTS open_calls (chunk INTEGER PRIMARY KEY, body TEXT NOT NULL)',
      'CREATE TABLE IF NOT EXISTS log (slot INTEGER PRIMARY KEY, seq INTEGER NOT NULL, calls INTEGER NOT NULL, body TEXT NOT NULL)',
    ]) {
      sql.exec(statement)
    }
  }

  /**
   * The state as the last commit left it, what the clock said at it (0 without one), what changed since the checkpoint, and
   * the rows that D1 does not hold.
   */
  load(): { state: MeterState; clock: number; position: Position; touched: Touched; unflushed: LogRow[] } {
    const state = emptyState()
    const touched = nothingTouched()
    const position: Position = { seq: 0, mark: 0 }
    let checkpoint = 0
    for (const { name, body } of this.#rows<{ name: string; body: string }>('SELECT name, body FROM meta')) {
      if (name === 'account') state.account = readAccount(body)
      if (name === 'checkpoint') {
        const saved = JSON.parse(body) as { seq: number; mark: number; at: number }
        checkpoint = saved.seq
        position.seq = saved.seq
        position.mark = saved.mark
        state.at = saved.at
      }
    }
    for (const { hash, body } of this.#rows<{ hash: string; body: string }>('SELECT hash, body FROM keys')) {
      state.keys.set(hash, readKey(body))
    }
    // Counts as older than any other, so that the next flush reads every key anew.
    if (state.account && [...state.keys.values()].some(({ name }) => name === null)) state.account.revision = 0
    for (const { name, credits } of this.#rows<{ name: string; credits: number }>(
      'SELECT name, credits FROM counters',
    )) {
      state.counters.set(name, credits)
    }
    type WindowRow = { name: string; start: number; stop: number; used: number }
    for (const row of this.#rows<WindowRow>('SELECT name, start, stop, used FROM windows')) {
      state.windows.set(row.name, { start: row.start, end: row.stop, used: row.used })
    }
    for (const { body } of this.#rows<{ body: string }>('SELECT body FROM open_calls')) {
      for (const call of JSON.parse(body) as OpenCall[]) state.open.set(call.id, call)
    }
    const unflushed: LogRow[] = []
    let newest: string | null = null
    for (const row of this.#rows<LogRow & { body: string }>(LOG)) {
      this.#slots = Math.max(this.#slots, row.slot)
      position.seq = Math.max(position.seq, row.seq)
      newest = row.body
      if (row.seq > checkpoint) replay(state, JSON.parse(row.body) as Commit, touched)
      if (row.seq > position.mark)
        unflushed.push({ slot: row.slot, seq: row.seq, calls: row.calls, at: row.at, size: row.size })
      else this.#free.push(row.slot)
    }
    const { at, clock = at } = newest === null ? { at: 0 } : (JSON.parse(newest) as Commit)
    return { state, clock, position, touched, unflushed }
  }

  /** Writes one commit: one row. */
  append(seq: number, commit: Commit): LogRow {
    const slot = this.#free.pop() ?? ++this.#slots
    const body = JSON.stringify(commit)
    const row = { slot, seq, calls: recordsIn(commit), at: commit.at, size: body.length }
    this.#sql.exec(
      'INSERT OR REPLACE INTO log (slot, seq, calls, body) VALUES (?, ?, ?, ?)',
      slot,
      seq,
      row.calls,
      body,
    )
    return row
  }

  /** The entries of some rows, in their order. */
  entries(rows: readonly LogRow[]): LogEntry[] {
    return rows.map(({ slot, seq }) => {
      const { body } = this.#sql.exec<{ body: string }>('SELECT body FROM log WHERE slot = ?', slot).one()
      return entryOf(seq, JSON.parse(body) as Commit)
    })
  }

  /** The newest entry behind `mark` whose text holds this, without reading the others. */
  entryWith(text: string, mark: number): LogEntry | null {
    const query = 'SELECT seq, body FROM log WHERE seq > ? AND instr(body, ?) > 0 ORDER BY seq DESC'
    for (const { seq, body } of this.#sql.exec<{ seq: number; body: string }>(query, mark, text)) {
      const entry = entryOf(seq, JSON.parse(body) as Commit)
      if (entry.calls.some(({ id }) => id === text)) return entry
    }
    return null
  }

  /** Writes what changed since the last checkpoint. Commits up to `position.seq` need no replay afterwards. */
  checkpoint(state: MeterState, position: Position, touched: Touched): void {
    const { at } = state
    this.#setMeta('checkpoint', { ...position, at })
    for (const name of touched.counters) {
      const credits = state.counters.get(name)
      if (credits === undefined) this.#sql.exec('DELETE FROM counters WHERE name = ?', name)
      else this.#sql.exec('INSERT OR REPLACE INTO counters (name, credits) VALUES (?, ?)', name, credits)
    }
    for (const name of touched.windows) {
      const window = state.windows.get(name)
      if (!window) this.#sql.exec('DELETE FROM windows WHERE name = ?', name)
      else {
        const { start, end: stop, used } = window
        this.#sql.exec(
          'INSERT OR REPLACE INTO windows (name, start, stop, used) VALUES (?, ?, ?, ?)',
          name,
          start,
          stop,
          used,
        )
      }
    }
    const open = [...state.open.values()]
    const chunks = Math.ceil(open.length / OPEN_CALLS_A_ROW)
    for (let chunk = 0; chunk < chunks; chunk++) {
      const body = JSON.stringify(open.slice(chunk * OPEN_CALLS_A_ROW, (chunk + 1) * OPEN_CALLS_A_ROW))
      this.#sql.exec('INSERT OR REPLACE INTO open_calls (chunk, body) VALUES (?, ?)', chunk, body)
    }
    this.#sql.exec('DELETE FROM open_calls WHERE chunk >= ?', chunks)
  }

  /** Gives back the rows of commits that D1 and the checkpoint hold. */
  release(rows: readonly LogRow[]): void {
    for (const { slot } of rows) this.#free.push(slot)
  }

  saveAccount(account: AccountSnapshot, keys: readonly KeySnapshot[]): void {
    this.#setMeta('account', account)
    for (const key of keys)
      this.#sql.exec('INSERT OR REPLACE INTO keys (hash, body) VALUES (?, ?)', key.hash, JSON.stringify(key))
  }

  #setMeta(name: string, body: unknown): void {
    this.#sql.exec('INSERT OR REPLACE INTO meta (name, body) VALUES (?, ?)', name, JSON.stringify(body))
  }

  #rows<T extends Record<string, SqlStorageValue>>(query: string): Iterable<T> {
    return this.#sql.exec<T>(query)
  }
}

/**
 * A snapshot of before there was `verified` says nothing of it. It lets calls pass as it did, and counts as older than any
 * other: the next flush finds a newer one.
 */
function readAccount(body: string): AccountSnapshot {
  const saved = JSON.parse(body) as AccountSnapshot
  return 'verified' in saved ? saved : Object.assign(saved as AccountSnapshot, { verified: true, revision: 0 })
}

/**
 * A key of before there were allowed addresses has none: one that got some since is stored anew by the push. One of before
 * there were names waits for a flush to find it.
 */
const readKey = (body: string): KeySnapshot =>
  Object.assign({ allowedIps: [], name: null }, JSON.parse(body) as KeySnapshot)

function replay(state: MeterState, commit: Commit, touched: Touched): void {
  // A call that was given up ends in the very commit that admitted it.
  for (const call of commit.admitted) charge(state, call, commit.at, touched)
  for (const id of commit.renewed) renew(state, id, commit.at)
  for (const settlement of commit.ended) end(state, settlement, commit.at, touched)
  state.at = Math.max(state.at, commit.at)
}
