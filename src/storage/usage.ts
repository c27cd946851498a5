import { and, desc, eq, gte, inArray, type SQL, sql } from 'drizzle-orm'
import type { CallRecord } from '../domain/metering/face.ts'
import { emptyHistogram } from '../domain/metering/histogram.ts'
import { ADMITTED } from '../domain/metering/rollup.ts'
import type { UsageModel, UsageRequest } from '../domain/usage-overview.ts'
import type { Database } from './database.ts'
import { accounts, apiKeys, calls, gatewayRoutes, meterMarks, plans, usageHourly } from './schema.ts'

/** Packed rows that hold the newest calls: the last few flushes. */
const PACKS = 4

/** An account's usage, its newest calls, and the mark up to which they hold the object's log. */
export async function readUsage(
  db: Database,
  accountId: string,
  { since, latencySince, lastCalls }: UsageRequest,
): Promise<UsageModel> {
  const of = (from: number, ...more: SQL[]) =>
    and(eq(usageHourly.accountId, accountId), gte(usageHourly.hour, from), ...more)
  const [marks, sums, latency, packs, limits, keys, routes] = await db.batch([
    db.select({ seq: meterMarks.seq }).from(meterMarks).where(eq(meterMarks.accountId, accountId)),
    db
      .select({
        hour: usageHourly.hour,
        outcome: usageHourly.outcome,
        calls: sql<number>`sum(${usageHourly.calls})`,
        credits: sql<number>`sum(${usageHourly.credits})`,
      })
      .from(usageHourly)
      .where(of(since))
      .groupBy(usageHourly.hour, usageHourly.outcome),
    db
      .select(BUCKETS)
      .from(usageHourly)
      .where(of(latencySince, inArray(usageHourly.outcome, ADMITTED))),
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
    sums,
    latency: emptyHistogram().map((none, i) => latency[0]?.[i] ?? none),
    calls: packs.flatMap((pack) => JSON.parse(pack.body) as CallRecord[]),
    limit: limits[0]?.credits ?? null,
    keyHints: Object.fromEntries(keys.map((key) => [key.id, key.hint])),
    routeNames: Object.fromEntries(routes.map((route) => [route.id, route.name])),
  }
}

// An account has as many rows an hour as keys, routes and outcomes: D1 adds them up. Bucket by bucket, since json_each takes twice as long.
const BUCKETS = Object.fromEntries(
  emptyHistogram().map((_, i) => [i, sql<number | null>`sum(${usageHourly.msHistogram} ->> ${sql.raw(String(i))})`]),
)

// A pack holds up to thousands of calls: D1 cuts the last few out, so that they alone travel.
const newestOf = (count: number) =>
  sql<string>`(SELECT json_group_array(json(value)) FROM (SELECT value FROM json_each(${calls.body}) ORDER BY key DESC LIMIT ${count}))`
