import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { DownloadStore, RowPlace, RowsOf } from '../domain/usage/download.ts'
import type { Database } from './database.ts'
import { apiKeys, gatewayRoutes, meterMarks, usageDaily, usageHourly } from './schema.ts'
import { ofAccount } from './usage-report.ts'

/** Rows of an account's usage, as D1 keeps them. */
export const downloadStore = (db: Database): DownloadStore => {
  const select = (accountId: string, { unit, span, filter }: RowsOf, after: RowPlace | null, limit: number) => {
    const table = unit === 'hour' ? usageHourly : usageDaily
    const start = unit === 'hour' ? usageHourly.hour : usageDaily.day
    const { keyId, routeId, outcome, calls, credits, msSum, msHistogram: histogram } = table
    return db
      .select({ start, keyId, routeId, outcome, calls, credits, msSum, histogram })
      .from(table)
      .where(
        and(
          ofAccount(accountId, filter),
          gte(start, span.start),
          lt(start, span.end),
          after === null
            ? undefined
            : sql`(${start}, ${keyId}, ${routeId}, ${outcome}) > (${sql.join(
                after.map((value) => sql`${value}`),
                sql`, `,
              )})`,
        ),
      )
      .orderBy(asc(start), asc(keyId), asc(routeId), asc(outcome))
      .limit(limit)
  }
  const listed = (ids: string[]) => sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`

  return {
    async rows(accountId, of, after, limit) {
      const [marks, rows] = await db.batch([
        db.select({ seq: meterMarks.seq }).from(meterMarks).where(eq(meterMarks.accountId, accountId)),
        select(accountId, of, after, limit),
      ])
      return { mark: marks[0]?.seq ?? 0, rows }
    },

    async names(accountId, keyIds, routeIds) {
      const { id, name } = apiKeys
      const [keys, routes] = await db.batch([
        db
          .select({ id, name })
          .from(apiKeys)
          .where(and(eq(apiKeys.accountId, accountId), inArray(id, listed(keyIds)))),
        db
          .select({ id: gatewayRoutes.id, name: gatewayRoutes.name })
          .from(gatewayRoutes)
          .where(inArray(gatewayRoutes.id, listed(routeIds))),
      ])
      const byId = (rows: { id: string; name: string }[]) => Object.fromEntries(rows.map((row) => [row.id, row.name]))
      return { keys: byId(keys), routes: byId(routes) }
    },
  }
}
