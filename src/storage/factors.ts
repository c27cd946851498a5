import { asc, eq, sql } from 'drizzle-orm'
import type { FactorStore } from '../domain/people/factors/store.ts'
import { appOf, appStore } from './apps.ts'
import { challengeStore } from './challenges.ts'
import type { Database } from './database.ts'
import { halfSessionStore } from './half-sessions.ts'
import { passkeyStore } from './passkeys.ts'
import { recoveryCodeStore } from './recovery-codes.ts'
import { passkeys, recoveryCodes, secondFactors } from './schema.ts'

/** Second factors in D1. A condition in the statement itself decides what is used up, so that of many at once one wins. */
export function factorStore(db: Database): FactorStore {
  return {
    ...appStore(db),
    ...passkeyStore(db),
    ...recoveryCodeStore(db),
    ...challengeStore(db),
    ...halfSessionStore(db),

    async state(userId) {
      const { id, name, createdAt, usedAt } = passkeys
      const [apps, keys, codes] = await db.batch([
        db
          .select({ addedAt: sql<number>`${secondFactors.confirmedAt}`, usedAt: secondFactors.usedAt })
          .from(secondFactors)
          .where(appOf(userId)),
        db.select({ id, name, createdAt, usedAt }).from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(id)),
        db
          .select({
            left: sql<number>`count(*) FILTER (WHERE ${recoveryCodes.usedAt} IS NULL)`,
            madeAt: sql<number | null>`max(${recoveryCodes.createdAt})`,
          })
          .from(recoveryCodes)
          .where(eq(recoveryCodes.userId, userId)),
      ])
      const { left = 0, madeAt = null } = codes[0] ?? {}
      return { app: apps[0] ?? null, passkeys: keys, recoveryCodes: madeAt === null ? null : { left, madeAt } }
    },
  }
}
