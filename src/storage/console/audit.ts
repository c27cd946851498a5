import { and, eq, inArray, or } from 'drizzle-orm'
import type { AuditEntry, AuditSearch } from '../../domain/audit.ts'
import type { Page } from '../../domain/page.ts'
import { readEvents } from '../audit.ts'
import type { Database } from '../database.ts'
import { accounts, auditEvents, users } from '../schema.ts'

/** All events that a search asks for. */
export function searchEvents(db: Database, search: AuditSearch): Promise<Page<AuditEntry>> {
  const { actor, account, target } = search
  const actors = db
    .select({ id: users.id })
    .from(users)
    .where(or(eq(users.id, actor), eq(users.username, actor), eq(users.email, actor)))
  const concerned = db
    .select({ id: accounts.id })
    .from(accounts)
    .where(or(eq(accounts.id, account), eq(accounts.name, account)))
  const where = and(
    actor ? inArray(auditEvents.actorId, actors) : undefined,
    account ? inArray(auditEvents.accountId, concerned) : undefined,
    target ? eq(auditEvents.target, target) : undefined,
  )
  return readEvents(db, search, where)
}
