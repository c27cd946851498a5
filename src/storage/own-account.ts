import { and, count, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Owner } from '../domain/account/account.ts'
import type { OwnAccountStore } from '../domain/account/make.ts'
import type { Role } from '../domain/people/people.ts'
import { recordEvent } from './audit.ts'
import { meterChange } from './changes.ts'
import type { Database } from './database.ts'
import { accounts, apiKeys, auditEvents, memberships, users } from './schema.ts'

/** An operator in the account who has no other that stays: the service could end up without anyone who runs it. */
const leavesOperator = (accountId: string) => sql`EXISTS (
  SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.account_id = ${accountId} AND u.is_operator = 1
  AND NOT EXISTS (SELECT 1 FROM memberships o JOIN accounts a ON a.id = o.account_id
    WHERE o.user_id = m.user_id AND a.id <> ${accountId} AND a.deletion_due_at IS NULL AND a.erased_at IS NULL))`

/** Whom to write to about an account: its active members of these roles. */
export const readersOf = (db: Database, accountId: string, roles: readonly Role[]): Promise<Owner[]> =>
  db
    .select({
      email: users.email,
      emailVerifiedAt: users.emailVerifiedAt,
      locale: users.locale,
      timeZone: users.timeZone,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.accountId, accountId), inArray(memberships.role, [...roles]), eq(users.status, 'active')))

/** An account as its own members handle it. */
export function ownAccountStore(db: Database): OwnAccountStore {
  const meets = (condition: SQL | undefined) => sql`EXISTS (SELECT 1 FROM ${accounts} WHERE ${condition})`

  return {
    async contents(accountId) {
      const [members, keys, events] = await db.batch([
        db.select({ n: count() }).from(memberships).where(eq(memberships.accountId, accountId)),
        db.select({ n: count() }).from(apiKeys).where(eq(apiKeys.accountId, accountId)),
        db.select({ n: count() }).from(auditEvents).where(eq(auditEvents.accountId, accountId)),
      ])
      return { members: members[0]?.n ?? 0, keys: keys[0]?.n ?? 0, events: events[0]?.n ?? 0 }
    },

    owners: (accountId) => readersOf(db, accountId, ['owner']),

    async standing(accountId) {
      const { name, deletionDueAt, erasedAt } = accounts
      const [found] = await db
        .select({ name, deletionDueAt, erasedAt })
        .from(accounts)
        .where(eq(accounts.id, accountId))
      if (!found) throw new Error('an account is gone')
      return found
    },

    async rename(accountId, name, event) {
      const own = and(eq(accounts.id, accountId), isNull(accounts.erasedAt))
      await db.batch([recordEvent(db, event, meets(own)), db.update(accounts).set({ name }).where(own)])
    },

    async askDeletion(accountId, name, dueAt, event) {
      const { raise, note } = meterChange(db, accountId, event.at)
      const may = and(
        eq(accounts.id, accountId),
        eq(accounts.name, name),
        isNull(accounts.deletionDueAt),
        isNull(accounts.erasedAt),
        sql`NOT ${leavesOperator(accountId)}`,
      )
      const [, asked] = await db.batch([
        recordEvent(db, event, meets(may)),
        db.update(accounts).set({ deletionDueAt: dueAt }).where(may),
        raise,
        note,
      ])
      return asked.meta.changes > 0
    },

    async withdrawDeletion(accountId, event) {
      const { raise, note } = meterChange(db, accountId, event.at)
      const may = and(eq(accounts.id, accountId), gt(accounts.deletionDueAt, event.at), isNull(accounts.erasedAt))
      const [, withdrawn] = await db.batch([
        recordEvent(db, event, meets(may)),
        db.update(accounts).set({ deletionDueAt: null }).where(may),
        raise,
        note,
      ])
      return withdrawn.meta.changes > 0
    },
  }
}
