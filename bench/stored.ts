import type { World } from './world.ts'

/** Calls that D1 holds, and what they take there. */
export interface Stored {
  tollgate: Held
  seedLike: Held
}

interface Held {
  calls: number
  bytes: number
}

/** Of Tollgate the packed calls: its sums grow by the hour, key, route and outcome, not by the call. */
export async function readStored({ d1, d1SeedLike }: World): Promise<Stored> {
  const packed = await d1
    .prepare('SELECT coalesce(sum(count), 0) AS calls, coalesce(sum(length(body)), 0) AS bytes FROM calls')
    .all<Held>()
  const log = await d1SeedLike.prepare('SELECT count(*) AS calls FROM log').all<{ calls: number }>()
  return {
    tollgate: packed.results[0] ?? { calls: 0, bytes: 0 },
    seedLike: { calls: log.results[0]?.calls ?? 0, bytes: log.meta.size_after },
  }
}

/** Bytes that a call has left behind, between two readings. */
export const bytesACall = (after: Held, before: Held): number =>
  after.calls > before.calls ? (after.bytes - before.bytes) / (after.calls - before.calls) : Number.NaN
