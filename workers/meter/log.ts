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
