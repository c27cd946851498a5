import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { PlanStore } from '../domain/plans/make.ts'
import { recordEvent } from './audit.ts'
import { planInvitations } from './billing-schema.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { planColumns } from './rows.ts'
import { accounts, plans, users } from './schema.ts'
import { violates } from './violations.ts'

const IS_NEWEST = sql`${plans.version} = (SELECT max(p.version) FROM plans p WHERE p.key = ${plans.key})`
const CHOOSABLE = and(IS_NEWEST, isNull(plans.endedAt))

/** Accounts by the version that they have now. Those that are erased have none any more. */
const COUNTED = sql`(SELECT plan_id, count(*) AS n FROM accounts WHERE erased_at IS NULL GROUP BY plan_id) counted`

/** Plans in D1. A version that was sold does not change: a trigger sees to it. */
export function planStore(db: Database): PlanStore {
  const select = (where: SQL | undefined) =>
    db.select(planColumns).from(plans).where(where).orderBy(asc(plans.priceMinor), asc(plans.key))
  const invitation = (key: string, accountId: string) =>
    and(eq(planInvitations.planKey, key), eq(planInvitations.accountId, accountId))
  const isInvited = (key: string, accountId: string) =>
    sql`EXISTS (SELECT 1 FROM ${planInvitations} WHERE ${invitation(key, accountId)})`

  return {
    onSale: () => select(and(CHOOSABLE, eq(plans.byInvitation, false))),

    choosable: (accountId) =>
      select(
        and(
          CHOOSABLE,
          sql`(${plans.byInvitation} = 0 OR ${plans.key} IN
            (SELECT i.plan_key FROM plan_invitations i WHERE i.account_id = ${accountId}))`,
        ),
      ),

    all: () =>
      db
        .select({ ...planColumns, accounts: sql<number>`coalesce(counted.n, 0)` })
        .from(plans)
        .leftJoin(COUNTED, sql`counted.plan_id = ${plans.id}`)
        .orderBy(asc(plans.key), desc(plans.version)),

    async find(id) {
      const [plan] = await select(eq(plans.id, id))
      return plan ?? null
    },

    async newest(key) {
      const [plan] = await select(and(IS_NEWEST, eq(plans.key, key)))
      return plan ?? null
    },

    async insert(plan, event) {
      try {
        await db.batch([db.insert(plans).values(plan), recordEvent(db, event)])
        return true
      } catch (error) {
        if (violates(error, 'plans.key')) return false
        throw error
      }
    },

    async renew(id, next, event) {
      const isThere = sql`EXISTS (SELECT 1 FROM plans WHERE ${and(eq(plans.id, id), CHOOSABLE)})`
      const isMade = sql`EXISTS (SELECT 1 FROM plans WHERE id = ${next.id})`
      const [made] = await db.batch([
        insertWhen(db, plans, next, isThere),
        recordEvent(db, event, isMade),
        db
          .update(plans)
          .set({ endedAt: event.at })
          .where(and(eq(plans.key, next.key), isNull(plans.endedAt), sql`${plans.id} <> ${next.id}`, isMade)),
      ])
      return made.meta.changes > 0
    },

    async end(key, event) {
      const open = and(eq(plans.key, key), isNull(plans.endedAt))
      const [, ended] = await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM plans WHERE ${open})`),
        db.update(plans).set({ endedAt: event.at }).where(open),
      ])
      return ended.meta.changes > 0
    },

    invitations: (key) =>
      db
        .select({
          account: { id: accounts.id, name: accounts.name },
          invitedBy: users.username,
          createdAt: planInvitations.createdAt,
        })
        .from(planInvitations)
        .innerJoin(accounts, eq(accounts.id, planInvitations.accountId))
        .innerJoin(users, eq(users.id, planInvitations.invitedBy))
        .where(eq(planInvitations.planKey, key))
        .orderBy(desc(planInvitations.createdAt), asc(accounts.id)),

    async accountsNamed(text) {
      const of = (where: SQL) =>
        db
          .select({ id: accounts.id, name: accounts.name })
          .from(accounts)
          .where(and(where, isNull(accounts.erasedAt)))
          .limit(2)
      const byId = await of(eq(accounts.id, text))
      return byId.length > 0 ? byId : of(sql`${accounts.name} = ${text} COLLATE NOCASE`)
    },

    async invite(key, accountId, event) {
      const isOpen = sql`EXISTS (SELECT 1 FROM plans WHERE ${and(eq(plans.key, key), CHOOSABLE, eq(plans.byInvitation, true))})`
      const when = sql`${isOpen} AND NOT ${isInvited(key, accountId)}
        AND EXISTS (SELECT 1 FROM accounts WHERE id = ${accountId} AND erased_at IS NULL)`
      const row = { planKey: key, accountId, invitedBy: event.actorId ?? '', createdAt: event.at }
      const [, made] = await db.batch([recordEvent(db, event, when), insertWhen(db, planInvitations, row, when)])
      return made.meta.changes > 0
    },

    async withdraw(key, accountId, event) {
      const [, gone] = await db.batch([
        recordEvent(db, event, isInvited(key, accountId)),
        db.delete(planInvitations).where(invitation(key, accountId)),
      ])
      return gone.meta.changes > 0
    },
  }
}
