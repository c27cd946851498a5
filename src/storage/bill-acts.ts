import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { AuditEvent } from '../domain/audit.ts'
import type { Bill, BillStatus } from '../domain/billing/bill.ts'
import { leftIdOf, monthOf } from '../domain/billing/close.ts'
import type { ActDone } from '../domain/billing/make-bills.ts'
import { recordEvent } from './audit.ts'
import { restoringStatements, settledStatements } from './bill-standing.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { accountCredits, bills, creditNotes } from './schema.ts'

/** What operators do to a bill: each one transaction, whose statements hold their own conditions. */

const exists = (where: SQL | undefined): SQL => sql`EXISTS (SELECT 1 FROM ${bills} WHERE ${where})`

/** Credits by the bill without which they are none: what calls of its own month are worth beyond it. */
async function creditsByBill(db: Database, accountId: string): Promise<[billId: string, creditId: string][]> {
  const of = await db.select({ id: bills.id, period: bills.period }).from(bills).where(eq(bills.accountId, accountId))
  return of.flatMap(({ id, period }) => {
    const month = monthOf(period)
    return month ? [[id, leftIdOf(accountId, month)] as [string, string]] : []
  })
}

/**
 * An open bill of which nothing was paid or credited is void; what it took off is the account's again, but for what void
 * bills have left: no calls of their months are worth anything.
 */
export async function voidBill(
  db: Database,
  { id, accountId, currency }: Bill,
  back: { id: string; amountMinor: number; reason: string },
  event: AuditEvent,
): Promise<ActDone> {
  const voidable = and(eq(bills.id, id), eq(bills.status, 'open'), eq(bills.paidMinor, 0), eq(bills.creditedMinor, 0))
  const taken = sql`(SELECT coalesce(sum(l.amount_minor), 0) FROM bill_lines l
    WHERE l.bill_id = ${id} AND l.detail ->> 'creditId' = ${accountCredits.id})`
  const byBill = await creditsByBill(db, accountId)
  const ownIds = byBill.flatMap(([billId, creditId]) => (billId === id ? [creditId] : []))
  const ofVoid = sql`(SELECT j.value ->> 1 FROM json_each(${JSON.stringify(byBill)}) j
    JOIN bills v ON v.id = j.value ->> 0 WHERE v.status = 'void')`
  const credit = { ...back, accountId, kind: 'late_refund' as const, currency, givenBy: event.actorId ?? '' }
  const [, , , , done, , , cleared] = await db.batch([
    recordEvent(db, event, exists(voidable)),
    db
      .update(accountCredits)
      .set({ usedMinor: sql`${accountCredits.usedMinor} + ${taken}` })
      .where(
        and(eq(accountCredits.accountId, accountId), sql`${accountCredits.id} NOT IN ${ofVoid}`, exists(voidable)),
      ),
    db
      .update(accountCredits)
      .set({ usedMinor: sql`${accountCredits.amountMinor}` })
      .where(and(inArray(accountCredits.id, ownIds), exists(voidable))),
    insertWhen(
      db,
      accountCredits,
      { ...credit, createdAt: event.at },
      sql`${back.amountMinor} > 0 AND ${exists(voidable)}`,
    ),
    db.update(bills).set({ status: 'void' }).where(voidable),
    ...restoringStatements(db, { accountId, now: event.at }),
  ])
  return { done: done.meta.changes > 0, restored: cleared.meta.changes > 0 }
}

/** A bill of one status has another. */
export async function moveBill(
  db: Database,
  { id }: Bill,
  { from, to, event }: { from: BillStatus; to: BillStatus; event: AuditEvent },
): Promise<boolean> {
  const it = and(eq(bills.id, id), eq(bills.status, from))
  const [, moved] = await db.batch([recordEvent(db, event, exists(it)), db.update(bills).set({ status: to }).where(it)])
  return moved.meta.changes > 0
}

/** A credit note under the next number while the bill can bear it, and what follows from it. */
export async function creditBill(
  db: Database,
  { id, accountId }: Bill,
  note: { id: string; amountMinor: number; reason: string },
  event: AuditEvent,
): Promise<ActDone> {
  const bearable = and(
    eq(bills.id, id),
    sql`${bills.status} IN ('open', 'paid')`,
    sql`${bills.totalMinor} - ${bills.creditedMinor} >= ${note.amountMinor}`,
  )
  const issued = sql`EXISTS (SELECT 1 FROM ${creditNotes} WHERE ${eq(creditNotes.id, note.id)})`
  const number = sql`(SELECT coalesce(max(number), 0) + 1 FROM credit_notes)`
  const row = { ...note, number, billId: id, accountId, issuedBy: event.actorId ?? '', issuedAt: event.at }
  const [made, , , , , , , cleared] = await db.batch([
    insertWhen(db, creditNotes, row, exists(bearable)),
    db
      .update(bills)
      .set({ creditedMinor: sql`${bills.creditedMinor} + ${note.amountMinor}` })
      .where(and(eq(bills.id, id), issued)),
    recordEvent(db, event, issued),
    ...settledStatements(db, { billId: id, accountId, now: event.at }),
  ])
  return { done: made.meta.changes > 0, restored: cleared.meta.changes > 0 }
}
