import { sql } from 'drizzle-orm'
import { DELETION_GRACE } from '../domain/account/account.ts'
import type { ClosingRun, ClosingRunStore, PeriodState, Standing } from '../domain/billing/runs.ts'
import { recordEvent } from './audit.ts'
import { database } from './database.ts'
import { closingRuns } from './schema.ts'

const RUN = 'period, started_at AS startedAt, asked_by AS askedBy, queued, queued_at AS queuedAt'
// ?1 is the month's name, ?2 its end.
const LEFT = `a.created_at < ?2 AND a.erased_at IS NULL
  AND coalesce(a.deletion_due_at - ${DELETION_GRACE} >= 1000 * unixepoch(?1 || '-01'), 1)
  AND NOT EXISTS (SELECT 1 FROM closings c WHERE c.account_id = a.id AND c.period = ?1)`

/** Runs that queue a month's accounts. */
export function closingRunStore(d1: D1Database): ClosingRunStore {
  const prepare = (query: string, ...values: unknown[]) => d1.prepare(query).bind(...values)
  return {
    async newest() {
      const row = await prepare('SELECT max(period) AS period FROM closing_runs WHERE asked_by IS NULL').first<{
        period: string | null
      }>()
      return row?.period ?? null
    },

    async begin(period, now) {
      await prepare(
        'INSERT INTO closing_runs (period, started_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
        period,
        now,
      ).run()
    },

    async ask(period, askedBy, now, event) {
      const db = database(d1)
      await db.batch([
        recordEvent(db, event),
        db
          .insert(closingRuns)
          .values({ period, askedBy, startedAt: now })
          .onConflictDoUpdate({
            target: closingRuns.period,
            set: { startedAt: now, afterAccount: '', queued: 0, queuedAt: null },
            setWhere: sql`${closingRuns.queuedAt} IS NOT NULL`,
          }),
      ])
    },

    async again({ name, end }) {
      // One that queued nobody stands for the months of before bills existed.
      await prepare(
        `UPDATE closing_runs SET after_account = '', queued = 0, queued_at = NULL
         WHERE period = ?1 AND queued > 0 AND queued_at IS NOT NULL AND EXISTS (SELECT 1 FROM accounts a WHERE ${LEFT})`,
        name,
        end,
      ).run()
    },

    async unfinished() {
      const { results } = await prepare(
        `SELECT ${RUN}, after_account AS after FROM closing_runs WHERE queued_at IS NULL ORDER BY period`,
      ).all<Standing>()
      return results
    },

    async claim({ period, after }, now, until) {
      const { meta } = await prepare(
        `UPDATE closing_runs SET claimed_until = ?3
         WHERE period = ?1 AND after_account = ?2 AND queued_at IS NULL AND claimed_until <= ?4`,
        period,
        after,
        until,
        now,
      ).run()
      return meta.changes === 1
    },

    async accounts({ name, end }, after, limit) {
      const { results } = await prepare(
        `SELECT a.id, a.tag FROM accounts a WHERE a.id > ?3 AND ${LEFT} ORDER BY a.id LIMIT ?4`,
        name,
        end,
        after,
        limit,
      ).all<{ id: string; tag: string }>()
      return results
    },

    async move({ period, after }, to) {
      const { meta } = await prepare(
        `UPDATE closing_runs SET after_account = ?3, queued = ?4, queued_at = ?5, claimed_until = 0
         WHERE period = ?1 AND after_account = ?2 AND queued_at IS NULL`,
        period,
        after,
        to.after,
        to.queued,
        to.queuedAt,
      ).run()
      return meta.changes === 1
    },

    async state({ name, end }): Promise<PeriodState> {
      const [runs, done, left, bills] = await d1.batch<Record<string, unknown>>([
        prepare(`SELECT ${RUN} FROM closing_runs WHERE period = ?`, name),
        prepare('SELECT count(*) AS n FROM closings WHERE period = ?', name),
        prepare(`SELECT count(*) AS n FROM accounts a WHERE ${LEFT}`, name, end),
        prepare(
          `SELECT currency, count(*) AS count, sum(total_minor) AS totalMinor FROM bills
           WHERE period = ? AND status <> 'void' GROUP BY currency ORDER BY currency`,
          name,
        ),
      ])
      return {
        period: name,
        run: (runs?.results[0] as unknown as ClosingRun | undefined) ?? null,
        done: (done?.results[0]?.n as number | undefined) ?? 0,
        left: (left?.results[0]?.n as number | undefined) ?? 0,
        bills: (bills?.results ?? []) as unknown as PeriodState['bills'],
      }
    },

    async periods(limit) {
      const { results } = await prepare('SELECT period FROM closing_runs ORDER BY period DESC LIMIT ?', limit).all<{
        period: string
      }>()
      return results.map(({ period }) => period)
    },
  }
}
