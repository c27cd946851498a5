import { eq, sql } from 'drizzle-orm'
import type { BillMailPorts, BillReader } from '../domain/billing/bill-mails.ts'
import { ALLOWED } from '../domain/people/roles.ts'
import type { Database } from './database.ts'
import { accounts, billNotices, bills } from './schema.ts'

const ROLES = sql.raw(ALLOWED['billing.read'].map((role) => `'${role}'`).join(', '))

/** What accounts are to be told of their bills. */
export const billNoticeStore = (db: Database): Pick<BillMailPorts, 'untold' | 'told'> => ({
  async untold(limit) {
    const readers = sql<string>`(SELECT json_group_array(json_object('id', u.id, 'email', u.email,
        'emailVerifiedAt', u.email_verified_at, 'locale', u.locale, 'timeZone', u.time_zone))
      FROM memberships m JOIN users u ON u.id = m.user_id
      WHERE m.account_id = ${accounts.id} AND u.status = 'active' AND m.role IN (${ROLES}))`
    const rows = await db
      .select({
        bill: bills,
        kind: billNotices.kind,
        at: billNotices.at,
        accountName: accounts.name,
        closedAt: accounts.paymentRequiredAt,
        readers,
      })
      .from(billNotices)
      .innerJoin(bills, eq(bills.id, billNotices.billId))
      .innerJoin(accounts, eq(accounts.id, bills.accountId))
      // Written out: the partial index serves no parameter.
      .where(sql`${billNotices.toldAt} IS NULL`)
      .orderBy(billNotices.at, billNotices.billId)
      .limit(limit)
    return rows.map(({ closedAt, readers, ...row }) => ({
      ...row,
      isClosed: closedAt !== null,
      readers: JSON.parse(readers) as BillReader[],
    }))
  },

  async told({ bill, kind }, now) {
    await db
      .update(billNotices)
      .set({ toldAt: now })
      .where(sql`${billNotices.billId} = ${bill.id} AND ${billNotices.kind} = ${kind}`)
  },
})
