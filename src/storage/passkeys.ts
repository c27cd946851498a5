import { and, eq, lt, or, sql } from 'drizzle-orm'
import type { FactorStore } from '../domain/people/factors/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { addFactor, exists, removeFactor } from './factor-batches.ts'
import { insertWhen } from './insert-when.ts'
import { userColumns } from './rows.ts'
import { passkeys, users } from './schema.ts'
import { violates } from './violations.ts'

type Passkeys = Pick<
  FactorStore,
  'credentials' | 'passkey' | 'addPasskey' | 'renamePasskey' | 'removePasskey' | 'spendSignature'
>

/** Passkeys in D1. */
export function passkeyStore(db: Database): Passkeys {
  const ownPasskey = (userId: string, id: string) => and(eq(passkeys.userId, userId), eq(passkeys.id, id))

  return {
    async credentials(userId) {
      const { credentialId: id, transports } = passkeys
      return db.select({ id, transports }).from(passkeys).where(eq(passkeys.userId, userId))
    },

    async passkey(credentialId) {
      const { id, publicKey, algorithm, signCount } = passkeys
      const [found] = await db
        .select({ id, credentialId: passkeys.credentialId, publicKey, algorithm, signCount, user: userColumns })
        .from(passkeys)
        .innerJoin(users, eq(users.id, passkeys.userId))
        .where(eq(passkeys.credentialId, credentialId))
      return found ?? null
    },

    async addPasskey(passkey, addition) {
      const { userId, now: createdAt } = addition
      try {
        return await addFactor(db, addition, sql`TRUE`, (holds) =>
          insertWhen(db, passkeys, { ...passkey, userId, createdAt }, holds),
        )
      } catch (error) {
        if (violates(error, 'passkeys.credential_id')) return null
        throw error
      }
    },

    async renamePasskey(userId, id, name, event) {
      const own = ownPasskey(userId, id)
      const [, renamed] = await db.batch([
        recordEvent(db, event, exists(passkeys, own)),
        db.update(passkeys).set({ name }).where(own),
      ])
      return renamed.meta.changes > 0
    },

    removePasskey: (userId, id, event) =>
      removeFactor(
        db,
        userId,
        db.delete(passkeys).where(ownPasskey(userId, id)),
        recordEvent(db, event, exists(passkeys, ownPasskey(userId, id))),
      ),

    async spendSignature(passkeyId, signCount, now) {
      const spent = await db
        .update(passkeys)
        .set({ signCount, usedAt: now })
        .where(and(eq(passkeys.id, passkeyId), or(eq(passkeys.signCount, 0), lt(passkeys.signCount, signCount))))
      return spent.meta.changes > 0
    },
  }
}
