import { and, asc, desc, eq, gt, sql } from 'drizzle-orm'
import { HOUR } from '../domain/periods.ts'
import type { SubscriptionStore } from '../domain/subscriptions/make.ts'
import type { Phase } from '../domain/subscriptions/phases.ts'
import { recordEvent } from './audit.ts'
import { meterChange } from './changes.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { planColumns } from './rows.ts'
import { accounts, bills, planPhases, plans } from './schema.ts'
import { monthModel, monthStatements } from './usage-month.ts'

// Columns of the outer query are written out: among the selected fields drizzle leaves their table away.
const IS_NEWEST = sql<boolean>`plans.version = (SELECT max(v.version) FROM plans v WHERE v.key = plans.key)`
const isInvited = (accountId: string) =>
  sql<boolean>`EXISTS (SELECT 1 FROM plan_invitations i WHERE i.plan_key = plans.key AND i.account_id = ${accountId})`
const IS_ON_SALE = sql<boolean>`(plans.ended_at IS NULL AND ${IS_NEWEST})`

/** An account's phases, as a change must find them still: the running one and those after it. */
const stillAs = (accountId: string, found: readonly Phase[]) =>
  sql`(SELECT json_group_array(json_array(f.starts_at, f.plan_id, f.trial) ORDER BY f.starts_at) FROM plan_phases f
    WHERE f.account_id = ${accountId} AND f.starts_at >= ${found[0]?.startsAt ?? 0})
    = ${JSON.stringify(found.map(({ startsAt, plan, trial }) => [startsAt, plan.id, Number(trial)]))}`

/** Which plans accounts have in D1, from when on, and what they set about spending. */
export function subscriptionStore(db: Database): SubscriptionStore {
  const phases = (accountId: string, since: number) =>
    db
      .select({ startsAt: planPhases.startsAt, trial: planPhases.trial, plan: planColumns })
      .from(planPhases)
      .innerJoin(plans, eq(plans.id, planPhases.planId))
      .where(
        and(
          eq(planPhases.accountId, accountId),
          sql`${planPhases.startsAt} >= coalesce((SELECT max(f.starts_at) FROM plan_phases f
            WHERE f.account_id = ${accountId} AND f.starts_at <= ${since}), 0)`,
        ),
      )
      .orderBy(asc(planPhases.startsAt))

  return {
    choices: (accountId) =>
      db
        .select(planColumns)
        .from(plans)
        .where(and(IS_ON_SALE, sql`(NOT ${plans.byInvitation} OR ${isInvited(accountId)})`))
        .orderBy(asc(plans.priceMinor), asc(plans.key)),

    everyPlan: () => db.select(planColumns).from(plans).orderBy(asc(plans.key), desc(plans.version)),

    async offer(accountId, plan) {
      const [found] = await db
        .select({ plan: planColumns, isOnSale: IS_ON_SALE, isInvited: isInvited(accountId) })
        .from(plans)
        .where(sql`${plans.id} = ${plan} OR (${plans.key} = ${plan} AND ${IS_NEWEST})`)
        .orderBy(sql`${plans.id} = ${plan} DESC`)
        .limit(1)
      return found ? { plan: found.plan, isOnSale: Boolean(found.isOnSale), isInvited: Boolean(found.isInvited) } : null
    },

    async account(id) {
      const [account] = await db
        .select({ id: accounts.id, tag: accounts.tag })
        .from(accounts)
        .where(and(eq(accounts.id, id), sql`${accounts.erasedAt} IS NULL`))
      return account ?? null
    },

    async standing(accountId, since) {
      const [found, known] = await db.batch([
        phases(accountId, since),
        db
          .selectDistinct({ key: plans.key })
          .from(planPhases)
          .innerJoin(plans, eq(plans.id, planPhases.planId))
          .where(eq(planPhases.accountId, accountId)),
      ])
      return { phases: found, known: known.map(({ key }) => key) }
    },

    async month(accountId, request) {
      const { monthStart } = request
      const [marks, sums, recent, limits, found, charged, open] = await db.batch([
        ...monthStatements(db, accountId, request),
        phases(accountId, monthStart),
        db
          .select({
            startsAt: planPhases.startsAt,
            credits: sql<number>`coalesce((SELECT sum(u.credits) FROM usage_totals u WHERE u.account_id = plan_phases.account_id
              AND u.hour >= max(plan_phases.starts_at - plan_phases.starts_at % ${HOUR}, ${monthStart})
              AND u.hour < coalesce((SELECT min(n.starts_at - n.starts_at % ${HOUR}) FROM plan_phases n
                WHERE n.account_id = plan_phases.account_id AND n.starts_at > plan_phases.starts_at), 9e15)), 0)`,
          })
          .from(planPhases)
          .where(eq(planPhases.accountId, accountId)),
        db
          .select({ n: sql<number>`count(*)` })
          .from(bills)
          .where(and(eq(bills.accountId, accountId), eq(bills.status, 'open'))),
      ])
      return {
        phases: found,
        charged: new Map(charged.map(({ startsAt, credits }) => [startsAt, credits])),
        usage: monthModel(marks, sums, recent, limits),
        openBills: open[0]?.n ?? 0,
      }
    },

    async replace(accountId, { found, now, adds, onSale, event }) {
      const isOnSale = sql`EXISTS (SELECT 1 FROM ${plans} WHERE ${plans.id} = ${onSale ?? null} AND ${IS_ON_SALE})`
      const holds = onSale === undefined ? stillAs(accountId, found) : sql`${stillAs(accountId, found)} AND ${isOnSale}`
      // The event is written while that holds, and everything else once it is.
      const recorded = sql`EXISTS (SELECT 1 FROM audit_events e WHERE e.id = ${event.id})`
      const { raise, note } = meterChange(db, accountId, now, recorded)
      const begins = adds.find(({ startsAt }) => startsAt <= now)
      const [done] = await db.batch([
        recordEvent(db, event, holds),
        db.delete(planPhases).where(and(eq(planPhases.accountId, accountId), gt(planPhases.startsAt, now), recorded)),
        ...adds.map(({ startsAt, trial, plan }) =>
          insertWhen(db, planPhases, { accountId, startsAt, planId: plan.id, trial, createdAt: now }, recorded),
        ),
        ...(begins
          ? [
              db
                .update(accounts)
                .set({ planId: begins.plan.id })
                .where(and(eq(accounts.id, accountId), recorded)),
            ]
          : []),
        raise,
        note,
      ])
      return done.meta.changes > 0
    },
  }
}
