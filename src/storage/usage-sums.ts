import { emptyHistogram } from '../domain/metering/histogram.ts'
import { byDay, type HourlyUsage, totalled } from '../domain/metering/rollup.ts'

/** A condition on ?1, the account, and ?2, where the flushed range begins. */
export interface Guard {
  guard: string
  from: number
}

/** Sums of one kind: their table, and the columns that name one besides the account, with the field that holds each. */
const KINDS = {
  usage_hourly: { hour: 'hour', key_id: 'keyId', route_id: 'routeId', outcome: 'outcome' },
  usage_daily: { day: 'day', key_id: 'keyId', route_id: 'routeId', outcome: 'outcome' },
  usage_totals: { hour: 'hour', outcome: 'outcome' },
} as const

/** Adds an account's usage to what D1 holds by hour, by day, and by hour over all keys and routes. */
export function addUsage(
  d1: D1Database,
  accountId: string,
  usage: readonly HourlyUsage[],
  { guard, from }: Guard,
): D1PreparedStatement[] {
  const add = (table: keyof typeof KINDS, rows: readonly object[]) => {
    const names = Object.keys(KINDS[table])
    const values = Object.values(KINDS[table]).map((field) => `j.value ->> '${field}'`)
    return d1
      .prepare(
        `INSERT INTO ${table} (account_id, ${names.join(', ')}, calls, credits, ms_sum, ms_histogram)
         SELECT ?1, ${values.join(', ')}, j.value ->> 'calls', j.value ->> 'credits', j.value ->> 'msSum', j.value -> 'histogram'
         FROM json_each(?3) j WHERE ${guard}
         ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, credits = credits + excluded.credits,
           ms_sum = ms_sum + excluded.ms_sum, ms_histogram = ${mergedHistogram(table)}`,
      )
      .bind(accountId, from, JSON.stringify(rows))
  }
  return [add('usage_hourly', usage), add('usage_daily', byDay(usage)), add('usage_totals', totalled(usage))]
}

/** Adds two histograms bucket by bucket inside the upsert: json_each would read a row a bucket, each of which is billed. */
const mergedHistogram = (table: string) =>
  `json_array(${emptyHistogram().map((_, i) => `${table}.ms_histogram ->> ${i} + excluded.ms_histogram ->> ${i}`)})`
