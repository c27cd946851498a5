import { and, eq, isNull, sql } from 'drizzle-orm'
import type { OverdueStore } from '../domain/billing/overdue.ts'
import { recordEvent } from './audit.ts'
import { IS_OWED, restoringStatements } from './bill-standing.ts'
import { meterChange } from './changes.ts'
import { database } from './database.ts'
import { accounts } from './schema.ts'

// Written out, so that the partial index of open bills serves them. ?1 is the latest time at which they were due.
const OVERDUE = "b.status = 'open' AND b.due_at <= ?1 AND b.total_minor - b.credited_minor - b.paid_minor > 0"

const DAY = 86_400_000

/** Overdue bills in D1. */
export function overdueStore(d1: D1Database): OverdueStore {
  const db = database(d1)
  const accountsWhere = async (query: string, dueUntil: number, limit: number) =>
    (await d1.prepare(query).bind(dueUntil, limit).all<{ id: string; tag: string }>()).results
  const hasOverdue = (accountId: string, dueUntil: number) =>
    sql`EXISTS (SELECT 1 FROM bills b WHERE b.account_id = ${accountId} AND ${IS_OWED} AND b.due_at <= ${dueUntil})`

  return {
    async note(steps, now) {
      if (steps.length === 0) return
      const note = d1.prepare(
        `INSERT INTO bill_notices (bill_id, kind, at)
         SELECT b.id, ?5, ?3 FROM bills b
         WHERE ${OVERDUE} AND b.due_at > ?4 AND NOT EXISTS (
           SELECT 1 FROM bill_notices n WHERE n.bill_id = b.id AND n.kind LIKE 'overdue/%' AND CAST(substr(n.kind, 9) AS INTEGER) >= ?2)`,
      )
      await d1.batch(
        steps.map(({ days, dueAfter, dueUntil }) => note.bind(dueUntil, days, now, dueAfter, `overdue/${days}`)),
      )
    },

    toClose: (dueUntil, limit) =>
      accountsWhere(
        `SELECT DISTINCT a.id, a.tag FROM bills b JOIN accounts a ON a.id = b.account_id
         WHERE ${OVERDUE} AND a.payment_required_at IS NULL AND a.erased_at IS NULL LIMIT ?2`,
        dueUntil,
        limit,
      ),

    async close({ id }, dueUntil, event) {
      const isDue = sql`${hasOverdue(id, dueUntil)} AND EXISTS (
        SELECT 1 FROM accounts a WHERE a.id = ${id} AND a.payment_required_at IS NULL AND a.erased_at IS NULL)`
      const { raise, note } = meterChange(db, id, event.at, isDue)
      const refuse = db
        .update(accounts)
        .set({ paymentRequiredAt: event.at, paymentRequiredDays: Math.round((event.at - dueUntil) / DAY) })
        .where(and(eq(accounts.id, id), isNull(accounts.paymentRequiredAt), isDue))
      const [, , , refused] = await db.batch([recordEvent(db, event, isDue), raise, note, refuse])
      return refused.meta.changes > 0
    },

    toReopen: (dueUntil, limit) =>
      accountsWhere(
        `SELECT a.id, a.tag FROM accounts a WHERE a.payment_required_at IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM bills b WHERE b.account_id = a.id AND ${OVERDUE}) LIMIT ?2`,
        dueUntil,
        limit,
      ),

    async reopen({ id }, dueUntil, event) {
      const isOver = sql`NOT ${hasOverdue(id, dueUntil)} AND EXISTS (
        SELECT 1 FROM accounts a WHERE a.id = ${id} AND a.payment_required_at IS NOT NULL)`
      const [, , , cleared] = await db.batch([
        recordEvent(db, event, isOver),
        ...restoringStatements(db, { accountId: id, now: event.at, closesBefore: dueUntil + 1 }),
      ])
      return cleared.meta.changes > 0
    },
  }
}
