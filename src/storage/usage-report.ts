import { and, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import { HOUR } from '../domain/periods.ts'
import { BEFORE, type ReportModel, type ReportQuery } from '../domain/usage/make-report.ts'
import type { UsageFilter } from '../domain/usage/report.ts'
import { cut, type Span } from '../domain/usage/window.ts'
import type { Database } from './database.ts'
import { apiKeys, gatewayRoutes, usageDaily, usageHourly, usageTotals } from './schema.ts'
import { histograms, isAdmittedRow, monthModel, monthStatements, SUMS, unpacked } from './usage-month.ts'

/** Hours beyond which D1 adds histograms up. It always does so for keys and routes, of which there are any number. */
const MOST_PACKED = 32 * 24 * HOUR
/** Keys that can be chosen from. */
const CHOICES = 200

const outcomeIs = (outcome: string): SQL | undefined =>
  outcome === ''
    ? undefined
    : outcome === 'refused'
      ? sql`NOT ${isAdmittedRow(sql`outcome`)}`
      : sql`outcome = ${outcome}`

/** What of an account's rows a filter lets through. The account comes first, always. */
export const ofAccount = (accountId: string, { key, route, outcome }: UsageFilter): SQL | undefined =>
  and(
    sql`account_id = ${accountId}`,
    key === '' ? undefined : sql`key_id = ${key}`,
    route === '' ? undefined : sql`route_id = ${route}`,
    outcomeIs(outcome),
  )

type Slice = [bucket: number, start: number, end: number]
const WHOLE = { hours: HOUR, days: 24 * HOUR }

/** Sums by bucket and outcome: of hours over all keys and routes, or of one key's or route's hours and whole days. */
function sumsStatement(db: Database, accountId: string, { filter, buckets, window, before }: ReportQuery) {
  const spans = [[BEFORE, before] as const, ...buckets.map((span, i) => [i, span] as const)]
  const rows = (table: SQL, time: SQL, slices: Slice[], isOne = false) =>
    sql`SELECT s.value ->> 0 AS bucket, outcome, calls, credits, ms_sum, ms_histogram
      FROM json_each(${JSON.stringify(slices)}) s CROSS JOIN ${table} WHERE ${ofAccount(accountId, filter)}
      AND ${isOne ? sql`${time} = s.value ->> 1` : sql`${time} >= s.value ->> 1 AND ${time} < s.value ->> 2`}`
  // The index finds a key within one hour or day: each is asked for by itself then.
  const isOne = filter.key !== ''
  const sliced = (of: 'hours' | 'days') =>
    spans.flatMap(([i, span]) =>
      cut(span)[of].flatMap(({ start, end }): Slice[] =>
        isOne
          ? Array.from({ length: (end - start) / WHOLE[of] }, (_, at) => [i, start + at * WHOLE[of], end])
          : [[i, start, end]],
      ),
    )
  const isTotal = filter.key === '' && filter.route === ''
  const all = isTotal
    ? rows(
        sql`${usageTotals}`,
        sql`hour`,
        spans.map(([i, { start, end }]) => [i, start, end]),
      )
    : sql`${rows(sql`${usageHourly}`, sql`hour`, sliced('hours'), isOne)} UNION ALL ${rows(sql`${usageDaily}`, sql`day`, sliced('days'), isOne)}`
  return db
    .select({
      bucket: sql<number>`bucket`,
      outcome: sql<string>`outcome`,
      ...SUMS,
      histograms: histograms(isTotal && window.end - window.start < MOST_PACKED),
    })
    .from(sql`(${all})`)
    .groupBy(sql`bucket`, sql`outcome`)
}

/**
 * The keys and routes with most calls, and those asked for by id. Whole days are read from the days, the hours at both ends from
 * the hours. Each span is added up in the order of its index before the spans are sorted: that takes D1 half as long.
 */
function groupsStatement(db: Database, accountId: string, query: ReportQuery) {
  const { filter, window, before, most, keyIds, routeIds } = query
  const admitted = isAdmittedRow(sql`outcome`)
  const now = sql`sum(CASE WHEN outcome = 'ok' THEN calls ELSE 0 END) AS ok,
    sum(CASE WHEN ${admitted} AND outcome <> 'ok' THEN calls ELSE 0 END) AS errors,
    sum(CASE WHEN ${admitted} THEN 0 ELSE calls END) AS refused,
    sum(credits) AS credits, sum(ms_sum) AS ms_sum, 0 AS asked_before`
  const then = sql`0 AS ok, 0 AS errors, 0 AS refused, 0 AS credits, 0 AS ms_sum, sum(calls) AS asked_before`
  const of = (sums: SQL, table: SQL, time: SQL) => (span: Span) =>
    sql`SELECT * FROM (SELECT key_id, route_id, ${sums} FROM ${table}
      WHERE ${ofAccount(accountId, filter)} AND ${time} >= ${span.start} AND ${time} < ${span.end} GROUP BY ${time}, key_id, route_id)`
  const parts = (span: Span, sums: SQL) => {
    const { days, hours } = cut(span)
    return [...days.map(of(sums, sql`${usageDaily}`, sql`day`)), ...hours.map(of(sums, sql`${usageHourly}`, sql`hour`))]
  }
  // D1 takes five terms of a compound SELECT at most.
  const joined = (terms: SQL[]) => sql`SELECT * FROM (${sql.join(terms, sql` UNION ALL `)})`
  const all = sql`${joined(parts(window, now))} UNION ALL ${joined(parts(before, then))}`
  const sums = sql.raw(
    'sum(ok) AS ok, sum(errors) AS errors, sum(refused) AS refused, sum(credits) AS credits, sum(ms_sum) AS ms_sum, sum(asked_before) AS asked_before',
  )
  const top = (
    column: SQL,
    ids: string[],
  ) => sql`SELECT * FROM (SELECT ${column} AS id, ${sums}, count(*) OVER () AS count,
      row_number() OVER (ORDER BY sum(ok + errors + refused) DESC, sum(asked_before) DESC, ${column}) AS place FROM pairs GROUP BY ${column})
    WHERE place <= ${most} OR id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`
  const found = sql`WITH pairs AS MATERIALIZED (SELECT key_id, route_id, ${sums} FROM (${all}) GROUP BY key_id, route_id)
    SELECT 'key' AS kind, g.*, coalesce(k.name, g.id) AS name, k.hint
    FROM (${top(sql`key_id`, keyIds)}) g LEFT JOIN ${apiKeys} k ON k.id = g.id AND k.account_id = ${accountId}
    UNION ALL
    SELECT 'route', g.*, coalesce(r.name, g.id), NULL
    FROM (${top(sql`route_id`, routeIds)}) g LEFT JOIN ${gatewayRoutes} r ON r.id = g.id`
  return db
    .select({
      of: sql<'key' | 'route'>`kind`,
      id: sql<string>`id`,
      name: sql<string>`name`,
      hint: sql<string | null>`hint`,
      ok: sql<number>`ok`,
      errors: sql<number>`errors`,
      refused: sql<number>`refused`,
      credits: sql<number>`credits`,
      msSum: sql<number>`ms_sum`,
      askedBefore: sql<number>`asked_before`,
      count: sql<number>`count`,
    })
    .from(sql`(${found})`)
}

/** An account's sums of a window and of the period before it, in one transaction with the mark up to which they hold the log. */
export async function readReport(db: Database, accountId: string, query: ReportQuery): Promise<ReportModel> {
  const { id, name, hint } = apiKeys
  const own = eq(apiKeys.accountId, accountId)
  const newest = db.select({ id }).from(apiKeys).where(own).orderBy(desc(id)).limit(CHOICES)
  const [marks, month, recent, limits, sums, groups, keys, routes] = await db.batch([
    ...monthStatements(db, accountId, query),
    sumsStatement(db, accountId, query),
    groupsStatement(db, accountId, query),
    db
      .select({ id, name, hint })
      .from(apiKeys)
      .where(
        and(
          own,
          or(
            inArray(id, newest),
            inArray(id, sql`(SELECT value FROM json_each(${JSON.stringify([...query.keyIds, query.filter.key])}))`),
          ),
        ),
      )
      .orderBy(desc(id)),
    db.select({ id: gatewayRoutes.id, name: gatewayRoutes.name }).from(gatewayRoutes).orderBy(gatewayRoutes.name),
  ])
  return {
    ...monthModel(marks, month, recent, limits),
    sums: sums.map(({ histograms: text, ...row }) => ({ ...row, histogram: unpacked(text) })),
    groups: groups.map((row) => {
      const calls = row.ok + row.errors
      return { ...row, calls, asked: calls + row.refused }
    }),
    choices: { keys, routes },
  }
}
