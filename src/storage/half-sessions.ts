import { and, eq, sql } from 'drizzle-orm'
import type { FactorStore } from '../domain/people/factors/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { userColumns } from './rows.ts'
import { sessions, users } from './schema.ts'

/** Sessions whose second factor is still to come, in D1. */
export function halfSessionStore(db: Database): Pick<FactorStore, 'half' | 'completeSession' | 'removeHalf'> {
  const halfOf = (idHash: string) => and(eq(sessions.idHash, idHash), eq(sessions.half, true))
  return {
    async half(idHash) {
      const { id, accountId, seenAt, idleMs, expiresAt } = sessions
      const [found] = await db
        .select({ id, idHash: sessions.idHash, accountId, seenAt, idleMs, expiresAt, user: userColumns })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(and(halfOf(idHash), eq(users.status, 'active')))
      // Without a factor, removed meanwhile, there is nothing that could complete it.
      return found?.user.hasFactor ? found : null
    },

    async completeSession(idHash, renewed, event) {
      const { seenAt: now } = renewed
      const [, completed] = await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${halfOf(idHash)})`),
        db
          .update(sessions)
          .set({ ...renewed, half: false, createdAt: now, signedInAt: now })
          .where(halfOf(idHash)),
      ])
      return completed.meta.changes > 0
    },

    async removeHalf(idHash) {
      await db.delete(sessions).where(halfOf(idHash))
    },
  }
}
