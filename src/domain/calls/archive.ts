import { failed, ok, type Result } from '../failures.ts'
import { timeOfId } from '../ids.ts'
import type { Page } from '../page.ts'
import { dayOf, HOUR } from '../periods.ts'

const DAY = 24 * HOUR

/** A UTC day of an account's calls in the archive: those that ended on it. */
export interface ArchivedDay {
  day: number
  calls: number
  /** As they are packed. */
  bytes: number
}

/** Where some of an account's day stand. */
export interface ArchivedRange {
  object: string
  start: number
  length: number
}

/** An archived day as one gzip file, to be read once. */
export interface ArchivedFile {
  bytes: number
  parts(): AsyncIterable<Uint8Array>
}

/** Calls of an account that are no longer in D1. */
export interface CallArchive {
  /** Newest first. */
  days(accountId: string, cursor: number | null, limit: number): Promise<Page<ArchivedDay>>
  /** NOT_FOUND when nothing of the day is archived. */
  open(accountId: string, day: number): Promise<Result<ArchivedFile>>
  /** The archived day in which a call stands, if it was made: that of its id, or the one after. Null when neither is archived. */
  dayFor(accountId: string, requestId: string): Promise<number | null>
}

export interface CallArchivePorts {
  days: CallArchive['days']
  /** In the order in which they were archived. */
  ranges(accountId: string, day: number): Promise<ArchivedRange[]>
  read(object: string, start: number, length: number): Promise<AsyncIterable<Uint8Array> | null>
}

/** The verbs over these ports. */
export function makeCallArchive({ days, ranges, read }: CallArchivePorts): CallArchive {
  /** The range at a place of a day. An object may be written anew between being looked up and being read. */
  async function readAt(accountId: string, day: number, place: number, known: ArchivedRange | undefined) {
    const found = known && (await read(known.object, known.start, known.length))
    if (found) return found
    const range = (await ranges(accountId, day))[place]
    const again = range && (await read(range.object, range.start, range.length))
    if (!again) throw new Error('an object of the archive is not there')
    return again
  }

  return {
    days,

    async dayFor(accountId, requestId) {
      const made = timeOfId(requestId)
      if (Number.isNaN(made)) return null
      for (const day of [dayOf(made), dayOf(made) + DAY]) if ((await ranges(accountId, day)).length > 0) return day
      return null
    },

    async open(accountId, day) {
      const known = await ranges(accountId, day)
      if (known.length === 0) return failed('NOT_FOUND')
      // Whoever cannot read the beginning answers with an error, and not with a part of a file.
      const first = await readAt(accountId, day, 0, known[0])
      return ok({
        bytes: known.reduce((sum, { length }) => sum + length, 0),
        async *parts() {
          yield* first
          for (const [place, range] of known.entries()) {
            if (place > 0) yield* await readAt(accountId, day, place, range)
          }
        },
      })
    },
  }
}
