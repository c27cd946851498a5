import { and, asc, desc, eq, lt, sql } from 'drizzle-orm'
import type { CallArchivePorts } from '../domain/calls/archive.ts'
import type { Database } from './database.ts'
import { callArchives } from './schema.ts'

/** What the archive holds of an account. */
export const archiveIndex = (db: Database): Omit<CallArchivePorts, 'read'> => ({
  async days(accountId, cursor, limit) {
    const { day, count, length } = callArchives
    const rows = await db
      .select({ day, calls: sql<number>`sum(${count})`, bytes: sql<number>`sum(${length})` })
      .from(callArchives)
      .where(and(eq(callArchives.accountId, accountId), cursor === null ? undefined : lt(day, cursor)))
      .groupBy(day)
      .orderBy(desc(day))
      .limit(limit + 1)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, next: rows.length > limit && last ? new Date(last.day).toISOString().slice(0, 10) : null }
  },

  ranges(accountId, day) {
    const { object, start, length, archivedAt } = callArchives
    return db
      .select({ object, start, length })
      .from(callArchives)
      .where(and(eq(callArchives.accountId, accountId), eq(callArchives.day, day)))
      .orderBy(asc(archivedAt), asc(object))
  },
})
