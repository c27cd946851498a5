import { and, count, eq, ne, or, sql } from 'drizzle-orm'
import { failed, ok } from '../domain/failures.ts'
import type { Membership } from '../domain/people/people.ts'
import type { PeopleStore } from '../domain/people/store.ts'
import { addressStore, releaseAddress } from './addresses.ts'
import { recordEvent } from './audit.ts'
import { meterChange } from './changes.ts'
import type { Database } from './database.ts'
import { hasFactor } from './factor-batches.ts'
import { homeStatements, NEWEST_FREE, oldestAccountOf } from './homes.ts'
import { insertWhen } from './insert-when.ts'
import { passwordStore } from './passwords.ts'
import { accountColumns, PLACEHOLDER, planColumns, userColumns } from './rows.ts'
import { accounts, apiKeys, knownDevices, memberships, meterMarks, plans, sessions, users } from './schema.ts'
import { sessionStore } from './sessions.ts'
import { tokenStore } from './tokens.ts'
import { violates } from './violations.ts'

const ACCOUNTS = sql<
  Membership[]
>`(SELECT json_group_array(json_object('id', a.id, 'name', a.name, 'role', m.role) ORDER BY m.created_at, a.id)
  FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE m.user_id = ${users.id})`.mapWith((json: string) =>
  JSON.parse(json),
)

/** People in D1. The unique indexes decide who gets a name, so that of two at once one does. */
export function peopleStore(db: Database): PeopleStore {
  return {
    ...sessionStore(db),
    ...addressStore(db),
    ...passwordStore(db),
    ...tokenStore(db),

    async addNewcomer({ user: { hasFactor: _, ...user }, password, account, key, event, releasedId }) {
      const { createdAt } = user
      const { note } = meterChange(db, account.id, createdAt)
      try {
        await db.batch([
          ...releaseAddress(db, { email: user.email, userId: user.id, eventId: releasedId, now: createdAt }),
          db.insert(users).values({ ...user, password }),
          db.insert(accounts).values({ ...account, planId: NEWEST_FREE, createdAt }),
          db.insert(memberships).values({ accountId: account.id, userId: user.id, role: 'owner', createdAt }),
          db.insert(meterMarks).values({ accountId: account.id }),
          db.insert(apiKeys).values({
            ...key,
            accountId: account.id,
            scopes: [],
            rateLimits: [],
            createdBy: user.id,
            createdAt,
            revision: 1,
          }),
          recordEvent(db, event),
          note,
        ])
      } catch (error) {
        if (violates(error, 'users.username'))
          return failed('USERNAME_TAKEN', [{ field: 'username', problem: 'taken' }])
        if (violates(error, 'users.email')) return failed('EMAIL_TAKEN', [{ field: 'email', problem: 'taken' }])
        throw error
      }
      const [saved] = await db
        .select({ account: accountColumns, plan: planColumns })
        .from(accounts)
        .innerJoin(plans, eq(plans.id, accounts.planId))
        .where(eq(accounts.id, account.id))
      if (!saved) throw new Error('a new account is gone')
      return ok({ ...saved.account, plan: saved.plan })
    },

    async credentials(login) {
      const rows = await db
        .select({ user: userColumns, password: users.password })
        .from(users)
        .where(or(eq(users.username, login), and(eq(users.email, login), ne(users.email, PLACEHOLDER))))
        .limit(1)
      return rows[0] ?? null
    },

    async addSession({ user, ...session }, event, { home, half }) {
      const userId = user.id
      const accountId = oldestAccountOf(userId)
      const own = eq(sessions.idHash, session.idHash)
      const isCurrent = sql`EXISTS (SELECT 1 FROM users u
        WHERE u.id = ${userId} AND u.credentials_version = ${user.credentialsVersion})`
      const [made, , , , , , halved] = await db.batch([
        ...homeStatements(db, userId, home),
        insertWhen(db, sessions, { ...session, userId, accountId }, isCurrent),
        // Decided here, not by who read the user before: a factor may have been added since.
        db
          .update(sessions)
          .set({ half: true, ...half })
          .where(and(own, half ? hasFactor(userId) : sql`FALSE`)),
        recordEvent(
          db,
          { ...event, accountId },
          sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${and(own, eq(sessions.half, false))})`,
        ),
      ])
      return { complete: halved.meta.changes === 0, isHomeNew: made.meta.changes > 0 }
    },

    async addDevice(userId, device, now) {
      const [before, added] = await db.batch([
        db.select({ devices: count() }).from(knownDevices).where(eq(knownDevices.userId, userId)),
        db.insert(knownDevices).values({ userId, device, firstSeenAt: now }).onConflictDoNothing(),
      ])
      return (before[0]?.devices ?? 0) > 0 && added.meta.changes > 0
    },

    async session(idHash) {
      const { id, kind, seenAt, signedInAt, idleMs, expiresAt } = sessions
      const rows = await db
        .select({
          id,
          idHash: sessions.idHash,
          kind,
          seenAt,
          signedInAt,
          idleMs,
          expiresAt,
          user: userColumns,
          account: accountColumns,
          plan: planColumns,
          role: memberships.role,
          accounts: ACCOUNTS,
        })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .innerJoin(accounts, eq(accounts.id, sessions.accountId))
        .innerJoin(plans, eq(plans.id, accounts.planId))
        .innerJoin(memberships, and(eq(memberships.accountId, accounts.id), eq(memberships.userId, users.id)))
        .where(and(eq(sessions.idHash, idHash), eq(sessions.half, false), eq(users.status, 'active')))
      const row = rows[0]
      if (!row) return null
      const { account, plan, ...rest } = row
      return { ...rest, account: { ...account, plan } }
    },

    async touchSession(idHash, now) {
      await db.update(sessions).set({ seenAt: now }).where(eq(sessions.idHash, idHash))
    },
  }
}
