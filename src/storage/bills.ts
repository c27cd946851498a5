import { and, asc, desc, eq, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Bill } from '../domain/billing/bill.ts'
import type { BillsFilter } from '../domain/billing/bills.ts'
import type { BillStore } from '../domain/billing/make-bills.ts'
import { creditBill, moveBill, voidBill } from './bill-acts.ts'
import { partStatements, partsOf } from './bill-parts.ts'
import { holds } from './console/holds.ts'
import type { Database } from './database.ts'
import { pageOf } from './page.ts'
import { accounts, bills } from './schema.ts'

/** The columns of a bill. */
export const BILL_COLUMNS = {
  id: bills.id,
  accountId: bills.accountId,
  period: bills.period,
  number: bills.number,
  status: bills.status,
  currency: bills.currency,
  subtotalMinor: bills.subtotalMinor,
  taxPpm: bills.taxPpm,
  taxName: bills.taxName,
  taxMinor: bills.taxMinor,
  totalMinor: bills.totalMinor,
  creditedMinor: bills.creditedMinor,
  paidMinor: bills.paidMinor,
  details: bills.details,
  digest: bills.digest,
  createdAt: bills.createdAt,
  issuedAt: bills.issuedAt,
  dueAt: bills.dueAt,
  paidAt: bills.paidAt,
} satisfies Record<keyof Bill, unknown>

const NO_NUMBER = -1

/** The digits of a number as it is written: `TG-000042`, `42`. */
const numberIn = (text: string): number => Number(/^\s*(?:tg-?)?0*(\d{1,9})\s*$/i.exec(text)?.[1] ?? NO_NUMBER)

// Drafts have no number: they are a list by themselves.
const narrowed = ({ status, number, account, month }: BillsFilter): SQL | undefined =>
  and(
    status === '' ? isNotNull(bills.number) : eq(bills.status, status),
    number === '' ? undefined : eq(bills.number, numberIn(number)),
    account === '' ? undefined : or(eq(bills.accountId, account), holds(accounts.name, account)),
    month === '' ? undefined : eq(bills.period, month),
  )

/** Behind the bill of a cursor, in the order of a column. */
const behind = (column: SQLiteColumn, cursor: string | null): SQL | undefined =>
  cursor === null
    ? undefined
    : sql`${column} < (SELECT c.${sql.identifier(column.name)} FROM bills c WHERE c.id = ${cursor})`

/** Bills in D1. */
export const billStore = (db: Database): BillStore => ({
  async list(accountId, { status, cursor, limit }) {
    const rows = await db
      .select(BILL_COLUMNS)
      .from(bills)
      .where(
        and(
          eq(bills.accountId, accountId),
          ne(bills.status, 'draft'),
          status === '' ? undefined : eq(bills.status, status),
          behind(bills.period, cursor),
        ),
      )
      .orderBy(desc(bills.period))
      .limit(limit + 1)
    return pageOf(rows, { limit })
  },

  async find(accountId, id) {
    const [[found], ...parts] = await db.batch([
      db
        .select({ bill: BILL_COLUMNS, name: accounts.name, tag: accounts.tag })
        .from(bills)
        .innerJoin(accounts, eq(accounts.id, bills.accountId))
        .where(and(eq(bills.id, id), accountId === null ? undefined : eq(bills.accountId, accountId))),
      ...partStatements(db, [id]),
    ])
    if (!found || (accountId !== null && found.bill.status === 'draft')) return null
    const { bill, name, tag } = found
    return { bill, account: { id: bill.accountId, name }, tag, ...partsOf(id, parts) }
  },

  async all({ cursor, limit, ...filter }) {
    const by: SQLiteColumn = filter.status === 'draft' ? bills.id : bills.number
    const rows = await db
      .select({ ...BILL_COLUMNS, accountName: accounts.name })
      .from(bills)
      .innerJoin(accounts, eq(accounts.id, bills.accountId))
      .where(and(narrowed(filter), behind(by, cursor)))
      .orderBy(desc(by))
      .limit(limit + 1)
    return pageOf(rows, { limit })
  },

  async totals(filter) {
    const { currency, status, totalMinor, creditedMinor, paidMinor } = bills
    return db
      .select({
        currency,
        bills: sql<number>`count(*)`,
        totalMinor: sql<number>`sum(${totalMinor})`,
        creditedMinor: sql<number>`sum(${creditedMinor})`,
        paidMinor: sql<number>`sum(${paidMinor})`,
        outstandingMinor: sql<number>`sum(iif(${status} = 'open', max(0, ${totalMinor} - ${creditedMinor} - ${paidMinor}), 0))`,
      })
      .from(bills)
      .innerJoin(accounts, eq(accounts.id, bills.accountId))
      .where(narrowed(filter))
      .groupBy(currency)
      .orderBy(asc(currency))
  },

  void: (bill, back, event) => voidBill(db, bill, back, event),
  move: (bill, from, to, event) => moveBill(db, bill, { from, to, event }),
  credit: (bill, note, event) => creditBill(db, bill, note, event),
})
