import { and, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { tokens } from './schema.ts'

type Purpose = 'verify' | 'reset' | 'invite'

/** A token that can still be used at `now`. */
const usable = (hash: string, purpose: Purpose, now: number) =>
  and(eq(tokens.tokenHash, hash), eq(tokens.purpose, purpose), isNull(tokens.usedAt), gt(tokens.expiresAt, now))

/** What a token stands for, or null when it cannot be used. Reading it does not use it up. */
export async function readToken(db: Database, hash: string, purpose: Purpose, now: number) {
  const [found] = await db
    .select()
    .from(tokens)
    .where(usable(hash, purpose, now))
  return found ?? null
}

/** Holds while a token can be used: the condition of every statement in the batch that uses it. */
export const tokenHolds = (hash: string, purpose: Purpose, now: number): SQL =>
  sql`EXISTS (SELECT 1 FROM ${tokens} WHERE ${usable(hash, purpose, now)})`

/**
 * Uses a token up: the last statement of the batch whose others depend on `tokenHolds`. Of many batches at once it
 * changes a row in one alone. `only` is what else must hold.
 */
export const spendToken = (db: Database, hash: string, purpose: Purpose, now: number, only?: SQL) =>
  db
    .update(tokens)
    .set({ usedAt: now })
    .where(and(usable(hash, purpose, now), only))
