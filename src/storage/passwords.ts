import { and, eq, ne, sql } from 'drizzle-orm'
import type { PasswordStore } from '../domain/people/access-store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { sessions, users } from './schema.ts'
import { addToken, endTokens, spendToken, tokenHolds } from './tokens.ts'

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
      const [, , , , changed] = await db.batch([
        recordEvent(db, event, holds),
        db.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.idHash, idHash), holds)),
        endTokens(db, { userId, purpose: 'reset' }, event.at, holds),
        db
          .update(sessions)
          .set({ idHash: next, signedInAt: event.at, seenAt: event.at })
          .where(and(eq(sessions.idHash, idHash), unchanged)),
        db
          .update(users)
          .set({ password: after })
          .where(and(is(userId, before), open(next))),
      ])
      return changed.meta.changes > 0
    },

    async addReset(token) {
      await addToken(db, 'reset', token)
    },

    async resetPassword({ hash, userId, password, event }) {
      const active = sql`EXISTS (SELECT 1 FROM ${users} WHERE ${and(eq(users.id, userId), eq(users.status, 'active'))})`
      const holds = sql`${tokenHolds(hash, 'reset', event.at)} AND ${active}`
      const [, , , , spent] = await db.batch([
        recordEvent(db, event, holds),
        db.delete(sessions).where(and(eq(sessions.userId, userId), holds)),
        db
          .update(users)
          .set({ password })
          .where(and(eq(users.id, userId), holds)),
        endTokens(db, { userId, purpose: 'reset', but: hash }, event.at, holds),
        spendToken(db, hash, 'reset', event.at, active),
      ])
      return spent.meta.changes > 0
    },
  }
}
