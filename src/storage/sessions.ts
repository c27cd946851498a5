import { inArray, lte } from 'drizzle-orm'
import type { Database } from './database.ts'
import { sessions } from './schema.ts'

/**
 * Deletes up to `limit` sessions whose end has come at `now` (UTC ms); how many there were. One that was idle for too long
 * is refused already, and goes at its end too: that column has the index.
 */
export async function deleteEndedSessions(db: Database, now: number, limit: number): Promise<number> {
  const lot = db.select({ idHash: sessions.idHash }).from(sessions).where(lte(sessions.expiresAt, now)).limit(limit)
  const gone = await db.delete(sessions).where(inArray(sessions.idHash, lot))
  return gone.meta.changes
}
