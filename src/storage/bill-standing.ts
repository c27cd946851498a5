import { and, eq, sql } from 'drizzle-orm'
import { meterChange } from './changes.ts'
import type { Database } from './database.ts'
import { accounts, billNotices, bills } from './schema.ts'

const DAY = 86_400_000

/** That a bill `b` waits for money. Its status is written out, so that the partial index of open bills serves it. */
export const IS_OWED = sql.raw("b.status = 'open' AND b.total_minor - b.credited_minor - b.paid_minor > 0")

interface Settled {
  billId: string
  accountId: string
  /** UTC ms. */
  now: number
  /**
   * Open bills that were due before this keep the account's calls out; left out, those that are as overdue as the one was
   * because of which they are.
   */
  closesBefore?: number | undefined
}

/**
 * The statements behind those that moved a bill's `paid_minor` or `credited_minor`, in one batch with them: an open bill of which
 * nothing is owed any more is paid, its people are to be told so, and calls pass again when no other bill keeps them out.
 * They change nothing where that is not so, however often they run. Push the account's changes once the batch is through.
 */
export function settledStatements(db: Database, { billId, accountId, now, closesBefore }: Settled) {
  const it = and(eq(bills.id, billId), eq(bills.accountId, accountId))
  return [
    db
      .update(bills)
      .set({ status: 'paid', paidAt: now })
      .where(
        and(it, eq(bills.status, 'open'), sql`${bills.totalMinor} - ${bills.creditedMinor} - ${bills.paidMinor} <= 0`),
      ),
    db
      .insert(billNotices)
      .select(sql`SELECT ${bills.id}, 'paid', ${now}, NULL FROM ${bills} WHERE ${and(it, eq(bills.status, 'paid'))}`)
      .onConflictDoNothing(),
    ...restoringStatements(db, { accountId, now, closesBefore }),
  ] as const
}

/** The last of those: for a bill that is open no longer by another way. */
export function restoringStatements(
  db: Database,
  { accountId, now, closesBefore }: Pick<Settled, 'accountId' | 'now' | 'closesBefore'>,
) {
  const before = closesBefore ?? sql`${now + 1} - coalesce(${accounts.paymentRequiredDays}, 0) * ${DAY}`
  const isOver = sql`${accounts.paymentRequiredAt} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bills b
    WHERE b.account_id = ${accountId} AND ${IS_OWED} AND b.due_at < ${before})`
  const { raise, note } = meterChange(db, accountId, now, isOver)
  const clear = db
    .update(accounts)
    .set({ paymentRequiredAt: null, paymentRequiredDays: null })
    .where(and(eq(accounts.id, accountId), isOver))
  return [raise, note, clear] as const
}
