import { and, eq, isNull, ne, type SQL, sql } from 'drizzle-orm'
import type { PasswordStore } from '../domain/people/access-store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { secondFactors, sessions, tokens, users } from './schema.ts'
import { addToken, endTokens, spendToken, tokenHolds } from './tokens.ts'

/** Sign-ins that are under way with the old password open nothing. */
const NEXT_VERSION = sql`${users.credentialsVersion} + 1`

/**
 * What someone else may have begun who knew the old password ends with it: another address that waits for its link, and an
 * authenticator app that was shown and not confirmed.
 */
function endPending(db: Database, userId: string, now: number, when: SQL) {
  const isVerified = sql`${users.emailVerifiedAt} IS NOT NULL`
  return [
    db
      .update(tokens)
      .set({ usedAt: now })
      .where(
        and(
          eq(tokens.userId, userId),
          eq(tokens.purpose, 'verify'),
          isNull(tokens.usedAt),
          sql`EXISTS (SELECT 1 FROM ${users} WHERE ${eq(users.id, userId)} AND ${isVerified})`,
          when,
        ),
      ),
    db
      .update(users)
      .set({ pendingEmail: null })
      .where(and(eq(users.id, userId), isVerified, when)),
    db.delete(secondFactors).where(and(eq(secondFactors.userId, userId), isNull(secondFactors.confirmedAt), when)),
  ] as const
}

/** Passwords of users in D1. */
export function passwordStore(db: Database): PasswordStore {
  const is = (userId: string, password: string) => and(eq(users.id, userId), eq(users.password, password))

  return {
    async upgradePassword(userId, before, after) {
      await db.update(users).set({ password: after }).where(is(userId, before))
    },

    async changePassword({ userId, before, after, session: { idHash, next }, event }) {
      const open = (hash: string) => sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${eq(sessions.idHash, hash)})`
      const unchanged = sql`EXISTS (SELECT 1 FROM ${users} WHERE ${is(userId, before)})`
      const holds = sql`${unchanged} AND ${open(idHash)}`
      const results = await db.batch([
        recordEvent(db, event, holds),
        db.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.idHash, idHash), holds)),
        endTokens(db, { userId, purpose: 'reset' }, event.at, holds),
        ...endPending(db, userId, event.at, holds),
        db
          .update(sessions)
          .set({ idHash: next, signedInAt: event.at, seenAt: event.at })
          .where(and(eq(sessions.idHash, idHash), unchanged)),
        db
          .update(users)
          .set({ password: after, credentialsVersion: NEXT_VERSION })
          .where(and(is(userId, before), open(next))),
      ])
      return (results.at(-1) as D1Result).meta.changes > 0
    },

    async addReset(token) {
      await addToken(db, 'reset', token)
    },

    async resetPassword({ hash, userId, password, event }) {
      const active = sql`EXISTS (SELECT 1 FROM ${users} WHERE ${and(eq(users.id, userId), eq(users.status, 'active'))})`
      // A link that went to a mailbox which is no longer theirs opens nothing.
      const isTheirs = sql`EXISTS (SELECT 1 FROM tokens t JOIN users u ON u.id = t.user_id AND u.email = t.email
        WHERE t.token_hash = ${hash})`
      const holds = sql`${tokenHolds(hash, 'reset', event.at)} AND ${active} AND ${isTheirs}`
      const results = await db.batch([
        recordEvent(db, event, holds),
        db.delete(sessions).where(and(eq(sessions.userId, userId), holds)),
        db
          .update(users)
          .set({ password, credentialsVersion: NEXT_VERSION })
          .where(and(eq(users.id, userId), holds)),
        endTokens(db, { userId, purpose: 'reset', but: hash }, event.at, holds),
        ...endPending(db, userId, event.at, holds),
        spendToken(db, hash, 'reset', event.at, sql`${active} AND ${isTheirs}`),
      ])
      return (results.at(-1) as D1Result).meta.changes > 0
    },
  }
}
