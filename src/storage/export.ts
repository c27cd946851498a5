import { and, asc, eq, getTableColumns, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteSelect } from 'drizzle-orm/sqlite-core'
import type { ExportPage, ExportStore } from '../domain/account/export.ts'
import { stated } from '../domain/billing/bills.ts'
import type { CallRecord } from '../domain/metering/face.ts'
import { ENTRY_COLUMNS, entryOf, recordEvent } from './audit.ts'
import { partStatements, partsOf } from './bill-parts.ts'
import { BILL_COLUMNS } from './bills.ts'
import type { Database } from './database.ts'
import { KEY_COLUMNS } from './keys.ts'
import { SHOWN_ADDRESS } from './rows.ts'
import {
  accountCredits,
  accounts,
  apiKeys,
  auditEvents,
  bills,
  callArchives,
  callRefunds,
  calls,
  closings,
  memberships,
  meterMarks,
  serviceTokens,
  tokens,
  usageHourly,
  users,
} from './schema.ts'

const HOURLY = {
  hour: usageHourly.hour,
  keyId: usageHourly.keyId,
  routeId: usageHourly.routeId,
  outcome: usageHourly.outcome,
  calls: usageHourly.calls,
  credits: usageHourly.credits,
  msSum: usageHourly.msSum,
  histogram: usageHourly.msHistogram,
}

interface Place {
  where: SQL | undefined
  /** The columns by which the rows are told apart and ordered. */
  by: SQLiteColumn[]
  /** Their values in the last row of the page before. */
  from: readonly unknown[] | null
  limit: number
}
type RowOf<Q extends SQLiteSelect> = Q['_']['result'][number]

/** A page of a query's rows. One that was read to its limit may have another behind it, which begins after its last row. */
async function pageOf<Q extends SQLiteSelect, C, T>(
  query: Q,
  { where, by, from, limit }: Place,
  cursor: (row: RowOf<Q>) => C,
  shown: (row: RowOf<Q>) => T | T[],
): Promise<ExportPage<T, C>> {
  const row = (parts: SQL[]) => sql`(${sql.join(parts, sql`, `)})`
  const after = from && sql`${row(by.map((column) => sql`${column}`))} > ${row(from.map((value) => sql`${value}`))}`
  const rows: RowOf<Q>[] = await query
    .where(and(where, after ?? undefined))
    .orderBy(...by.map((column) => asc(column)))
    .limit(limit)
  const last = rows.at(-1)
  return { rows: rows.flatMap(shown), next: last !== undefined && rows.length === limit ? cursor(last) : null }
}

const one = (from: string | null) => (from === null ? null : [from])
const same = <T>(row: T) => row

