import { and, asc, eq, inArray, isNotNull, isNull, lt } from 'drizzle-orm'
import type { Incident, IncidentStore } from '../../domain/operating/incidents.ts'
import type { Database } from '../database.ts'
import { userColumns } from '../rows.ts'
import { incidents, serviceMinutes, users } from '../schema.ts'

const DAY = 24 * 3_600_000
const [MINUTES_KEPT, INCIDENTS_KEPT] = [7 * DAY, 90 * DAY]

const COLUMNS = {
  id: incidents.id,
  since: incidents.since,
  openedAt: incidents.openedAt,
  calls: incidents.calls,
  errors: incidents.errors,
}

/** The incident that is not over; null without one. */
export async function openIncident(db: Database): Promise<Incident | null> {
  const [open] = await db.select(COLUMNS).from(incidents).where(isNull(incidents.closedAt))
  return open ?? null
}

export const incidentStore = (d1: D1Database, db: Database): IncidentStore => ({
  async watch(id, { start, end }, { percent, minCalls, minErrors, calmMs, apartMs }, now) {
    const high = `SELECT sum(calls) AS calls, sum(errors) AS errors FROM service_minutes WHERE minute >= ?1 AND minute < ?2
      HAVING sum(calls) >= ?3 AND sum(errors) >= ?4 AND sum(errors) * 100.0 > sum(calls) * ?5`
    const window = [start, end, minCalls, minErrors, percent]
    await d1.batch([
      d1
        .prepare(
          `UPDATE incidents SET closed_at = NULL
           WHERE id = (SELECT id FROM incidents WHERE closed_at > ?6 ORDER BY closed_at DESC, id DESC LIMIT 1)
             AND NOT EXISTS (SELECT 1 FROM incidents WHERE closed_at IS NULL) AND EXISTS (${high})`,
        )
        .bind(...window, now - apartMs),
      d1
        .prepare(
          `INSERT INTO incidents (id, since, opened_at, calls, errors, high_until)
           SELECT ?6, ?1, ?7, calls, errors, ?2 FROM (${high}) WHERE TRUE ON CONFLICT DO NOTHING`,
        )
        .bind(...window, id, now),
      d1
        .prepare(`UPDATE incidents SET high_until = max(high_until, ?2) WHERE closed_at IS NULL AND EXISTS (${high})`)
        .bind(...window),
      d1
        .prepare('UPDATE incidents SET closed_at = ?1 WHERE closed_at IS NULL AND high_until <= ?2')
        .bind(now, end - calmMs),
    ])
  },

  untold: (limit) =>
    db.select(COLUMNS).from(incidents).where(isNull(incidents.toldAt)).orderBy(asc(incidents.openedAt)).limit(limit),

  async told(id, now) {
    await db.update(incidents).set({ toldAt: now }).where(eq(incidents.id, id))
  },

  operators: () =>
    db
      .select(userColumns)
      .from(users)
      .where(and(eq(users.isOperator, true), eq(users.status, 'active')))
      .orderBy(asc(users.id)),
})

/** Deletes up to `limit` minutes of more than 7 days before `now` (UTC ms); how many there were. */
export async function deleteOldMinutes(db: Database, now: number, limit: number): Promise<number> {
  const old = lt(serviceMinutes.minute, now - MINUTES_KEPT)
  const lot = db.select({ minute: serviceMinutes.minute }).from(serviceMinutes).where(old).limit(limit)
  return (await db.delete(serviceMinutes).where(inArray(serviceMinutes.minute, lot))).meta.changes
}

/** Likewise incidents that were over 90 days ago. */
export async function deleteOldIncidents(db: Database, now: number, limit: number): Promise<number> {
  const old = and(isNotNull(incidents.closedAt), lt(incidents.closedAt, now - INCIDENTS_KEPT))
  const lot = db.select({ id: incidents.id }).from(incidents).where(old).limit(limit)
  return (await db.delete(incidents).where(inArray(incidents.id, lot))).meta.changes
}
