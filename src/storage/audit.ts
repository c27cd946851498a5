import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { type ActingToken, type AuditEntry, type AuditEvent, type AuditRequest, doneBy } from '../domain/audit.ts'
import type { Page } from '../domain/page.ts'
import type { Database } from './database.ts'
import { pageOf } from './page.ts'
import { accounts, auditEvents, users } from './schema.ts'

/** An event whose account the batch itself knows: `accountId` may be an expression. */
type Recorded = Omit<AuditEvent, 'accountId'> & { accountId: string | null | SQL }

/** The statement that records an event, for the batch of the act itself; `when` is what must hold for the act to happen. */
export function recordEvent(db: Database, event: Recorded, when: SQL = sql`TRUE`) {
  const { id, at, actorId, accountId, action, target, detail = {}, address } = event
  const row = sql.join(
    [id, at, actorId, accountId, action, target, JSON.stringify(detail), address].map((value) => sql`${value}`),
    sql`, `,
  )
  return db.insert(auditEvents).select(sql`SELECT ${row} WHERE ${when}`)
}

/** The events that hold `where`, newest first. Those of one moment are told apart by their ids. */
export async function readEvents(
  db: Database,
  { action, cursor, limit }: AuditRequest,
  where: SQL | undefined,
): Promise<Page<AuditEntry>> {
  const { id, at } = auditEvents
  const before =
    cursor === null ? undefined : sql`(${at}, ${id}) < (SELECT c.at, c.id FROM audit_events c WHERE c.id = ${cursor})`
  const rows = await db
    .select(ENTRY_COLUMNS)
    .from(auditEvents)
    .leftJoin(users, eq(users.id, auditEvents.actorId))
    .leftJoin(accounts, eq(accounts.id, auditEvents.accountId))
    .where(and(where, action === '' ? undefined : eq(auditEvents.action, action), before))
    .orderBy(desc(at), desc(id))
    .limit(limit + 1)
  return pageOf(rows.map(entryOf), { limit })
}

/** What is read of an event. */
export const ENTRY_COLUMNS = {
  event: {
    id: auditEvents.id,
    at: auditEvents.at,
    action: auditEvents.action,
    target: auditEvents.target,
    detail: auditEvents.detail,
    address: auditEvents.address,
  },
  actorId: auditEvents.actorId,
  username: users.username,
  accountId: auditEvents.accountId,
  accountName: accounts.name,
}

interface Row {
  event: Pick<AuditEntry, 'id' | 'at' | 'action' | 'target' | 'detail' | 'address'>
  actorId: string | null
  username: string | null
  accountId: string | null
  accountName: string | null
}

/** An event as it is read. */
export function entryOf({ event, actorId, username, accountId, accountName }: Row): AuditEntry {
  const { token = null, ...detail } = event.detail
  return {
    ...event,
    detail,
    by: doneBy({ action: event.action, actorId }),
    actor: actorId === null ? null : { id: actorId, username },
    token: token as ActingToken | null,
    account: accountId === null ? null : { id: accountId, name: accountName },
  }
}

/** An account's events. */
export const readAccountEvents = (db: Database, accountId: string, request: AuditRequest): Promise<Page<AuditEntry>> =>
  readEvents(db, request, eq(auditEvents.accountId, accountId))
