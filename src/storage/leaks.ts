import { and, eq, ne, sql } from 'drizzle-orm'
import type { LeakStore } from '../domain/leaks/make.ts'
import { ALLOWED } from '../domain/people/roles.ts'
import { recordEvent } from './audit.ts'
import { meterChange, revisionOf } from './changes.ts'
import type { Database } from './database.ts'
import { readersOf } from './own-account.ts'
import { accounts, apiKeys, auditEvents } from './schema.ts'

/** A key of which nothing is known yet and that still works, in an account that is not being erased. */
const isOpen = (now: number) => sql`k.leak IS NULL AND k.status <> 'revoked'
  AND (k.expires_at IS NULL OR k.expires_at > ${now}) AND a.erased_at IS NULL`

/** Keys that were found in public, in D1. */
export function leakStore(db: Database): LeakStore {
  return {
    async findByHash(hashes, now) {
      // One parameter, however many they are.
      const rows = await db.all<{
        id: string
        hash: string
        open: number
        account_id: string
        tag: string
        name: string
      }>(
        sql`SELECT k.id, k.hash, ${isOpen(now)} AS open, a.id AS account_id, a.tag, a.name FROM json_each(${JSON.stringify(hashes)}) j
          JOIN api_keys k ON k.hash = j.value JOIN accounts a ON a.id = k.account_id`,
      )
      return rows.map(({ id, hash, open, account_id, tag, name }) => ({
        id,
        hash,
        isOpen: open === 1,
        account: { id: account_id, tag, name },
      }))
    },

    async record(accountId, reports, at, endsAt) {
      const { raise, note } = meterChange(db, accountId, at)
      const found = sql`json_each(${JSON.stringify(reports)}) j JOIN api_keys k ON k.id = j.value ->> 'keyId'
        JOIN accounts a ON a.id = k.account_id AND a.id = ${accountId}`
      const chosen = sql`(SELECT leak_response FROM accounts WHERE id = ${accountId})`
      const end = sql`min(coalesce(${apiKeys.expiresAt}, ${endsAt}), ${endsAt})`
      const leak = sql`(SELECT json_object('at', ${at}, 'url', j.value ->> 'url', 'source', j.value ->> 'source',
        'response', a.leak_response, 'endsAt', iif(a.leak_response = 'rotate', min(coalesce(k.expires_at, ${endsAt}), ${endsAt}), NULL),
        'formerExpiresAt', k.expires_at) FROM ${found} WHERE k.id = api_keys.id)`
      const [, , , acted] = await db.batch([
        db.insert(auditEvents).select(sql`SELECT j.value ->> 'leakedId', ${at}, NULL, a.id, 'key.leaked', k.id,
          json_object('name', k.name, 'hint', k.hint, 'url', j.value ->> 'url', 'source', j.value ->> 'source',
            'response', a.leak_response), NULL FROM ${found} WHERE ${isOpen(at)}`),
        db.insert(auditEvents).select(sql`SELECT j.value ->> 'revokedId', ${at}, NULL, a.id, 'key.revoked', k.id,
          json_object('name', k.name, 'hint', k.hint), NULL FROM ${found}
          WHERE ${isOpen(at)} AND a.leak_response = 'revoke'`),
        raise,
        db
          .update(apiKeys)
          .set({
            leak,
            status: sql`iif(${chosen} = 'revoke', 'revoked', ${apiKeys.status})`,
            revokedAt: sql`iif(${chosen} = 'revoke', ${at}, NULL)`,
            expiresAt: sql`iif(${chosen} = 'rotate', ${end}, ${apiKeys.expiresAt})`,
            revision: revisionOf(accountId),
          })
          .where(sql`${apiKeys.id} IN (SELECT k.id FROM ${found} WHERE ${isOpen(at)})`)
          .returning({ id: apiKeys.id, name: apiKeys.name, hint: apiKeys.hint, leak: apiKeys.leak }),
        note,
      ])
      return acted.flatMap(({ leak, ...key }) => (leak ? [{ ...key, leak }] : []))
    },

    readers: (accountId) => readersOf(db, accountId, ALLOWED['account.write']),

    async choose(accountId, response, event) {
      const own = eq(accounts.id, accountId)
      const differs = and(own, ne(accounts.leakResponse, response))
      await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${accounts} WHERE ${differs})`),
        db.update(accounts).set({ leakResponse: response }).where(own),
      ])
    },
  }
}
