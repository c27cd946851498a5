import { and, desc, eq, sql } from 'drizzle-orm'
import { billNumber } from '../domain/billing/bill.ts'
import type { VoucherRow, VoucherStore } from '../domain/billing/paying/store.ts'
import { MOST_OF_BILL, MOST_PENDING, type Voucher } from '../domain/billing/paying/vouchers.ts'
import { recordEvent } from './audit.ts'
import { settledStatements } from './bill-standing.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { pageOf } from './page.ts'
import { counts, isRecorded, takes } from './payments.ts'
import { accounts, bills, payments, vouchers } from './schema.ts'

type Row = typeof vouchers.$inferSelect
interface RowWithNames {
  voucher: Row
  accountName: string
  number: number | null
}

/** A voucher without the names of who had to do with it. */
export const voucherOf = ({ uploadedBy: _, reviewedBy: __, ...row }: Row): Voucher => row as Voucher

/** Vouchers' rows in D1. */
export function voucherStore(db: Database): VoucherStore {
  const rows = () =>
    db
      .select({ voucher: vouchers, accountName: accounts.name, number: bills.number })
      .from(vouchers)
      .innerJoin(accounts, eq(accounts.id, vouchers.accountId))
      .innerJoin(bills, eq(bills.id, vouchers.billId))
  const rowOf = ({ voucher, accountName, number }: RowWithNames): VoucherRow => ({
    ...voucherOf(voucher),
    accountName,
    number: billNumber(number ?? 0),
  })
  const pending = (id: string) => and(eq(vouchers.id, id), eq(vouchers.state, 'pending'))
  const isPending = (id: string) => sql`EXISTS (SELECT 1 FROM ${vouchers} WHERE ${pending(id)})`

  return {
    async vouchersOf(billId) {
      const found = await db
        .select()
        .from(vouchers)
        .where(eq(vouchers.billId, billId))
        .orderBy(desc(vouchers.uploadedAt), desc(vouchers.id))
      return found.map(voucherOf)
    },

    async voucher(id, of) {
      const own = of && and(eq(vouchers.accountId, of.accountId), eq(vouchers.billId, of.billId))
      const [found] = await rows().where(and(eq(vouchers.id, id), own ?? undefined))
      return found ? rowOf(found) : null
    },

    async vouchers({ cursor, limit }) {
      // Ids sort by time. What waits comes first, the oldest of it first.
      const rank = sql`iif(${vouchers.state} = 'pending', 0, 1)`
      const after =
        cursor === null
          ? undefined
          : sql`EXISTS (SELECT 1 FROM vouchers c WHERE c.id = ${cursor} AND (
              ${rank} > iif(c.state = 'pending', 0, 1)
              OR (${vouchers.state} = 'pending' AND c.state = 'pending' AND ${vouchers.id} > c.id)
              OR (${vouchers.state} <> 'pending' AND c.state <> 'pending' AND ${vouchers.id} < c.id)))`
      const found = await rows()
        .where(after)
        .orderBy(rank, sql`iif(${vouchers.state} = 'pending', ${vouchers.id}, '')`, desc(vouchers.id))
        .limit(limit + 1)
      return pageOf(found.map(rowOf), { limit })
    },

    async addVoucher(voucher, uploadedBy, event) {
      const { accountId, billId } = voucher
      const may = sql`EXISTS (SELECT 1 FROM bills b WHERE b.id = ${billId} AND b.account_id = ${accountId} AND b.status = 'open')
        AND (SELECT count(*) FROM vouchers v WHERE v.bill_id = ${billId}) < ${MOST_OF_BILL}
        AND (SELECT count(*) FROM vouchers v WHERE v.account_id = ${accountId} AND v.state = 'pending') < ${MOST_PENDING}`
      const [, added] = await db.batch([
        recordEvent(db, event, may),
        insertWhen(db, vouchers, { ...voucher, uploadedBy }, may),
      ])
      return added.meta.changes > 0
    },

    async approve(payment, event) {
      const id = payment.reference ?? ''
      const may = sql`${takes(payment)} AND ${isPending(id)} AND EXISTS (SELECT 1 FROM ${vouchers}
        WHERE ${vouchers.id} = ${id} AND ${vouchers.billId} = ${payment.billId})`
      const { billId, accountId } = payment
      const [, recorded] = await db.batch([
        recordEvent(db, event, may),
        insertWhen(db, payments, payment, may),
        counts(db, payment),
        db
          .update(vouchers)
          .set({ state: 'approved', reviewedBy: event.actorId, reviewedAt: event.at })
          .where(and(pending(id), isRecorded(payment))),
        ...settledStatements(db, { billId, accountId, now: event.at }),
      ])
      return recorded.meta.changes > 0
    },

    async refuse(id, reason, event) {
      const [, refused] = await db.batch([
        recordEvent(db, event, isPending(id)),
        db
          .update(vouchers)
          .set({ state: 'refused', reason, reviewedBy: event.actorId, reviewedAt: event.at })
          .where(pending(id)),
      ])
      return refused.meta.changes > 0
    },
  }
}
