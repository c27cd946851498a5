import { sql } from 'drizzle-orm'
import { emptyHistogram } from '../domain/metering/histogram.ts'
import type { RepairStore } from '../domain/metering/repair.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { differences, usageDaily, usageTotals } from './schema.ts'

const IS_SUM = sql.raw("(code GLOB 'daily.*' OR code GLOB 'totals.*')")
const SUMS = sql.raw(
  `sum(calls), sum(credits), sum(ms_sum), json_array(${emptyHistogram()
    .map((_, i) => `sum(ms_histogram ->> ${i})`)
    .join(', ')})`,
)

/** Days and totals beside the hourly sums, added up anew. */
export function repairStore(db: Database): RepairStore {
  return {
    uneven: (limit) =>
      db.all<{ accountId: string; month: string }>(
        sql`SELECT d.account_id AS accountId, substr(d.period, 1, 7) AS month
          FROM differences d JOIN accounts a ON a.id = d.account_id
          WHERE ${IS_SUM} AND a.erased_at IS NULL GROUP BY 1, 2 LIMIT ${limit}`,
      ),

    async addUp(id, { name, start, end }, event) {
      const ofMonth = sql`account_id = ${id} AND ${IS_SUM} AND substr(period, 1, 7) = ${name}`
      const stands = sql`EXISTS (SELECT 1 FROM differences WHERE ${ofMonth})
        AND EXISTS (SELECT 1 FROM accounts WHERE id = ${id} AND erased_at IS NULL)`
      const hours = sql`usage_hourly WHERE account_id = ${id} AND hour >= ${start} AND hour < ${end} AND ${stands}`
      const results = await db.batch([
        recordEvent(db, event, stands),
        db.delete(usageDaily).where(sql`account_id = ${id} AND day >= ${start} AND day < ${end} AND ${stands}`),
        db
          .insert(usageDaily)
          .select(
            sql`SELECT account_id, hour - hour % 86400000, key_id, route_id, outcome, ${SUMS} FROM ${hours} GROUP BY 1, 2, 3, 4, 5`,
          ),
        db.delete(usageTotals).where(sql`account_id = ${id} AND hour >= ${start} AND hour < ${end} AND ${stands}`),
        db.insert(usageTotals).select(sql`SELECT account_id, hour, outcome, ${SUMS} FROM ${hours} GROUP BY 1, 2, 3`),
        db.delete(differences).where(sql`${ofMonth} AND ${stands}`),
      ])
      return results[5].meta.changes > 0
    },
  }
}
