import { and, asc, eq, isNull } from 'drizzle-orm'
import type { FactorStore } from '../domain/people/factors/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { exists, hasFactor, insertCodes } from './factor-batches.ts'
import { memberships, recoveryCodes } from './schema.ts'

/** Recovery codes in D1, as hashes. */
export function recoveryCodeStore(db: Database): Pick<FactorStore, 'replaceRecoveryCodes' | 'spendRecoveryCode'> {
  return {
    async replaceRecoveryCodes(userId, codes, event) {
      const [, , made] = await db.batch([
        recordEvent(db, event, hasFactor(userId)),
        db.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), hasFactor(userId))),
        insertCodes(db, userId, codes, event.at, hasFactor(userId)),
      ])
      return made.meta.changes > 0
    },

    async spendRecoveryCode(userId, hash, event) {
      const unused = and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, hash),
        isNull(recoveryCodes.usedAt),
      )
      const [account] = await db
        .select({ id: memberships.accountId })
        .from(memberships)
        .where(eq(memberships.userId, userId))
        .orderBy(asc(memberships.createdAt))
        .limit(1)
      const [, spent] = await db.batch([
        recordEvent(db, { ...event, accountId: account?.id ?? null }, exists(recoveryCodes, unused)),
        db.update(recoveryCodes).set({ usedAt: event.at }).where(unused),
      ])
      return spent.meta.changes > 0
    },
  }
}
