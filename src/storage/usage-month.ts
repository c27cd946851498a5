import { and, eq, gt, gte, type SQL, sql } from 'drizzle-orm'
import { emptyHistogram, type Histogram, merge } from '../domain/metering/histogram.ts'
import { ADMITTED } from '../domain/metering/rollup.ts'
import type { MonthModel, MonthRequest, OutcomeSums } from '../domain/usage/month.ts'
import type { Database } from './database.ts'
import { accounts, meterMarks, plans, usageTotals } from './schema.ts'

const ADMITTED_SQL = sql.raw(`(${ADMITTED.map((outcome) => `'${outcome}'`).join(', ')})`)

/** Whether a row is of admitted calls. */
export const isAdmittedRow = (outcome: SQL) => sql`${outcome} IN ${ADMITTED_SQL}`

/**
 * The histograms of a group's admitted rows as one text. `packed`: side by side, for this Worker to add up. Adding them up in
 * D1 takes five times as long, and is for so many rows that they should not travel.
 */
export const histograms = (packed: boolean): SQL<string | null> => {
  const of = (value: string) =>
    sql.raw(`CASE WHEN outcome IN (${ADMITTED.map((one) => `'${one}'`).join(', ')}) THEN ${value} END`)
  if (packed) return sql`group_concat(${of('ms_histogram')})`
  const buckets = emptyHistogram().map((_, i) => sql`sum(${of(`ms_histogram ->> ${i}`)})`)
  return sql`json_array(${sql.join(buckets, sql`, `)})`
}

/** What `histograms` packed, added up. */
export const unpacked = (text: string | null): Histogram =>
  text === null ? emptyHistogram() : (JSON.parse(`[${text}]`) as Histogram[]).reduce(merge, emptyHistogram())

/** The sums of a group's rows. */
export const SUMS = {
  calls: sql<number>`sum(calls)`,
  credits: sql<number>`sum(credits)`,
  msSum: sql<number>`sum(ms_sum)`,
}

/** The statements of a batch that read the running month, in the order in which `monthModel` takes what they found. */
export const monthStatements = (db: Database, accountId: string, { monthStart, paceSince }: MonthRequest) =>
  [
    db
      .select({ seq: meterMarks.seq, flushedAt: meterMarks.flushedAt })
      .from(meterMarks)
      .where(eq(meterMarks.accountId, accountId)),
    db
      .select({ outcome: usageTotals.outcome, ...SUMS, histograms: histograms(true) })
      .from(usageTotals)
      .where(and(eq(usageTotals.accountId, accountId), gte(usageTotals.hour, monthStart)))
      .groupBy(usageTotals.outcome),
    db
      .select({
        credits: sql<number | null>`sum(${usageTotals.credits})`,
        firstHour: sql<number | null>`min(${usageTotals.hour})`,
      })
      .from(usageTotals)
      .where(and(eq(usageTotals.accountId, accountId), gte(usageTotals.hour, paceSince), gt(usageTotals.credits, 0))),
    db
      .select({ credits: plans.includedCredits })
      .from(accounts)
      .innerJoin(plans, eq(plans.id, accounts.planId))
      .where(eq(accounts.id, accountId)),
  ] as const

/** What the month's statements found. */
export const monthModel = (
  marks: { seq: number; flushedAt: number }[],
  month: (Omit<OutcomeSums, 'histogram'> & { histograms: string | null })[],
  recent: { credits: number | null; firstHour: number | null }[],
  limits: { credits: number | null }[],
): MonthModel => ({
  mark: marks[0]?.seq ?? 0,
  flushedAt: marks[0]?.flushedAt ?? 0,
  month: month.map(({ histograms: text, ...sums }) => ({ ...sums, histogram: unpacked(text) })),
  recent: { credits: recent[0]?.credits ?? 0, firstHour: recent[0]?.firstHour ?? null },
  limit: limits[0]?.credits ?? null,
})
