import { and, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { FactorStore } from '../domain/people/factors/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { addFactor, exists, removeFactor } from './factor-batches.ts'
import { secondFactors } from './schema.ts'

type Apps = Pick<FactorStore, 'app' | 'beginApp' | 'confirmApp' | 'removeApp' | 'spendStep'>

/** A user's app that is in force. */
export const appOf = (userId: string) => and(eq(secondFactors.userId, userId), isNotNull(secondFactors.confirmedAt))

/** Authenticator apps in D1. */
export function appStore(db: Database): Apps {
  return {
    async app(userId, confirmed) {
      const { id, secret, confirmedAt } = secondFactors
      const [found] = await db
        .select({ id, secret })
        .from(secondFactors)
        .where(and(eq(secondFactors.userId, userId), confirmed ? isNotNull(confirmedAt) : isNull(confirmedAt)))
      return found ?? null
    },

    async beginApp({ id, userId, secret, createdAt }, staleBefore) {
      const row = sql`SELECT ${id}, ${userId}, 'totp', ${secret}, NULL, NULL, ${createdAt}, NULL`
      const none = sql`NOT ${exists(secondFactors, eq(secondFactors.userId, userId))}`
      const isStale = and(isNull(secondFactors.confirmedAt), lt(secondFactors.createdAt, staleBefore))
      await db.batch([
        db.delete(secondFactors).where(and(eq(secondFactors.userId, userId), isStale)),
        db.insert(secondFactors).select(sql`${row} WHERE ${none}`),
      ])
    },

    confirmApp(id, step, addition) {
      const pending = and(eq(secondFactors.id, id), isNull(secondFactors.confirmedAt))
      const confirmed = { confirmedAt: addition.now, lastStep: step }
      return addFactor(db, addition, exists(secondFactors, pending), (holds) =>
        db.update(secondFactors).set(confirmed).where(and(pending, holds)),
      )
    },

    removeApp: (userId, event) =>
      removeFactor(
        db,
        userId,
        db.delete(secondFactors).where(appOf(userId)),
        recordEvent(db, event, exists(secondFactors, appOf(userId))),
      ),

    async spendStep(id, step, now) {
      const { lastStep } = secondFactors
      const spent = await db
        .update(secondFactors)
        .set({ lastStep: step, usedAt: now })
        .where(
          and(eq(secondFactors.id, id), isNotNull(secondFactors.confirmedAt), or(isNull(lastStep), lt(lastStep, step))),
        )
      return spent.meta.changes > 0
    },
  }
}
