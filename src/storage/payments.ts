import { and, asc, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { Payment } from '../domain/billing/paying/payments.ts'
import { SYSTEM_REASONS } from '../domain/billing/paying/payments.ts'
import type { NewPayment, PaymentStore } from '../domain/billing/paying/store.ts'
import { recordEvent } from './audit.ts'
import { settledStatements } from './bill-standing.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { accounts, bills, checkouts, payments, refunds } from './schema.ts'

/** What is still owed of a bill that takes money, in SQL. */
const OWED = sql`b.total_minor - b.credited_minor - b.paid_minor`

/** That a bill waits for at least so much, in this currency. */
export const takes = ({ billId, accountId, amountMinor, currency }: NewPayment): SQL =>
  sql`EXISTS (SELECT 1 FROM bills b WHERE b.id = ${billId} AND b.account_id = ${accountId} AND b.status = 'open'
    AND b.currency = ${currency} AND ${OWED} >= ${amountMinor})`

/** That this payment is recorded: it has a new id, so by a statement before in the same batch. */
export const isRecorded = ({ id }: NewPayment): SQL => sql`EXISTS (SELECT 1 FROM payments p WHERE p.id = ${id})`

/** The bill's own statement of a payment that the batch recorded. */
export const counts = (db: Database, payment: NewPayment) =>
  db
    .update(bills)
    .set({ paidMinor: sql`${bills.paidMinor} + ${payment.amountMinor}` })
    .where(and(eq(bills.id, payment.billId), eq(bills.accountId, payment.accountId), isRecorded(payment)))

/** A bill that was given up is paid after all once a payment that the batch recorded leaves nothing owed. */
const redeems = (db: Database, payment: NewPayment) =>
  db
    .update(bills)
    .set({ status: 'paid', paidAt: payment.paidAt })
    .where(
      and(
        eq(bills.id, payment.billId),
        eq(bills.accountId, payment.accountId),
        eq(bills.status, 'uncollectible'),
        sql`${bills.totalMinor} - ${bills.creditedMinor} - ${bills.paidMinor} <= 0`,
        isRecorded(payment),
      ),
    )

/** Payments as they are read, with their refunds. */
async function paymentsWhere(db: Database, where: SQL | undefined): Promise<Payment[]> {
  const rows = await db.select().from(payments).where(where).orderBy(asc(payments.paidAt), asc(payments.id))
  if (rows.length === 0) return []
  const ids = JSON.stringify(rows.map(({ id }) => id))
  const { id, paymentId, amountMinor, status, reference, reason, createdAt, doneAt } = refunds
  const given = await db
    .select({ id, paymentId, amountMinor, status, reference, reason, createdAt, doneAt })
    .from(refunds)
    .where(inArray(paymentId, sql`(SELECT value FROM json_each(${ids}))`))
    .orderBy(asc(createdAt), asc(id))
  return rows.map((row) => {
    const own = given.filter((one) => one.paymentId === row.id).map(({ paymentId: _, ...refund }) => refund)
    const asked = own.filter((one) => one.status === 'pending').reduce((sum, one) => sum + one.amountMinor, 0)
    return { ...row, refunds: own, leftMinor: row.amountMinor - row.refundedMinor - asked }
  })
}

/** Bills as they are paid, in D1. */
export function paymentStore(db: Database): PaymentStore {
  const settled = ({ billId, accountId }: NewPayment, now: number) => settledStatements(db, { billId, accountId, now })
  const first = async (where: SQL | undefined) => (await paymentsWhere(db, where))[0] ?? null

  return {
    async bill(accountId, billId) {
      const { id, tag, name } = accounts
      const [found] = await db
        .select({ bill: bills, account: { id, tag, name } })
        .from(bills)
        .innerJoin(accounts, eq(accounts.id, bills.accountId))
        .where(
          and(
            eq(bills.id, billId),
            isNotNull(bills.number),
            accountId === null ? undefined : eq(bills.accountId, accountId),
          ),
        )
      return found ?? null
    },

    payments: (billId) => paymentsWhere(db, eq(payments.billId, billId)),
    payment: (id) => first(eq(payments.id, id)),
    paymentByReference: (reference) => first(eq(payments.reference, reference)),

    async recordOwed(payment, event) {
      const [, recorded] = await db.batch([
        recordEvent(db, event, takes(payment)),
        insertWhen(db, payments, payment, takes(payment)),
        counts(db, payment),
        ...settled(payment, event.at),
      ])
      return recorded.meta.changes > 0
    },

    async recordMoved(payment, checkoutId, refundId, event) {
      const isNew = sql`NOT EXISTS (SELECT 1 FROM payments p WHERE p.reference = ${payment.reference})`
      const excess = sql<number>`(SELECT iif(b.status IN ('open', 'uncollectible'), min(${payment.amountMinor}, -(${OWED})), ${payment.amountMinor})
        FROM bills b WHERE b.id = ${payment.billId})`
      const [, recorded] = await db.batch([
        recordEvent(db, event, isNew),
        insertWhen(db, payments, payment, isNew),
        counts(db, payment),
        insertWhen(
          db,
          refunds,
          {
            id: refundId,
            paymentId: payment.id,
            accountId: payment.accountId,
            amountMinor: excess,
            status: 'pending',
            reason: SYSTEM_REASONS.overpaid,
            createdAt: event.at,
          } as never,
          sql`${isRecorded(payment)} AND ${excess} > 0`,
        ),
        db
          .update(checkouts)
          .set({ endedAt: event.at })
          .where(and(eq(checkouts.id, checkoutId), sql`${checkouts.endedAt} IS NULL`)),
        redeems(db, payment),
        ...settled(payment, event.at),
      ])
      return recorded.meta.changes > 0
    },
  }
}
