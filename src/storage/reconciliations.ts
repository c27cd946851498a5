import type { ReconciliationStore, Run, SeenDifference } from '../domain/metering/reconciliation.ts'

/** How long runs are kept, ms. */
const KEPT = 90 * 86_400_000

const RUN = `id, since, started_at AS startedAt, finished_at AS finishedAt, accounts, skipped, differences, after_account AS after`
// ?1 is the run, ?2 the last account behind it: who comes late changes nothing.
const STANDS = 'EXISTS (SELECT 1 FROM reconciliations WHERE id = ?1 AND after_account = ?2 AND finished_at IS NULL)'

/** Runs of the reconciler, and what they found. */
export function reconciliationStore(d1: D1Database): ReconciliationStore {
  const prepare = (query: string, ...values: unknown[]) => d1.prepare(query).bind(...values)
  return {
    async begin({ id, since, startedAt }) {
      await d1.batch([
        prepare('DELETE FROM reconciliations WHERE started_at < ?', startedAt - KEPT),
        prepare(
          'INSERT INTO reconciliations (id, since, started_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          id,
          since,
          startedAt,
        ),
      ])
    },

    last: () =>
      prepare(`SELECT ${RUN} FROM reconciliations ORDER BY rowid DESC LIMIT 1`).first<Run & { after: string }>(),

    async accounts(after, limit) {
      const { results } = await prepare(
        'SELECT id, tag FROM accounts WHERE id > ? AND erased_at IS NULL ORDER BY id LIMIT ?',
        after,
        limit,
      ).all<{ id: string; tag: string }>()
      return results
    },

    async claim({ id, after, claim }, now, until) {
      const row = await prepare(
        `UPDATE reconciliations SET claimed_until = ?3, begun = begun + 1
         WHERE id = ?1 AND after_account = ?2 AND finished_at IS NULL AND (claimed_until <= ?4 OR claimed_until = ?5)
         RETURNING begun`,
        id,
        after,
        until,
        now,
        claim,
      ).first<{ begun: number }>()
      return row?.begun ?? null
    },

    async release({ id, claim }) {
      await prepare('UPDATE reconciliations SET claimed_until = 0 WHERE id = ? AND claimed_until = ?', id, claim).run()
    },

    async record({ id, after, since }, accountId, found, now) {
      const differences = JSON.stringify(found ?? [])
      const results = await d1.batch([
        ...(found === null
          ? []
          : [
              // What a run that looked further back saw stays until one looks as far again.
              prepare(
                `DELETE FROM differences WHERE account_id = ?3 AND since >= ?4 AND ${STANDS} AND NOT EXISTS (
                   SELECT 1 FROM json_each(?5) j WHERE j.value ->> 'code' = code AND j.value ->> 'subject' = subject)`,
                id,
                after,
                accountId,
                since,
                differences,
              ),
              prepare(
                `INSERT INTO differences
                   (account_id, code, subject, key_id, period, expected, found, since, first_seen_at, last_seen_at)
                 SELECT ?3, j.value ->> 'code', j.value ->> 'subject', j.value ->> 'keyId', j.value ->> 'period',
                   j.value ->> 'expected', j.value ->> 'found', ?4, ?6, ?6
                 FROM json_each(?5) j
                 WHERE ${STANDS} AND EXISTS (SELECT 1 FROM accounts WHERE id = ?3 AND erased_at IS NULL)
                 ON CONFLICT DO UPDATE SET expected = excluded.expected, found = excluded.found, since = excluded.since,
                   last_seen_at = excluded.last_seen_at`,
                id,
                after,
                accountId,
                since,
                differences,
                now,
              ),
            ]),
        prepare(
          `UPDATE reconciliations SET after_account = ?3, begun = 0, accounts = accounts + 1, skipped = skipped + ?4,
             differences = differences + ?5
           WHERE id = ?1 AND after_account = ?2 AND finished_at IS NULL`,
          id,
          after,
          accountId,
          found === null ? 1 : 0,
          found?.length ?? 0,
        ),
      ])
      return results.at(-1)?.meta.changes === 1
    },

    async finish({ id, after }, now) {
      await prepare(
        'UPDATE reconciliations SET finished_at = ?3 WHERE id = ?1 AND after_account = ?2 AND finished_at IS NULL',
        id,
        after,
        now,
      ).run()
    },

    async list(cursor, limit) {
      const [accountId = '', code = '', ...subject] = cursor?.split('|') ?? []
      const { results } = await prepare(
        `SELECT d.account_id AS accountId, coalesce(a.name, '') AS accountName, d.code, d.subject, d.key_id AS keyId,
           d.period, d.expected, d.found, d.first_seen_at AS firstSeenAt, d.last_seen_at AS lastSeenAt
         FROM differences d LEFT JOIN accounts a ON a.id = d.account_id
         WHERE (d.account_id, d.code, d.subject) > (?1, ?2, ?3) ORDER BY d.account_id, d.code, d.subject LIMIT ?4`,
        accountId,
        code,
        subject.join('|'),
        limit + 1,
      ).all<SeenDifference>()
      const items = results.slice(0, limit)
      const last = items.at(-1)
      const next = results.length > limit && last ? `${last.accountId}|${last.code}|${last.subject}` : null
      return { items, next }
    },
  }
}
