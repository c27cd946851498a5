import { and, eq, lte, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { accounts, apiKeys, meterPushes } from './schema.ts'

/**
 * The two statements that go in front of and behind a change that the meter must know, in one batch with it: they raise
 * the account's revision and note that the object has not confirmed it yet. A key that changes takes `revisionOf`. `when` is
 * what must hold for there to be a change; it is asked by each of the two.
 */
export function meterChange(db: Database, accountId: string, now: number, when: SQL = sql`TRUE`) {
  return {
    raise: db
      .update(accounts)
      .set({ revision: sql`${accounts.revision} + 1` })
      .where(and(eq(accounts.id, accountId), when)),
    note: db
      .insert(meterPushes)
      .select(
        sql`SELECT ${accounts.id}, ${accounts.tag}, ${accounts.revision}, ${now} FROM ${accounts} WHERE ${accounts.id} = ${accountId} AND ${when}`,
      )
      .onConflictDoUpdate({
        target: meterPushes.accountId,
        set: { revision: sql`excluded.revision`, createdAt: sql`excluded.created_at` },
      }),
  }
}

/** The account's revision, as a value for a key's row in the same batch as `raise`. */
export const revisionOf = (accountId: string) => sql<number>`(SELECT revision FROM accounts WHERE id = ${accountId})`

/** The object has confirmed everything up to a revision: what was revoked until then is in force, at the latest `now`. */
export async function confirmPush(db: Database, accountId: string, revision: number, now: number): Promise<void> {
  const { status, inForceAt } = apiKeys
  await db.batch([
    db.delete(meterPushes).where(and(eq(meterPushes.accountId, accountId), lte(meterPushes.revision, revision))),
    db
      .update(apiKeys)
      .set({ inForceAt: now })
      .where(
        and(
          eq(apiKeys.accountId, accountId),
          // Written out: the partial index serves no parameter.
          sql`${status} = 'revoked' AND ${inForceAt} IS NULL`,
          lte(apiKeys.revision, revision),
        ),
      ),
  ])
}

/** Changes that no object has confirmed since `before`, oldest first. */
export async function unconfirmedPushes(db: Database, before: number, limit: number) {
  return db
    .select()
    .from(meterPushes)
    .where(lte(meterPushes.createdAt, before))
    .orderBy(meterPushes.createdAt)
    .limit(limit)
}
