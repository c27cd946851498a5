import { dayOf, hourOf } from '../periods.ts'
import type { CallRecord, LogEntry } from './face.ts'
import { emptyHistogram, type Histogram, merge, record } from './histogram.ts'

/** Calls of one key on one route with one outcome within one hour of admission. */
export interface HourlyUsage {
  hour: number
  keyId: string
  routeId: string
  /** ok, failed, unknown, or a refusal's code. */
  outcome: string
  calls: number
  credits: number
  msSum: number
  histogram: Histogram
}

/** The same within one UTC day of admission. */
export type DailyUsage = Omit<HourlyUsage, 'hour'> & { day: number }

/** The same within one hour, of all keys and routes. */
export type TotalUsage = Omit<HourlyUsage, 'keyId' | 'routeId'>

/** Admitted calls of one minute of admission, and how many of them failed or ended unknown. */
export interface MinuteUsage {
  minute: number
  calls: number
  errors: number
}

/** The outcomes of admitted calls. */
export const ADMITTED = ['ok', 'failed', 'unknown']

/** Whether an outcome is that of an admitted call. */
export const isAdmitted = (outcome: string): boolean => ADMITTED.includes(outcome)

const nameOf = (row: Pick<HourlyUsage, 'hour' | 'keyId' | 'routeId' | 'outcome'>): string =>
  `${row.hour}/${row.keyId}/${row.routeId}/${row.outcome}`

/** Sums log entries by hour. The flush writes this, and pages add it to what D1 holds: one sum, two readers. */
export function rollUp(entries: Iterable<LogEntry>): HourlyUsage[] {
  const rows = new Map<string, HourlyUsage>()
  const rowOf = (hour: number, keyId: string, routeId: string, outcome: string): HourlyUsage => {
    const name = nameOf({ hour, keyId, routeId, outcome })
    let row = rows.get(name)
    if (!row) {
      row = { hour, keyId, routeId, outcome, calls: 0, credits: 0, msSum: 0, histogram: emptyHistogram() }
      rows.set(name, row)
    }
    return row
  }
  for (const entry of entries) {
    for (const call of entry.calls) {
      // A refusal's record explains it; its count comes with the refusals.
      if (!isAdmitted(call.outcome)) continue
      const row = rowOf(hourOf(call.at), call.keyId, call.routeId, call.outcome)
      row.calls += 1
      row.credits += call.credits
      row.msSum += call.ms
      record(row.histogram, call.ms)
    }
    for (const refusal of entry.refusals) {
      rowOf(refusal.hour, refusal.keyId, refusal.routeId, refusal.code).calls += refusal.count
    }
  }
  return [...rows.values()]
}

/** Adds rows of the same hour, key, route and outcome together. */
export const mergeUsage = (rows: Iterable<HourlyUsage>): HourlyUsage[] => addUp(rows, nameOf)

/** Adds up the hours of each day. */
export const byDay = (rows: readonly HourlyUsage[]): DailyUsage[] =>
  addUp(
    rows.map(({ hour, ...row }) => ({ day: dayOf(hour), ...row })),
    ({ day, keyId, routeId, outcome }) => `${day}/${keyId}/${routeId}/${outcome}`,
  )

/** Adds up the keys and routes of each hour. */
export const totalled = (rows: readonly HourlyUsage[]): TotalUsage[] =>
  addUp(
    rows.map(({ keyId: _, routeId: __, ...row }) => row),
    ({ hour, outcome }) => `${hour}/${outcome}`,
  )

function addUp<Row extends TotalUsage | DailyUsage>(rows: Iterable<Row>, nameOf: (row: Row) => string): Row[] {
  const sums = new Map<string, Row>()
  for (const row of rows) {
    const name = nameOf(row)
    const sum = sums.get(name)
    if (!sum) sums.set(name, { ...row })
    else {
      sum.calls += row.calls
      sum.credits += row.credits
      sum.msSum += row.msSum
      sum.histogram = merge(sum.histogram, row.histogram)
    }
  }
  return [...sums.values()]
}

/** Counts admitted calls by the minute. */
export function minutesOf(calls: readonly CallRecord[]): MinuteUsage[] {
  const minutes = new Map<number, MinuteUsage>()
  for (const { at, outcome } of calls) {
    if (!isAdmitted(outcome)) continue
    const minute = at - (at % 60_000)
    const sum = minutes.get(minute) ?? { minute, calls: 0, errors: 0 }
    minutes.set(minute, sum)
    sum.calls += 1
    if (outcome !== 'ok') sum.errors += 1
  }
  return [...minutes.values()]
}
