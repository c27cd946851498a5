import { and, asc, eq, getTableColumns, gte, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { ExportPage, ExportStore } from '../domain/account/export.ts'
import type { CallRecord } from '../domain/metering/face.ts'
import { ENTRY_COLUMNS, entryOf, recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { KEY_COLUMNS } from './keys.ts'
import { SHOWN_ADDRESS } from './rows.ts'
import {
  accounts,
  apiKeys,
  auditEvents,
  calls,
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

/** A page that was read to its limit may have another behind it, which begins after its last row. */
function paged<R, C, T = R>(
  rows: R[],
  limit: number,
  cursor: (row: R) => C,
  shown: (row: R) => T | T[],
): ExportPage<T, C> {
  const last = rows.at(-1)
  return { rows: rows.flatMap(shown), next: last !== undefined && rows.length === limit ? cursor(last) : null }
}

const after = (columns: SQL, values: readonly unknown[] | null): SQL | undefined =>
  values === null
    ? undefined
    : sql`(${columns}) > (${sql.join(
        values.map((value) => sql`${value}`),
        sql`, `,
      )})`

/** All data of one account in D1: each list by its key, so that what is added while it is read disturbs nothing. */
export const exportStore = (db: Database): ExportStore => ({
  async record(event) {
    await recordEvent(db, event)
  },

  async members(accountId, until, from, limit) {
    const rows = await db
      .select({
        userId: users.id,
        username: users.username,
        email: SHOWN_ADDRESS,
        role: memberships.role,
        since: memberships.createdAt,
      })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(
        and(
          eq(memberships.accountId, accountId),
          lte(memberships.createdAt, until),
          after(sql`${memberships.userId}`, from === null ? null : [from]),
        ),
      )
      .orderBy(asc(memberships.userId))
      .limit(limit)
    return paged(
      rows,
      limit,
      ({ userId }) => userId,
      (row) => row,
    )
  },

  async invitations(accountId, until, from, limit) {
    const { tokenHash, email, role, createdAt, expiresAt, usedAt } = tokens
    const rows = await db
      .select({ tokenHash, email, role, createdAt, expiresAt, usedAt })
      .from(tokens)
      .where(
        and(
          eq(tokens.accountId, accountId),
          eq(tokens.purpose, 'invite'),
          lte(createdAt, until),
          after(sql`${tokenHash}`, from === null ? null : [from]),
        ),
      )
      .orderBy(asc(tokenHash))
      .limit(limit)
    return paged(
      rows,
      limit,
      (row) => row.tokenHash,
      ({ tokenHash: _, ...row }) => row,
    )
  },

  async keys(accountId, until, from, limit) {
    const rows = await db
      .select({ ...KEY_COLUMNS, createdBy: apiKeys.createdBy })
      .from(apiKeys)
      .where(
        and(
          eq(apiKeys.accountId, accountId),
          lte(apiKeys.createdAt, until),
          after(sql`${apiKeys.id}`, from === null ? null : [from]),
        ),
      )
      .orderBy(asc(apiKeys.id))
      .limit(limit)
    return paged(
      rows,
      limit,
      ({ id }) => id,
      (row) => row,
    )
  },

  async serviceTokens(accountId, until, from, limit) {
    const { hash: _, ...columns } = getTableColumns(serviceTokens)
    const rows = await db
      .select(columns)
      .from(serviceTokens)
      .where(
        and(
          eq(serviceTokens.accountId, accountId),
          lte(serviceTokens.createdAt, until),
          after(sql`${serviceTokens.id}`, from === null ? null : [from]),
        ),
      )
      .orderBy(asc(serviceTokens.id))
      .limit(limit)
    return paged(
      rows,
      limit,
      ({ id }) => id,
      (row) => row,
    )
  },

  async events(accountId, until, from, limit) {
    const { id, at, actorId } = auditEvents
    const rows = await db
      .select(ENTRY_COLUMNS)
      .from(auditEvents)
      .innerJoin(accounts, eq(accounts.id, auditEvents.accountId))
      .leftJoin(users, eq(users.id, actorId))
      .where(and(eq(auditEvents.accountId, accountId), lte(at, until), after(sql`${at}, ${id}`, from)))
      .orderBy(asc(at), asc(id))
      .limit(limit)
    return paged(rows, limit, ({ event }): [number, string] => [event.at, event.id], entryOf)
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

  async hourly(accountId, until, from, limit) {
    const { hour, keyId, routeId, outcome } = usageHourly
    const rows = await db
      .select(HOURLY)
      .from(usageHourly)
      .where(
        and(
          eq(usageHourly.accountId, accountId),
          lt(hour, until),
          after(sql`${hour}, ${keyId}, ${routeId}, ${outcome}`, from),
        ),
      )
      .orderBy(asc(hour), asc(keyId), asc(routeId), asc(outcome))
      .limit(limit)
    return paged(
      rows,
      limit,
      (row) => [row.hour, row.keyId, row.routeId, row.outcome],
      (row) => row,
    )
  },

  async calls(accountId, until, from, limit) {
    const { at, seq, body } = calls
    const rows = await db
      .select({ at, seq, body })
      .from(calls)
      .where(and(eq(calls.accountId, accountId), lte(seq, until), after(sql`${at}, ${seq}`, from)))
      .orderBy(asc(at), asc(seq))
      .limit(limit)
    return paged(
      rows,
      limit,
      (row): [number, number] => [row.at, row.seq],
      (row) => JSON.parse(row.body) as CallRecord[],
    )
  },
})
