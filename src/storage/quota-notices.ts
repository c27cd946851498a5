import { and, lt, ne, sql } from 'drizzle-orm'
import type { QuotaMailPorts, Reader, UntoldNotice } from '../domain/metering/quota-mails.ts'
import type { Database } from './database.ts'
import { quotaNotices } from './schema.ts'

const DAY = 24 * 3_600_000
/** Longer than any period that ends. */
const KEPT = 400 * DAY

/** What accounts are to be told of their credits. */
export function quotaNoticeStore(d1: D1Database): Pick<QuotaMailPorts, 'untold' | 'told'> {
  return {
    async untold(limit) {
      const { results } = await d1
        .prepare(
          `SELECT n.account_id AS accountId, n.period, n.quota, n.share, n.used, n.at, a.name AS accountName,
             (SELECT json_group_array(json_object('id', u.id, 'email', u.email, 'emailVerifiedAt', u.email_verified_at,
                'locale', u.locale, 'timeZone', u.time_zone))
              FROM memberships m JOIN users u ON u.id = m.user_id
              WHERE m.account_id = n.account_id AND u.status = 'active' AND u.notifications ->> 'usage') AS readers
           FROM quota_notices n JOIN accounts a ON a.id = n.account_id
           WHERE n.told_at IS NULL ORDER BY n.at, n.account_id, n.share LIMIT ?1`,
        )
        .bind(limit)
        .all<Omit<UntoldNotice, 'readers'> & { readers: string }>()
      return results.map((row) => ({ ...row, readers: JSON.parse(row.readers) as Reader[] }))
    },

    async told(notices, now) {
      const tell = d1.prepare(
        `UPDATE quota_notices SET told_at = ?5 WHERE account_id = ?1 AND period = ?2 AND quota = ?3 AND share = ?4`,
      )
      await d1.batch(
        notices.map(({ accountId, period, quota, share }) => tell.bind(accountId, period, quota, share, now)),
      )
    },
  }
}

/**
 * Deletes up to `limit` notices that were told more than 400 days before `now` (UTC ms); how many there were. A total never
 * starts anew: its notice stays, or it would be told again.
 */
export async function deleteOldNotices(db: Database, now: number, limit: number): Promise<number> {
  const { accountId, period, quota, share, toldAt } = quotaNotices
  const old = and(lt(toldAt, now - KEPT), ne(period, 'total'))
  const lot = db.select({ accountId, period, quota, share }).from(quotaNotices).where(old).limit(limit)
  const { meta } = await db.delete(quotaNotices).where(sql`(${accountId}, ${period}, ${quota}, ${share}) IN ${lot}`)
  return meta.changes
}
