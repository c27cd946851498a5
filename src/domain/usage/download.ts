import type { Clock } from '../clock.ts'
import { failed, ok, type Result } from '../failures.ts'
import type { MeterView } from '../metering/face.ts'
import { byDay, type HourlyUsage, mergeUsage, rollUp } from '../metering/rollup.ts'
import { dayOf, hourOf } from '../periods.ts'
import { fits } from './make-report.ts'
import type { UsageFilter } from './report.ts'
import { type Latency, latencyOf } from './sums.ts'
import { type Asked, type Span, type Window, windowOf } from './window.ts'

/** Rows a page: one is in memory at a time. */
const ROWS = 500

/** What D1 keeps: calls of one key on one route with one outcome within one hour, or day of UTC, of admission. */
export interface UsageRow extends Omit<HourlyUsage, 'hour'> {
  /** UTC ms. */
  start: number
}

/** The same with names, and percentiles in place of the histogram. */
export interface DownloadRow extends Omit<UsageRow, 'histogram'> {
  /** Empty when it is not known any more. */
  keyName: string
  routeName: string
  latency: Latency
}

export interface DownloadRequest {
  asked: Asked
  zone: string
  filter: UsageFilter
}

/** Rows of a window, to be read once, in pages, in the order of time, key, route and outcome. */
export interface Download {
  window: Window
  rows(): AsyncIterable<DownloadRow[]>
}

/** The place of a row in its order. */
export type RowPlace = [start: number, keyId: string, routeId: string, outcome: string]

export interface DownloadStore {
  /** At most `limit` rows of a span, behind a place. */
  rows(accountId: string, of: RowsOf, after: RowPlace | null, limit: number): Promise<UsageRow[]>
  /** All rows of a span, and the mark at which they are so: one transaction. */
  recent(accountId: string, of: RowsOf): Promise<{ mark: number; rows: UsageRow[] }>
  /** Names of an account's keys and of routes, by id. */
  names(
    accountId: string,
    keyIds: string[],
    routeIds: string[],
  ): Promise<{ keys: Record<string, string>; routes: Record<string, string> }>
}
export interface RowsOf {
  unit: Window['unit']
  span: Span
  filter: UsageFilter
}

export interface DownloadPorts {
  /** The object's view; null when it cannot be reached. */
  view: (tag: string) => Promise<MeterView | null>
  store: DownloadStore
  clock: Clock
}

/**
 * Opens a download. Rows of hours that later commits can still touch are read with the mark, in one transaction, and the
 * object's tail above it is added to them; earlier ones stand still and are read a page at a time. METER_UNAVAILABLE while
 * the newest calls cannot be had: a file does not say that it lacks some.
 */
export const makeDownload =
  ({ view, store, clock }: DownloadPorts) =>
  async (account: { id: string; tag: string }, { asked, zone, filter }: DownloadRequest): Promise<Result<Download>> => {
    const found = windowOf(asked, zone, clock(), false)
    if (!found.ok) return found
    const window = found.value
    const { unit, start, end } = window
    // The object is asked first: what it flushes between the two reads is then known by the mark.
    const meter = await view(account.tag)
    if (!meter) return failed('METER_UNAVAILABLE')
    const hours = rollUp(meter.tail).map(({ hour }) => hour)
    const first = hours.reduce((a, b) => Math.min(a, b), hourOf(Math.min(meter.at, meter.openSince)))
    const moving = Math.min(Math.max(unit === 'day' ? dayOf(first) : first, start), end)
    const of = { unit, filter }
    const recent = await store.recent(account.id, { ...of, span: { start: moving, end } })
    const tail = rollUp(meter.tail.filter((entry) => entry.seq > recent.mark)).filter(
      (row) => fits(filter)(row) && row.hour >= start && row.hour < end,
    )

    async function* pages(): AsyncIterable<UsageRow[]> {
      let after: RowPlace | null = null
      for (let isMore = start < moving; isMore; ) {
        const rows: UsageRow[] = await store.rows(account.id, { ...of, span: { start, end: moving } }, after, ROWS)
        const last = rows.at(-1)
        if (last) yield rows
        isMore = rows.length === ROWS
        after = last ? placeOf(last) : null
      }
      yield merged(recent.rows, tail, unit)
    }
    return ok({
      window,
      async *rows() {
        for await (const rows of pages()) yield await named(store, account.id, rows)
      },
    })
  }

const placeOf = ({ start, keyId, routeId, outcome }: UsageRow): RowPlace => [start, keyId, routeId, outcome]

function merged(rows: UsageRow[], tail: HourlyUsage[], unit: Window['unit']): UsageRow[] {
  const all = [...rows.map(({ start, ...row }) => ({ hour: start, ...row })), ...tail]
  const sums =
    unit === 'hour'
      ? mergeUsage(all).map(({ hour, ...row }) => ({ start: hour, ...row }))
      : byDay(all).map(({ day, ...row }) => ({ start: day, ...row }))
  const textOf = ({ keyId, routeId, outcome }: UsageRow) => `${keyId}/${routeId}/${outcome}`
  return sums.sort((a, b) => a.start - b.start || (textOf(a) < textOf(b) ? -1 : 1))
}

async function named(store: DownloadStore, accountId: string, rows: UsageRow[]): Promise<DownloadRow[]> {
  const ids = (of: (row: UsageRow) => string) => [...new Set(rows.map(of))]
  const { keys, routes } = await store.names(
    accountId,
    ids((row) => row.keyId),
    ids((row) => row.routeId),
  )
  return rows.map(({ histogram, ...row }) => ({
    ...row,
    keyName: keys[row.keyId] ?? '',
    routeName: routes[row.routeId] ?? '',
    latency: latencyOf(histogram),
  }))
}
