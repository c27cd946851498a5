import type { Clock } from './clock.ts'
import type { CallRecord, LogEntry, MeterView } from './metering/face.ts'
import { type HourlyUsage, isAdmitted, rollUp } from './metering/rollup.ts'
import { type MonthModel, type MonthRequest, monthRequest, monthUsage } from './usage/month.ts'
import { rangeWindow, type Span } from './usage/window.ts'
import type { Overview, Range, Usage, UsageSeries } from './usage.ts'

const LAST_CALLS = 8

/** What of the hours a dashboard adds up, whichever key and route they are of. */
type HourSum = Pick<HourlyUsage, 'hour' | 'outcome' | 'calls'>

/** What is asked of D1. */
export interface UsageRequest extends MonthRequest {
  /** The first hour whose sums are wanted, UTC ms. */
  since: number
  lastCalls: number
}

/** D1's side of a dashboard, read in one transaction, so that the mark belongs to the rows. */
export interface UsageModel extends MonthModel {
  sums: HourSum[]
  /** The newest, in any order. */
  calls: CallRecord[]
  /** By key id. */
  keyHints: Record<string, string>
  /** By route id. */
  routeNames: Record<string, string>
}

export interface UsagePorts {
  /** The object's view; null when it cannot be reached. */
  view: (tag: string) => Promise<MeterView | null>
  read: (accountId: string, request: UsageRequest) => Promise<UsageModel>
  clock: Clock
}

/** What the dashboard shows: D1's rows and the object's unflushed tail, added up once. */
export function makeUsage({ view, read, clock }: UsagePorts): Pick<Usage, 'overview'> {
  return {
    async overview(account, range, zone) {
      const now = clock()
      const { start: since, buckets } = rangeWindow(range, zone, now, false)
      // The object is asked first: what it flushes between the two reads is then known by the mark.
      const meter = await view(account.tag)
      const model = await read(account.id, { ...monthRequest(now), since, lastCalls: LAST_CALLS })
      const tail = (meter?.tail ?? []).filter((entry) => entry.seq > model.mark)
      const above = rollUp(tail)
      return {
        month: monthUsage(model, above, meter, now),
        series: series([...model.sums, ...above], range, buckets),
        calls: lastCalls(model, tail),
      }
    },
  }
}

/** Bars without gaps: 24 hours, or 7 or 30 days of a zone, the running one last. */
export function series(hours: readonly HourSum[], range: Range, buckets: readonly Span[]): UsageSeries {
  const points = buckets.map(({ start, end }) => ({ start, end, answered: 0, refused: 0 }))
  for (const row of hours) {
    const point = points.find(({ start, end }) => row.hour >= start && row.hour < end)
    if (!point) continue
    if (isAdmitted(row.outcome)) point.answered += row.calls
    else point.refused += row.calls
  }
  return { range, points: points.map(({ end: _, ...point }) => point) }
}

function lastCalls(model: UsageModel, tail: readonly LogEntry[]): Overview['calls'] {
  const newest = new Map<string, CallRecord>()
  for (const call of [...model.calls, ...tail.flatMap((entry) => entry.calls)]) newest.set(call.id, call)
  return [...newest.values()]
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .slice(0, LAST_CALLS)
    .map((call) => ({
      ...call,
      keyHint: model.keyHints[call.keyId] ?? call.keyId,
      routeName: model.routeNames[call.routeId] ?? call.routeId,
    }))
}
