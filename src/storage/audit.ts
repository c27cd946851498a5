import { type SQL, sql } from 'drizzle-orm'
import type { AuditEvent } from '../domain/audit.ts'
import type { Database } from './database.ts'
import { auditEvents } from './schema.ts'

/** The statement that records an event, for the batch of the act itself; `when` is what must hold for the act to happen. */
export function recordEvent(db: Database, event: AuditEvent, when: SQL = sql`TRUE`) {
  const { id, at, actorId, accountId, action, target, detail = {}, address } = event
  const row = sql.join(
    [id, at, actorId, accountId, action, target, JSON.stringify(detail), address].map((value) => sql`${value}`),
    sql`, `,
  )
  return db.insert(auditEvents).select(sql`SELECT ${row} WHERE ${when}`)
}
