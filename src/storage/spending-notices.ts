import { lt, sql } from 'drizzle-orm'
import type { Reader } from '../domain/metering/quota-mails.ts'
import { may } from '../domain/people/roles.ts'
import type { SpendingMailPorts, SpendingNotice } from '../domain/subscriptions/spending-mails.ts'
import { ROLES } from '../domain/teams/rules.ts'
import type { Database } from './database.ts'
import { spendingNotices } from './schema.ts'

/** Longer than the month that they are about. */
const KEPT = 400 * 24 * 3_600_000
const SEE_BILLING = JSON.stringify(ROLES.filter((role) => may(role, 'billing.read')))

/** What accounts are to be told of their spending. */
export function spendingNoticeStore(d1: D1Database): Pick<SpendingMailPorts, 'untold' | 'told'> {
  return {
    async untold(limit) {
      const { results } = await d1
        .prepare(
          `SELECT n.account_id AS accountId, n.period, n.amount_minor AS amountMinor, n.at, a.name AS accountName,
             a.spending_cap_minor AS capMinor, p.currency,
             (SELECT json_group_array(json_object('id', u.id, 'email', u.email, 'emailVerifiedAt', u.email_verified_at,
                'locale', u.locale, 'timeZone', u.time_zone))
              FROM memberships m JOIN users u ON u.id = m.user_id
              WHERE m.account_id = n.account_id AND u.status = 'active'
                AND m.role IN (SELECT value FROM json_each(?2))) AS readers
           FROM spending_notices n JOIN accounts a ON a.id = n.account_id JOIN plans p ON p.id = a.plan_id
           WHERE n.told_at IS NULL ORDER BY n.at, n.account_id, n.amount_minor LIMIT ?1`,
        )
        .bind(limit, SEE_BILLING)
        .all<Omit<SpendingNotice, 'readers'> & { readers: string }>()
      return results.map((row) => ({ ...row, readers: JSON.parse(row.readers) as Reader[] }))
    },

    async told({ accountId, period, amountMinor }, now) {
      await d1
        .prepare('UPDATE spending_notices SET told_at = ?4 WHERE account_id = ?1 AND period = ?2 AND amount_minor = ?3')
        .bind(accountId, period, amountMinor, now)
        .run()
    },
  }
}

/** Deletes up to `limit` notices that were told more than 400 days before `now` (UTC ms); how many there were. */
export async function deleteOldSpendingNotices(db: Database, now: number, limit: number): Promise<number> {
  const { accountId, period, amountMinor, toldAt } = spendingNotices
  const lot = db
    .select({ accountId, period, amountMinor })
    .from(spendingNotices)
    .where(lt(toldAt, now - KEPT))
    .limit(limit)
  const { meta } = await db.delete(spendingNotices).where(sql`(${accountId}, ${period}, ${amountMinor}) IN ${lot}`)
  return meta.changes
}
