import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { RefundOf, RefundStore } from '../domain/billing/paying/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { bills, payments, refunds } from './schema.ts'

/** What is given back of payments, in D1. */
export function refundStore(db: Database): RefundStore {
  async function read(where: SQL | undefined): Promise<RefundOf[]> {
    const rows = await db
      .select({ refund: refunds, payment: payments })
      .from(refunds)
      .innerJoin(payments, eq(payments.id, refunds.paymentId))
      .where(where)
      .orderBy(asc(refunds.createdAt), asc(refunds.id))
    return rows.map(({ refund: { id, amountMinor, status, reference, reason, createdAt, doneAt }, payment }) => ({
      id,
      amountMinor,
      status,
      reference,
      reason,
      createdAt,
      doneAt,
      payment,
    }))
  }
  const accountOf = (paymentId: string) => sql<string>`(SELECT account_id FROM payments WHERE id = ${paymentId})`

  return {
    refund: async (id) => (await read(eq(refunds.id, id)))[0] ?? null,

    pendingRefunds: (of) =>
      read(
        and(
          eq(refunds.status, 'pending'),
          'billId' in of ? eq(payments.billId, of.billId) : eq(payments.id, of.paymentId),
        ),
      ),

    async ask(refund, event) {
      const left = sql`${refund.amountMinor} <= (SELECT p.amount_minor - p.refunded_minor - coalesce((SELECT sum(r.amount_minor) FROM refunds r
        WHERE r.payment_id = p.id AND r.status = 'pending'), 0) FROM payments p WHERE p.id = ${refund.paymentId})`
      const row = { ...refund, accountId: accountOf(refund.paymentId), status: 'pending' as const }
      const [, asked] = await db.batch([recordEvent(db, event, left), insertWhen(db, refunds, row as never, left)])
      return asked.meta.changes > 0
    },

    async adopt(refund) {
      const fits = sql`EXISTS (SELECT 1 FROM payments p WHERE p.id = ${refund.paymentId}
        AND p.amount_minor - p.refunded_minor >= ${refund.amountMinor})
        AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.reference = ${refund.reference})`
      const row = { ...refund, accountId: accountOf(refund.paymentId), status: 'pending' as const }
      const [adopted] = await db.batch([insertWhen(db, refunds, row as never, fits)])
      return adopted.meta.changes > 0
    },

    async name(id, reference) {
      await db
        .update(refunds)
        .set({ reference })
        .where(and(eq(refunds.id, id), sql`${refunds.reference} IS NULL`))
    },

    async end({ id, amountMinor, payment }, status, event) {
      // What counted once is taken back when it fails after all; what never counted is not.
      const from = status === 'done' ? (['pending'] as const) : (['pending', 'done'] as const)
      const is = (was: readonly ('pending' | 'done')[]) => and(eq(refunds.id, id), inArray(refunds.status, [...was]))
      const holds = (was: readonly ('pending' | 'done')[]) => sql`EXISTS (SELECT 1 FROM ${refunds} WHERE ${is(was)})`
      const moves = holds(status === 'done' ? ['pending'] : ['done'])
      const by = status === 'done' ? amountMinor : -amountMinor
      const [, , , ended] = await db.batch([
        recordEvent(db, event, holds(from)),
        db
          .update(payments)
          .set({ refundedMinor: sql`${payments.refundedMinor} + ${by}` })
          .where(and(eq(payments.id, payment.id), moves)),
        db
          .update(bills)
          .set({ paidMinor: sql`${bills.paidMinor} - ${by}` })
          .where(and(eq(bills.id, payment.billId), moves)),
        db.update(refunds).set({ status, doneAt: event.at }).where(is(from)),
      ])
      return ended.meta.changes > 0
    },
  }
}
