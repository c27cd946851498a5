import type { Clock } from '../clock.ts'
import { ok, type Result } from '../failures.ts'
import type { MeterView } from '../metering/face.ts'
import { emptyHistogram, type Histogram, merge } from '../metering/histogram.ts'
import { type HourlyUsage, isAdmitted, rollUp } from '../metering/rollup.ts'
import { type GroupRow, groupsOf } from './groups.ts'
import { type MonthModel, type MonthRequest, monthRequest, monthUsage, type OutcomeSums } from './month.ts'
import type { Measured, OutcomeUsage, ReportRequest, UsageFilter, UsageReport } from './report.ts'
import { change, latencyOf, NOTHING, plus, sumsOf } from './sums.ts'
import { before, type Span, windowOf } from './window.ts'

/** The bucket that is the whole period before. */
export const BEFORE = -1

/** What is asked of D1. */
export interface ReportQuery extends MonthRequest {
  filter: UsageFilter
  buckets: readonly Span[]
  window: Span
  before: Span
  /** The most groups of a kind, besides those of these ids. */
  most: number
  keyIds: string[]
  routeIds: string[]
}

/** D1's side of a report, read in one transaction. */
export interface ReportModel extends MonthModel {
  /** By the bucket's place, or BEFORE. */
  sums: (OutcomeSums & { bucket: number })[]
  /** Those with most calls, and those asked for by id. */
  groups: GroupRow[]
  /** Those of the tail and of the filter among them. */
  choices: UsageReport['choices']
}

export interface ReportPorts {
  /** The object's view; null when it cannot be reached. */
  view: (tag: string) => Promise<MeterView | null>
  read: (accountId: string, query: ReportQuery) => Promise<ReportModel>
  clock: Clock
}

/** The rows of a tail that a filter lets through. */
export const fits =
  ({ key, route, outcome }: UsageFilter) =>
  (row: Pick<HourlyUsage, 'keyId' | 'routeId' | 'outcome'>): boolean =>
    (key === '' || row.keyId === key) &&
    (route === '' || row.routeId === route) &&
    (outcome === '' || (outcome === 'refused' ? !isAdmitted(row.outcome) : row.outcome === outcome))

/** An account's usage: D1's sums and the object's unflushed tail, added up once. */
export const makeReport =
  ({ view, read, clock }: ReportPorts) =>
  async (account: { id: string; tag: string }, request: ReportRequest): Promise<Result<UsageReport>> => {
    const now = clock()
    const { asked, zone, filter, most, folded } = request
    const found = windowOf(asked, zone, now, folded)
    if (!found.ok) return found
    const window = found.value
    const prior = before(window)
    // The object is asked first: what it flushes between the two reads is then known by the mark.
    const meter = await view(account.tag)
    const waiting = rollUp(meter?.tail ?? []).filter(fits(filter))
    const ids = (of: (row: HourlyUsage) => string) => [...new Set(waiting.map(of))]
    const model = await read(account.id, {
      ...monthRequest(now),
      filter,
      buckets: window.buckets,
      window,
      before: prior,
      most,
      keyIds: ids((row) => row.keyId),
      routeIds: ids((row) => row.routeId),
    })
    const above = rollUp((meter?.tail ?? []).filter((entry) => entry.seq > model.mark))
    const fitting = above.filter(fits(filter))
    const within = (span: Span) => fitting.filter(({ hour }) => hour >= span.start && hour < span.end)
    const held = Map.groupBy(model.sums, ({ bucket }) => bucket)
    const parts = window.buckets.map((span, i) => ({ span, rows: [...(held.get(i) ?? []), ...within(span)] }))
    const rows = parts.flatMap((part) => part.rows)
    const rowsBefore = [...(held.get(BEFORE) ?? []), ...within(prior)]
    const totals = measured(rows)
    const totalsBefore = measured(rowsBefore)
    const grouped = (of: 'key' | 'route') =>
      groupsOf(model, of, { now: within(window), before: within(prior) }, { now: totals, before: totalsBefore }, most)
    return ok({
      window,
      before: prior,
      filter,
      isExact: meter !== null,
      asOf: meter === null ? model.flushedAt : now,
      totals,
      totalsBefore,
      changes: changesOf(totals, totalsBefore),
      series: parts.map((part) => ({ ...part.span, ...measured(part.rows) })),
      outcomes: outcomes(rows, rowsBefore),
      keys: grouped('key'),
      routes: grouped('route'),
      month: monthUsage(model, above, meter, now),
      choices: model.choices,
    })
  }

const histogramOf = (rows: readonly { outcome: string; histogram: Histogram }[]): Histogram =>
  rows.reduce((sum, row) => (isAdmitted(row.outcome) ? merge(sum, row.histogram) : sum), emptyHistogram())

const measured = (rows: readonly OutcomeSums[]): Measured => ({
  ...rows.map(sumsOf).reduce(plus, NOTHING),
  latency: latencyOf(histogramOf(rows)),
})

const changesOf = (now: Measured, was: Measured): UsageReport['changes'] => ({
  calls: change(now.calls, was.calls),
  errors: change(now.errors, was.errors),
  refused: change(now.refused, was.refused),
  credits: change(now.credits, was.credits),
  p95: change(now.latency.p95, was.latency.p95),
})

function outcomes(rows: readonly OutcomeSums[], rowsBefore: readonly OutcomeSums[]): OutcomeUsage[] {
  const names = [...new Set([...rows, ...rowsBefore].map(({ outcome }) => outcome))]
  const ofName = (all: readonly OutcomeSums[], name: string) => all.filter(({ outcome }) => outcome === name)
  const sum = (all: readonly OutcomeSums[], of: 'calls' | 'credits' | 'msSum') =>
    all.reduce((total, row) => total + row[of], 0)
  return names
    .map((outcome): OutcomeUsage => {
      const own = ofName(rows, outcome)
      const [calls, callsBefore] = [sum(own, 'calls'), sum(ofName(rowsBefore, outcome), 'calls')]
      return {
        outcome,
        isRefusal: !isAdmitted(outcome),
        calls,
        callsBefore,
        change: change(calls, callsBefore),
        credits: sum(own, 'credits'),
        msSum: sum(own, 'msSum'),
        latency: latencyOf(histogramOf(own)),
      }
    })
    .sort(
      (a, b) =>
        Number(a.isRefusal) - Number(b.isRefusal) ||
        b.calls - a.calls ||
        b.callsBefore - a.callsBefore ||
        (a.outcome < b.outcome ? -1 : 1),
    )
}
