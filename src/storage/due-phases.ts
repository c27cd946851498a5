import { sql } from 'drizzle-orm'
import { HOUR } from '../domain/periods.ts'
import type { Database } from './database.ts'
import { accounts } from './schema.ts'

/** How far back phases are looked for that began: each minute, and once an hour, in case the minutes were missed. */
const [RECENT, LONG_AGO] = [HOUR, 35 * 24 * HOUR]

/**
 * Makes accounts' copy of their plan that of the phase in force at `now` (UTC ms), of up to `limit` accounts; how many there
 * were. The meter needs no copy: it switches by its own clock.
 */
export async function applyDuePhases(db: Database, now: number, limit: number): Promise<number> {
  const since = now - (now % HOUR < 60_000 ? LONG_AGO : RECENT)
  const running = sql`SELECT f.plan_id FROM plan_phases f WHERE f.account_id = ${accounts.id} AND f.starts_at <= ${now}
    ORDER BY f.starts_at DESC LIMIT 1`
  const { meta } = await db
    .update(accounts)
    .set({ planId: sql`(${running})` })
    .where(
      sql`${accounts.id} IN (SELECT b.account_id FROM plan_phases b JOIN accounts a ON a.id = b.account_id
        WHERE b.starts_at > ${since} AND b.starts_at <= ${now} AND a.plan_id <> b.plan_id
        AND NOT EXISTS (SELECT 1 FROM plan_phases l WHERE l.account_id = b.account_id AND l.starts_at > b.starts_at
          AND l.starts_at <= ${now}) LIMIT ${limit})`,
    )
  return meta.changes
}
