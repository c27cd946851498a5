import { and, desc, eq, gt, inArray, lte, ne, sql } from 'drizzle-orm'
import type { SessionStore } from '../domain/people/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { sessions } from './schema.ts'

const COLUMNS = {
  id: sessions.id,
  kind: sessions.kind,
  createdAt: sessions.createdAt,
  signedInAt: sessions.signedInAt,
  seenAt: sessions.seenAt,
  idleMs: sessions.idleMs,
  expiresAt: sessions.expiresAt,
  address: sessions.address,
  agent: sessions.agent,
  place: sessions.place,
}

/** A user's own sessions in D1. The hash never leaves; what is over, or half, is not there. */
export function sessionStore(db: Database): SessionStore {
  const live = (userId: string, now: number) =>
    and(
      eq(sessions.userId, userId),
      eq(sessions.half, false),
      gt(sessions.expiresAt, now),
      gt(sql`${sessions.seenAt} + ${sessions.idleMs}`, now),
    )

  return {
    sessions: (userId, now) =>
      db.select(COLUMNS).from(sessions).where(live(userId, now)).orderBy(desc(sessions.seenAt), desc(sessions.id)),

    async findSession(userId, id, now) {
      const [found] = await db
        .select(COLUMNS)
        .from(sessions)
        .where(and(live(userId, now), eq(sessions.id, id)))
      return found ?? null
    },

    async removeSession(userId, id, event) {
      const own = and(eq(sessions.userId, userId), eq(sessions.id, id))
      const [, removed] = await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${own})`),
        db.delete(sessions).where(own),
      ])
      return removed.meta.changes > 0
    },

    async removeOtherSessions(userId, id, event) {
      const others = and(eq(sessions.userId, userId), ne(sessions.id, id))
      await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${others})`),
        db.delete(sessions).where(others),
      ])
    },

    async renewSession(idHash, renewed, event) {
      const [, changed] = await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${eq(sessions.idHash, idHash)})`),
        db
          .update(sessions)
          .set({ idHash: renewed.idHash, signedInAt: renewed.now, seenAt: renewed.now })
          .where(eq(sessions.idHash, idHash)),
      ])
      return changed.meta.changes > 0
    },
  }
}

/**
 * Deletes up to `limit` sessions whose end has come at `now` (UTC ms); how many there were. One that was idle for too long
 * is refused already, and goes at its end too: that column has the index.
 */
export async function deleteEndedSessions(db: Database, now: number, limit: number): Promise<number> {
  const lot = db.select({ idHash: sessions.idHash }).from(sessions).where(lte(sessions.expiresAt, now)).limit(limit)
  const gone = await db.delete(sessions).where(inArray(sessions.idHash, lot))
  return gone.meta.changes
}
