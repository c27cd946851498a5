import { and, asc, eq, gt, inArray, isNull, lte, ne, type SQL, sql } from 'drizzle-orm'
import type { NewToken, TokenStore } from '../domain/people/access-store.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { userColumns } from './rows.ts'
import { memberships, tokens, users } from './schema.ts'

type Purpose = 'verify' | 'reset' | 'invite'

/** A token that can still be used at `now`. */
const usable = (hash: string, purpose: Purpose, now: number) =>
  and(eq(tokens.tokenHash, hash), eq(tokens.purpose, purpose), isNull(tokens.usedAt), gt(tokens.expiresAt, now))

/** Holds while a token can be used: the condition of every statement in the batch that uses it. */
export const tokenHolds = (hash: string, purpose: Purpose, now: number): SQL =>
  sql`EXISTS (SELECT 1 FROM ${tokens} WHERE ${usable(hash, purpose, now)})`

/**
 * Uses a token up: the last statement of the batch whose others depend on `tokenHolds`, and on `when` if they depend on
 * more. Of many batches at once it changes a row in one alone.
 */
export const spendToken = (db: Database, hash: string, purpose: Purpose, now: number, when?: SQL) =>
  db
    .update(tokens)
    .set({ usedAt: now })
    .where(and(usable(hash, purpose, now), when))

/** Ends a user's unused tokens of a kind, all or all but one, when that holds. */
export const endTokens = (
  db: Database,
  { userId, purpose, but = '' }: { userId: string; purpose: Purpose; but?: string },
  now: number,
  when: SQL = sql`TRUE`,
) =>
  db
    .update(tokens)
    .set({ usedAt: now })
    .where(
      and(
        eq(tokens.userId, userId),
        eq(tokens.purpose, purpose),
        isNull(tokens.usedAt),
        ne(tokens.tokenHash, but),
        when,
      ),
    )

/** Deletes up to `limit` tokens that confirm or reset and whose end has come at `now` (UTC ms); how many there were. */
export async function deleteEndedTokens(db: Database, now: number, limit: number): Promise<number> {
  const ended = and(inArray(tokens.purpose, ['verify', 'reset']), lte(tokens.expiresAt, now))
  const lot = db.select({ tokenHash: tokens.tokenHash }).from(tokens).where(ended).limit(limit)
  const gone = await db.delete(tokens).where(inArray(tokens.tokenHash, lot))
  return gone.meta.changes
}

/** Adds a token that stands for a user and an address, when that holds. */
export function addToken(db: Database, purpose: Purpose, token: NewToken, when: SQL = sql`TRUE`) {
  const { hash, ...row } = token
  return insertWhen(db, tokens, { tokenHash: hash, purpose, ...row }, when)
}

/** Tokens of users in D1. */
export const tokenStore = (db: Database): TokenStore => ({
  async findToken(hash, purpose, now) {
    const [found] = await db
      .select({
        user: userColumns,
        email: tokens.email,
        accountId: memberships.accountId,
      })
      .from(tokens)
      .innerJoin(users, eq(users.id, tokens.userId))
      .leftJoin(memberships, eq(memberships.userId, users.id))
      .where(usable(hash, purpose, now))
      .orderBy(asc(memberships.createdAt))
      .limit(1)
    if (found?.email == null) return null
    return { ...found, email: found.email }
  },
})
