import { and, eq, isNull, ne, type SQL, sql } from 'drizzle-orm'
import type { AddressStore } from '../domain/people/access-store.ts'
import { recordEvent } from './audit.ts'
import { meterChange } from './changes.ts'
import type { Database } from './database.ts'
import { PLACEHOLDER } from './rows.ts'
import { accounts, auditEvents, memberships, sessions, users } from './schema.ts'
import { addToken, endTokens, spendToken, tokenHolds } from './tokens.ts'

/** Holds while no user but this one has confirmed an address. */
const isFree = (email: string, userId: string): SQL =>
  sql`NOT EXISTS (SELECT 1 FROM users o WHERE o.email = ${email} AND o.email_verified_at IS NOT NULL AND o.id <> ${userId})`

/**
 * The two statements that take an address from whoever holds it unconfirmed, for a batch that gives it to `userId`. They keep a
 * note of it, and their own link for it still works until someone has confirmed it.
 */
export function releaseAddress(
  db: Database,
  { email, userId, eventId, now }: { email: string; userId: string; eventId: string; now: number },
  when: SQL = sql`TRUE`,
) {
  const holder = and(eq(users.email, email), isNull(users.emailVerifiedAt), ne(users.id, userId), when)
  return [
    db.insert(auditEvents).select(sql`SELECT ${eventId}, ${now}, NULL,
      (SELECT m.account_id FROM memberships m WHERE m.user_id = ${users.id} ORDER BY m.created_at LIMIT 1),
      'user.address_released', ${users.id}, '{}', NULL FROM ${users} WHERE ${holder}`),
    db
      .update(users)
      .set({ pendingEmail: sql`coalesce(${users.pendingEmail}, ${users.email})`, email: PLACEHOLDER })
      .where(holder),
  ] as const
}

/** Addresses of users in D1. The unique index sees to it that one user holds an address. */
export const addressStore = (db: Database): AddressStore => ({
  async addVerification(token) {
    const added = await addToken(db, 'verify', token, isFree(token.email, token.userId))
    return added.meta.changes > 0
  },

  async setPendingAddress(sessionId, userId, email, event) {
    const open = and(eq(sessions.id, sessionId), eq(sessions.userId, userId))
    const holds = sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${open})`
    const [changed] = await db.batch([
      db
        .update(users)
        .set({ pendingEmail: email })
        .where(and(eq(users.id, userId), holds)),
      endTokens(db, { userId, purpose: 'verify' }, event.at, holds),
      recordEvent(db, event, holds),
    ])
    return changed.meta.changes > 0
  },

  ownedAccounts: (userId) =>
    db
      .select({ id: accounts.id, tag: accounts.tag })
      .from(memberships)
      .innerJoin(accounts, eq(accounts.id, memberships.accountId))
      .where(and(eq(memberships.userId, userId), eq(memberships.role, 'owner'))),

  async confirmAddress({ hash, userId, email, accountIds, event, releasedId }) {
    const now = event.at
    const free = isFree(email, userId)
    const holds = sql`${tokenHolds(hash, 'verify', now)} AND ${free}`
    const changes = accountIds.map((id) => meterChange(db, id, now))
    const results = await db.batch([
      ...releaseAddress(db, { email, userId, eventId: releasedId, now }, holds),
      recordEvent(db, event, holds),
      db
        .update(users)
        .set({
          email,
          emailVerifiedAt: now,
          pendingEmail: sql`CASE WHEN ${users.pendingEmail} = ${email} THEN NULL ELSE ${users.pendingEmail} END`,
        })
        .where(and(eq(users.id, userId), holds)),
      // An older link would take the address back, and what went to the old mailbox must open nothing any more.
      endTokens(db, { userId, purpose: 'verify', but: hash }, now, holds),
      endTokens(db, { userId, purpose: 'reset' }, now, holds),
      ...changes.flatMap(({ raise, note }) => [raise, note]),
      spendToken(db, hash, 'verify', now, free),
    ])
    const spent = results.at(-1) as { meta: { changes: number } }
    return spent.meta.changes > 0
  },
})
