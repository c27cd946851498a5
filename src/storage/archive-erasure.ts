import type { ArchiveErasureStore, Place } from '../domain/calls/archive-erasure.ts'
import { archivingStore } from './archiving.ts'

/** The end of an account's calls in the archive. */
export function archiveErasureStore(d1: D1Database): ArchiveErasureStore {
  const prepare = (query: string, ...values: unknown[]) => d1.prepare(query).bind(...values)
  const { begin, drop, dropped, forget } = archivingStore(d1)
  return {
    begin,
    drop,
    dropped,
    forget,

    async objectsOf(accountId, limit) {
      const { results } = await prepare(
        'SELECT DISTINCT object FROM call_archives WHERE account_id = ? LIMIT ?',
        accountId,
        limit,
      ).all<{ object: string }>()
      return results.map(({ object }) => object)
    },

    async membersOf(object) {
      const { results } = await prepare(
        'SELECT account_id AS accountId, start, length FROM call_archives WHERE object = ? ORDER BY start',
        object,
      ).all<Place>()
      return results
    },

    async replace(old, accountId, by, now) {
      if (by === null) {
        const [gone] = await d1.batch([
          prepare('DELETE FROM call_archives WHERE object = ?1 AND account_id = ?2', old, accountId),
          prepare(
            "UPDATE archive_objects SET state = 'dropped', at = ?2 WHERE object = ?1 AND state = 'kept'",
            old,
            now,
          ),
        ])
        return gone?.meta.changes === 1
      }
      const kept = "EXISTS (SELECT 1 FROM archive_objects WHERE object = ?2 AND state = 'kept')"
      const members = JSON.stringify(by.members)
      // Only who drops the old object changes what stands in it.
      const [done] = await d1.batch([
        prepare(
          `UPDATE archive_objects SET state = 'kept', at = ?3 WHERE object = ?2 AND state = 'writing'
             AND EXISTS (SELECT 1 FROM archive_objects WHERE object = ?1 AND state = 'kept')`,
          old,
          by.object,
          now,
        ),
        prepare(
          `UPDATE archive_objects SET state = 'dropped', at = ?3 WHERE object = ?1 AND ${kept}`,
          old,
          by.object,
          now,
        ),
        prepare(
          `DELETE FROM call_archives WHERE object = ?1 AND account_id = ?3 AND ${kept}`,
          old,
          by.object,
          accountId,
        ),
        prepare(
          `UPDATE call_archives SET object = ?2, start =
             (SELECT j.value ->> 'start' FROM json_each(?3) j WHERE j.value ->> 'accountId' = call_archives.account_id)
           WHERE object = ?1 AND ${kept}`,
          old,
          by.object,
          members,
        ),
      ])
      return done?.meta.changes === 1
    },
  }
}
