import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { BILL_ACTS, type BillAct, creditNoteNumber, type WholeBill } from '../domain/billing/bills.ts'
import type { Database } from './database.ts'
import { auditEvents, billLines, creditNotes, payments, plans } from './schema.ts'

/** The statements that read what belongs to bills, for a batch. */
export function partStatements(db: Database, billIds: readonly string[]) {
  // One parameter, however many they are.
  const among = (column: SQLiteColumn): SQL =>
    sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(billIds)}))`
  return [
    db
      .select({ line: billLines, planName: plans.name })
      .from(billLines)
      .leftJoin(plans, eq(plans.id, billLines.planId))
      .where(among(billLines.billId))
      .orderBy(asc(billLines.billId), asc(billLines.position)),
    db.select().from(payments).where(among(payments.billId)).orderBy(asc(payments.paidAt), asc(payments.id)),
    db.select().from(creditNotes).where(among(creditNotes.billId)).orderBy(asc(creditNotes.number)),
    db
      .select({ billId: auditEvents.target, act: auditEvents.action, at: auditEvents.at, detail: auditEvents.detail })
      .from(auditEvents)
      .where(and(among(auditEvents.target), inArray(auditEvents.action, [...BILL_ACTS])))
      .orderBy(asc(auditEvents.at), asc(auditEvents.id)),
  ] as const
}

type ReadOf<T extends readonly unknown[]> = { readonly [I in keyof T]: Awaited<T[I]> }
type Read = ReadOf<ReturnType<typeof partStatements>>

/** What of what they read belongs to one bill. */
export function partsOf(
  id: string,
  [lines, paid, notes, acts]: Read,
): Pick<WholeBill, 'lines' | 'payments' | 'creditNotes' | 'acts'> {
  const own = ({ billId }: { billId: string }) => billId === id
  return {
    lines: lines
      .filter(({ line }) => own(line))
      .map(({ line: { billId: _, ...line }, planName }) => ({ ...line, planName })),
    payments: paid.filter(own).map(({ id, method, amountMinor, refundedMinor, note, paidAt }) => ({
      ...{ id, method, amountMinor, refundedMinor, note, paidAt },
    })),
    creditNotes: notes.filter(own).map(({ id, number, amountMinor, reason, issuedAt }) => ({
      ...{ id, number: creditNoteNumber(number), amountMinor, reason, issuedAt },
    })),
    acts: acts.filter(own).map(({ act, at, detail }) => ({
      ...{ act: act as BillAct['act'], at, reason: String(detail.reason ?? '') },
    })),
  }
}
