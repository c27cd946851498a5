import { and, desc, eq, ne } from 'drizzle-orm'
import type { ApiKey } from '../domain/keys/keys.ts'
import type { KeyStore } from '../domain/keys/make.ts'
import { recordEvent } from './audit.ts'
import { meterChange, revisionOf } from './changes.ts'
import type { Database } from './database.ts'
import { apiKeys } from './schema.ts'

/** What of a key leaves storage: never its hash. */
export const KEY_COLUMNS = {
  id: apiKeys.id,
  accountId: apiKeys.accountId,
  hint: apiKeys.hint,
  name: apiKeys.name,
  status: apiKeys.status,
  scopes: apiKeys.scopes,
  rateLimits: apiKeys.rateLimits,
  quota: apiKeys.quota,
  expiresAt: apiKeys.expiresAt,
  createdAt: apiKeys.createdAt,
  revokedAt: apiKeys.revokedAt,
} satisfies Record<keyof ApiKey, unknown>

/** Keys in D1, by account. The hash never leaves; newest first in lists. */
export function keyStore(db: Database): KeyStore {
  const ofAccount = (accountId: string, id: string) => and(eq(apiKeys.accountId, accountId), eq(apiKeys.id, id))
  return {
    list: (accountId): Promise<ApiKey[]> =>
      db.select(KEY_COLUMNS).from(apiKeys).where(eq(apiKeys.accountId, accountId)).orderBy(desc(apiKeys.id)),

    async find(accountId, id) {
      const [key] = await db.select(KEY_COLUMNS).from(apiKeys).where(ofAccount(accountId, id))
      return key ?? null
    },

    async insert(key, event) {
      const { raise, note } = meterChange(db, key.accountId, event.at)
      await db.batch([
        raise,
        db.insert(apiKeys).values({ ...key, revision: revisionOf(key.accountId) }),
        note,
        recordEvent(db, event),
      ])
    },

    async rename(accountId, id, name, event) {
      await db.batch([db.update(apiKeys).set({ name }).where(ofAccount(accountId, id)), recordEvent(db, event)])
    },

    async revoke(accountId, id, event) {
      const { raise, note } = meterChange(db, accountId, event.at)
      await db.batch([
        raise,
        db
          .update(apiKeys)
          .set({ status: 'revoked', revokedAt: event.at, revision: revisionOf(accountId) })
          .where(and(ofAccount(accountId, id), ne(apiKeys.status, 'revoked'))),
        note,
        recordEvent(db, event),
      ])
    },
  }
}
