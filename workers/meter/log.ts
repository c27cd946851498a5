import type { AdmittedCall, CallRecord, EndedCall, LogEntry, RefusalCount } from '../../src/domain/metering/face.ts'

/** What one commit wrote. Replayed in this order: admissions, renewals, ends. */
export interface Commit {
  at: number
  /** What the clock said, where it has stepped back behind `at`. */
  clock?: number
  ended: EndedCall[]
  /** Also calls that were given up before they came: their commit says that it was after them. */
  renewed: string[]
  admitted: AdmittedCall[]
  refused: RefusalCount[]
  /** Refusals kept with all their detail. */
  kept: CallRecord[]
}

/** A commit as it stands in the log. `seq` grows by one; `slot` is its row, used again once D1 holds it. */
export type LogRow = {
  slot: number
  seq: number
  calls: number
  /** When it was made, UTC ms. */
  at: number
  /** How long it is, in characters: as many bytes, since what it holds is ASCII nearly all over. */
  size: number
}

/** So much of a log at a time, at least a row of it. */
export interface Part {
  rows: number
  calls: number
  /** In characters. */
  size: number
  /** From its first row to its last, ms. */
  span: number
}

/** How many of these rows make up a part. */
export function rowsOf(rows: readonly LogRow[], most: Part): number {
  let [count, calls, size] = [0, 0, 0]
  for (const row of rows) {
    const isOver = count === most.rows || calls + row.calls > most.calls || size + row.size > most.size
    if (count > 0 && (isOver || row.at - (rows[0] as LogRow).at > most.span)) break
    count += 1
    calls += row.calls
    size += row.size
  }
  return count
}

export const isEmpty = (commit: Commit): boolean =>
  commit.ended.length + commit.renewed.length + commit.admitted.length + commit.refused.length + commit.kept.length ===
  0

/** How many records a commit gives D1. */
export const recordsIn = (commit: Commit): number => commit.ended.length + commit.kept.length

/** What D1 and pages want of a commit. */
export function entryOf(seq: number, commit: Commit): LogEntry {
  const ended: CallRecord[] = commit.ended.map(({ refund: _, ...call }) => call)
  return { seq, at: commit.at, calls: ended.concat(commit.kept), refusals: commit.refused }
}