/** All data of one account in D1: each list by its key, so that what is added while it is read disturbs nothing. */
export const exportStore = (db: Database): ExportStore => ({
  async record(event) {
    await recordEvent(db, event)
  },

  members(accountId, until, from, limit) {
    const { userId, role, createdAt } = memberships
    const query = db
      .select({ userId: users.id, username: users.username, email: SHOWN_ADDRESS, role, since: createdAt })
      .from(memberships)
      .innerJoin(users, eq(users.id, userId))
      .$dynamic()
    const where = and(eq(memberships.accountId, accountId), lte(createdAt, until))
    return pageOf(query, { where, by: [userId], from: one(from), limit }, (row) => row.userId, same)
  },

  invitations(accountId, until, from, limit) {
    const { tokenHash, email, role, createdAt, expiresAt, usedAt } = tokens
    const query = db.select({ tokenHash, email, role, createdAt, expiresAt, usedAt }).from(tokens).$dynamic()
    const where = and(eq(tokens.accountId, accountId), eq(tokens.purpose, 'invite'), lte(createdAt, until))
    return pageOf(
      query,
      { where, by: [tokenHash], from: one(from), limit },
      (row) => row.tokenHash,
      ({ tokenHash: _, ...row }) => row,
    )
  },

  keys(accountId, until, from, limit) {
    const query = db
      .select({ ...KEY_COLUMNS, createdBy: apiKeys.createdBy })
      .from(apiKeys)
      .$dynamic()
    const where = and(eq(apiKeys.accountId, accountId), lte(apiKeys.createdAt, until))
    return pageOf(query, { where, by: [apiKeys.id], from: one(from), limit }, ({ id }) => id, same)
  },

  serviceTokens(accountId, until, from, limit) {
    const { hash: _, ...columns } = getTableColumns(serviceTokens)
    const query = db.select(columns).from(serviceTokens).$dynamic()
    const where = and(eq(serviceTokens.accountId, accountId), lte(serviceTokens.createdAt, until))
    return pageOf(query, { where, by: [serviceTokens.id], from: one(from), limit }, ({ id }) => id, same)
  },

  events(accountId, until, from, limit) {
    const { id, at, actorId } = auditEvents
    const query = db
      .select(ENTRY_COLUMNS)
      .from(auditEvents)
      .innerJoin(accounts, eq(accounts.id, auditEvents.accountId))
      .leftJoin(users, eq(users.id, actorId))
      .$dynamic()
    const where = and(eq(auditEvents.accountId, accountId), lte(at, until))
    return pageOf(
      query,
      { where, by: [at, id], from, limit },
      ({ event }): [number, string] => [event.at, event.id],
      entryOf,
    )
  },

  async bills(accountId, until, from, limit) {
    const { issuedAt, period } = bills
    const query = db
      .select({ bill: BILL_COLUMNS, name: accounts.name })
      .from(bills)
      .innerJoin(accounts, eq(accounts.id, bills.accountId))
      .$dynamic()
    const where = and(eq(bills.accountId, accountId), lte(issuedAt, until))
    const page = await pageOf(query, { where, by: [period], from: one(from), limit }, ({ bill }) => bill.period, same)
    const parts = await db.batch(
      partStatements(
        db,
        page.rows.map(({ bill }) => bill.id),
      ),
    )
    const rows = page.rows.map(({ bill, name }) => ({
      ...{ bill: stated(bill), account: { id: accountId, name }, ...partsOf(bill.id, parts) },
    }))
    return { rows, next: page.next }
  },

  closings(accountId, until, from, limit) {
    const { period, phases, digest, closedAt } = closings
    const query = db.select({ period, phases, digest, closedAt }).from(closings).$dynamic()
    const where = and(eq(closings.accountId, accountId), lte(closedAt, until))
    return pageOf(query, { where, by: [period], from: one(from), limit }, (row) => row.period, same)
  },

  async recent(accountId, fromHour) {
    const [marks, hourly] = await db.batch([
      db.select({ seq: meterMarks.seq }).from(meterMarks).where(eq(meterMarks.accountId, accountId)),
      db
        .select(HOURLY)
        .from(usageHourly)
        .where(and(eq(usageHourly.accountId, accountId), gte(usageHourly.hour, fromHour))),
    ])
    return { mark: marks[0]?.seq ?? 0, hourly }
  },

  hourly(accountId, until, from, limit) {
    const { hour, keyId, routeId, outcome } = usageHourly
    const query = db.select(HOURLY).from(usageHourly).$dynamic()
    const where = and(eq(usageHourly.accountId, accountId), lt(hour, until))
    return pageOf(
      query,
      { where, by: [hour, keyId, routeId, outcome], from, limit },
      (row): unknown[] => [row.hour, row.keyId, row.routeId, row.outcome],
      same,
    )
  },

  async archives(accountId, _until, from, limit) {
    const { day, count, length, archivedAt } = callArchives
    const rows = await db
      .select({
        day,
        calls: sql<number>`sum(${count})`,
        bytes: sql<number>`sum(${length})`,
        archivedAt: sql<number>`max(${archivedAt})`,
      })
      .from(callArchives)
      .where(and(eq(callArchives.accountId, accountId), from === null ? undefined : gt(day, from)))
      .groupBy(day)
      .orderBy(asc(day))
      .limit(limit)
    return { rows, next: rows.length === limit ? (rows.at(-1)?.day ?? null) : null }
  },

  credits(accountId, until, from, limit) {
    const { givenBy: _, ...columns } = getTableColumns(accountCredits)
    const query = db.select(columns).from(accountCredits).$dynamic()
    const where = and(eq(accountCredits.accountId, accountId), lte(accountCredits.createdAt, until))
    return pageOf(query, { where, by: [accountCredits.id], from: one(from), limit }, ({ id }) => id, same)
  },

  refundedCalls(accountId, until, from, limit) {
    const { requestId, period, credits, reason, createdAt } = callRefunds
    const query = db
      .select({ requestId, accountId: callRefunds.accountId, period, credits, reason, createdAt })
      .from(callRefunds)
      .$dynamic()
    const where = and(eq(callRefunds.accountId, accountId), lte(createdAt, until))
    return pageOf(query, { where, by: [requestId], from: one(from), limit }, (row) => row.requestId, same)
  },

  calls(accountId, until, from, limit) {
    const { at, seq, body } = calls
    const query = db.select({ at, seq, body }).from(calls).$dynamic()
    const where = and(eq(calls.accountId, accountId), lte(seq, until))
    return pageOf(
      query,
      { where, by: [at, seq], from, limit },
      (row): [number, number] => [row.at, row.seq],
      (row) => JSON.parse(row.body) as CallRecord[],
    )
  },
})
