import { and, desc, eq, gte, sql } from 'drizzle-orm'
import type { CallRecord } from '../domain/metering/face.ts'
import type { UsageModel, UsageRequest } from '../domain/usage-overview.ts'
import type { Database } from './database.ts'
import { apiKeys, calls, gatewayRoutes, usageTotals } from './schema.ts'
import { monthModel, monthStatements } from './usage-month.ts'

/** Packed rows that hold the newest calls: the last few flushes. */
const PACKS = 4

/** An account's usage, its newest calls, and the mark up to which they hold the object's log. */
export async function readUsage(
  db: Database,
  accountId: string,
  { since, lastCalls, ...month }: UsageRequest,
): Promise<UsageModel> {
  const { hour, outcome } = usageTotals
  const [marks, sums, recent, limits, hours, packs, keys, routes] = await db.batch([
    ...monthStatements(db, accountId, month),
    db
      .select({ hour, outcome, calls: usageTotals.calls })
      .from(usageTotals)
      .where(and(eq(usageTotals.accountId, accountId), gte(hour, since))),
    db
      .select({ body: newestOf(lastCalls) })
      .from(calls)
      .where(eq(calls.accountId, accountId))
      .orderBy(desc(calls.at), desc(calls.seq))
      .limit(PACKS),
    db.select({ id: apiKeys.id, hint: apiKeys.hint }).from(apiKeys).where(eq(apiKeys.accountId, accountId)),
    db.select({ id: gatewayRoutes.id, name: gatewayRoutes.name }).from(gatewayRoutes),
  ])
  return {
    ...monthModel(marks, sums, recent, limits),
    sums: hours,
    calls: packs.flatMap((pack) => JSON.parse(pack.body) as CallRecord[]),
    keyHints: Object.fromEntries(keys.map((key) => [key.id, key.hint])),
    routeNames: Object.fromEntries(routes.map((route) => [route.id, route.name])),
  }
}

// A pack holds up to thousands of calls: D1 cuts the last few out, so that they alone travel.
const newestOf = (count: number) =>
  sql<string>`(SELECT json_group_array(json(value)) FROM (SELECT value FROM json_each(${calls.body}) ORDER BY key DESC LIMIT ${count}))`
