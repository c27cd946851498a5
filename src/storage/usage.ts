import { and, desc, eq, gte, sql } from 'drizzle-orm'
import type { CallRecord } from '../domain/metering/face.ts'
import type { UsageModel } from '../domain/usage-overview.ts'
import type { Database } from './database.ts'
import { accounts, apiKeys, calls, gatewayRoutes, meterMarks, plans, usageHourly } from './schema.ts'

/** Packed rows that hold the newest calls: the last few flushes. */
const PACKS = 4

/** An account's usage since an instant, its newest calls, and the mark up to which they hold the object's log. */
export async function readUsage(
  db: Database,
  accountId: string,
  since: number,
  lastCalls: number,
): Promise<UsageModel> {
  const [marks, hourly, packs, limits, keys, routes] = await db.batch([
    db.select({ seq: meterMarks.seq }).from(meterMarks).where(eq(meterMarks.accountId, accountId)),
    db
      .select({
        hour: usageHourly.hour,
        keyId: usageHourly.keyId,
        routeId: usageHourly.routeId,
        outcome: usageHourly.outcome,
        calls: usageHourly.calls,
        credits: usageHourly.credits,
        msSum: usageHourly.msSum,
        histogram: usageHourly.msHistogram,
      })
      .from(usageHourly)
      .where(and(eq(usageHourly.accountId, accountId), gte(usageHourly.hour, since))),
    db
      .select({ body: newestOf(lastCalls) })
      .from(calls)
      .where(eq(calls.accountId, accountId))
      .orderBy(desc(calls.at), desc(calls.seq))
      .limit(PACKS),
    db
      .select({ credits: plans.includedCredits })
      .from(accounts)
      .innerJoin(plans, eq(plans.id, accounts.planId))
      .where(eq(accounts.id, accountId)),
    db.select({ id: apiKeys.id, hint: apiKeys.hint }).from(apiKeys).where(eq(apiKeys.accountId, accountId)),
    db.select({ id: gatewayRoutes.id, name: gatewayRoutes.name }).from(gatewayRoutes),
  ])
  return {
    mark: marks[0]?.seq ?? 0,
    hourly,
    calls: packs.flatMap((pack) => JSON.parse(pack.body) as CallRecord[]),
    limit: limits[0]?.credits ?? null,
    keyHints: Object.fromEntries(keys.map((key) => [key.id, key.hint])),
    routeNames: Object.fromEntries(routes.map((route) => [route.id, route.name])),
  }
}

// A pack holds up to thousands of calls: D1 cuts the last few out, so that they alone travel.
const newestOf = (count: number) =>
  sql<string>`(SELECT json_group_array(json(value)) FROM (SELECT value FROM json_each(${calls.body}) ORDER BY key DESC LIMIT ${count}))`
