import type { AuditEvent } from '../domain/audit.ts'
import type { Database } from './database.ts'
import { auditEvents } from './schema.ts'

/** The statement that records an event, for the batch of the act itself. */
export const recordEvent = (db: Database, event: AuditEvent) => db.insert(auditEvents).values({ detail: {}, ...event })
