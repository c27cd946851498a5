import { between, eq, sql } from 'drizzle-orm'
import type { FavourStore } from '../../domain/billing/favours.ts'
import { recordEvent } from '../audit.ts'
import type { Database } from '../database.ts'
import { insertWhen } from '../insert-when.ts'
import { accountCredits, accounts, callArchives, callRefunds, plans } from '../schema.ts'

const DAY = 86_400_000

/** What operators give accounts, in D1. */
export const favourStore = (db: Database): FavourStore => ({
  async isArchived(day) {
    const rows = await db
      .select({ day: callArchives.day })
      .from(callArchives)
      .where(between(callArchives.day, day, day + DAY))
      .limit(1)
    return rows.length > 0
  },

  async refund({ at, ...refund }, event) {
    const { requestId, accountId } = refund
    const isNew = sql`NOT EXISTS (SELECT 1 FROM call_refunds WHERE request_id = ${requestId})
      AND EXISTS (SELECT 1 FROM accounts WHERE id = ${accountId} AND erased_at IS NULL)`
    const phase = sql<number>`coalesce(
      (SELECT max(starts_at) FROM plan_phases WHERE account_id = ${accountId} AND starts_at <= ${at}),
      (SELECT min(starts_at) FROM plan_phases WHERE account_id = ${accountId}))`
    const [, written] = await db.batch([
      recordEvent(db, event, isNew),
      insertWhen(db, callRefunds, { ...refund, phase }, isNew),
    ])
    return written.meta.changes === 1
  },

  async credit(credit, event) {
    const fits = sql`EXISTS (SELECT 1 FROM accounts a JOIN plans p ON p.id = a.plan_id
      WHERE a.id = ${credit.accountId} AND a.erased_at IS NULL AND p.currency = ${credit.currency})`
    const [, written, there] = await db.batch([
      recordEvent(db, event, fits),
      insertWhen(db, accountCredits, credit, fits),
      db
        .select({ erasedAt: accounts.erasedAt })
        .from(accounts)
        .innerJoin(plans, eq(plans.id, accounts.planId))
        .where(eq(accounts.id, credit.accountId)),
    ])
    if (written.meta.changes === 1) return 'given'
    return there[0]?.erasedAt === null ? 'mismatch' : 'missing'
  },
})
