import type { ArchivingStore, PackRef } from '../domain/calls/archiving.ts'
import type { CallRecord } from '../domain/metering/face.ts'
import { dayOf, HOUR } from '../domain/periods.ts'

const DAY = 24 * HOUR

/** The packs of a list, `?2`: each an account, a time and a commit. */
const PACKS = `(SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2 FROM json_each(?2) j)`
const KEPT = "EXISTS (SELECT 1 FROM archive_objects WHERE object = ?1 AND state = 'kept')"

const placesOf = (packs: readonly PackRef[]): string =>
  JSON.stringify(packs.map(({ accountId, at, seq }) => [accountId, at, seq]))

/** Packed calls on their way to the archive. */
export function archivingStore(d1: D1Database): ArchivingStore {
  const prepare = (query: string, ...values: unknown[]) => d1.prepare(query).bind(...values)
  return {
    async oldest() {
      const pack = await prepare('SELECT at, account_id AS id FROM calls ORDER BY at LIMIT 1').first<{
        at: number
        id: string
      }>()
      return pack && { day: dayOf(pack.at), name: pack.id.slice(-1) }
    },

    async packs({ day, name }, most) {
      const { results } = await prepare(
        `SELECT account_id AS accountId, at, seq, count FROM calls
         WHERE at >= ?1 AND at < ?2 AND substr(account_id, -1) = ?3 ORDER BY account_id, at, seq LIMIT ?4`,
        day,
        day + DAY,
        name,
        most.packs,
      ).all<PackRef>()
      let calls = 0
      const past = results.findIndex(({ count }, i) => {
        calls += count
        return i > 0 && calls > most.calls
      })
      return past < 0 ? results : results.slice(0, past)
    },

    async calls(packs) {
      const { results } = await prepare(
        `SELECT j.key AS place, c.body FROM json_each(?) j JOIN calls c
           ON c.account_id = j.value ->> 0 AND c.at = j.value ->> 1 AND c.seq = j.value ->> 2`,
        placesOf(packs),
      ).all<{ place: number; body: string }>()
      const bodies = new Map(results.map(({ place, body }) => [place, body]))
      return packs.map((_, i) => JSON.parse(bodies.get(i) ?? '[]') as CallRecord[])
    },

    async begin(object, now) {
      await prepare("INSERT INTO archive_objects (object, state, at) VALUES (?, 'writing', ?)", object, now).run()
    },

    async commit(object, members, packs, now) {
      const places = placesOf(packs)
      const [kept] = await d1.batch([
        prepare(
          `UPDATE archive_objects SET state = 'kept', at = ?4 WHERE object = ?1 AND state = 'writing'
             AND (SELECT count(*) FROM calls WHERE (account_id, at, seq) IN ${PACKS}) = ?3`,
          object,
          places,
          packs.length,
          now,
        ),
        prepare(
          `INSERT INTO call_archives (account_id, day, object, start, length, count, sums, archived_at)
           SELECT j.value ->> 'accountId', j.value ->> 'day', ?1, j.value ->> 'start', j.value ->> 'length',
             j.value ->> 'count', j.value -> 'sums', ?3
           FROM json_each(?2) j WHERE ${KEPT}`,
          object,
          JSON.stringify(members),
          now,
        ),
        prepare(
          `DELETE FROM late_calls WHERE ${KEPT} AND request_id IN (
             SELECT l.request_id FROM json_each(?2) j JOIN late_calls l
               ON l.account_id = j.value ->> 0 AND l.at = j.value ->> 1 AND l.seq = j.value ->> 2)`,
          object,
          places,
        ),
        prepare(`DELETE FROM calls WHERE ${KEPT} AND (account_id, at, seq) IN ${PACKS}`, object, places),
      ])
      return kept?.meta.changes === 1
    },

    async drop(object) {
      await prepare("UPDATE archive_objects SET state = 'dropped' WHERE object = ? AND state = 'writing'", object).run()
    },

    async dropAbandoned(before) {
      await prepare("UPDATE archive_objects SET state = 'dropped' WHERE state = 'writing' AND at < ?", before).run()
    },

    async dropped(limit) {
      const { results } = await prepare(
        "SELECT object FROM archive_objects WHERE state = 'dropped' ORDER BY at LIMIT ?",
        limit,
      ).all<{ object: string }>()
      return results.map(({ object }) => object)
    },

    async forget(object) {
      await prepare("DELETE FROM archive_objects WHERE object = ? AND state = 'dropped'", object).run()
    },
  }
}
