import type { Clock } from '../clock.ts'
import { failed, ok, type Result } from '../failures.ts'
import type { MeterView } from '../metering/face.ts'
import { byDay, type HourlyUsage, mergeUsage, rollUp } from '../metering/rollup.ts'
import { fits } from './make-report.ts'
import type { UsageFilter } from './report.ts'
import { type Latency, latencyOf } from './sums.ts'
import { type Asked, type Span, type Window, windowOf } from './window.ts'

/** Rows a page: one is in memory at a time. Each is a request, of which an answer may make 1,000. */
const ROWS = 5_000

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
  /** At most `limit` rows behind a place, and the mark at which they are so: one transaction. */
  rows(
    accountId: string,
    of: RowsOf,
    after: RowPlace | null,
    limit: number,
  ): Promise<{ mark: number; rows: UsageRow[] }>
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
 * Opens a download. A page's rows are read with the mark, and what the object's tail has above it in the same part of the order
 * is added to them: every row holds all that was committed when the download was opened, once, whatever is flushed between two
 * pages. METER_UNAVAILABLE while the newest calls cannot be had: a file does not say that it lacks some.
 */
export const makeDownload =
  ({ view, store, clock }: DownloadPorts) =>
  async (account: { id: string; tag: string }, { asked, zone, filter }: DownloadRequest): Promise<Result<Download>> => {
    const found = windowOf(asked, zone, clock(), false)
    if (!found.ok) return found
    const window = found.value
    const { unit, start, end } = window
    // The object is asked first: what it flushes before a page is read is then known by the page's mark.
    const meter = await view(account.tag)
    if (!meter) return failed('METER_UNAVAILABLE')
    const tailAbove = (mark: number): UsageRow[] =>
      inUnit(
        rollUp(meter.tail.filter((entry) => entry.seq > mark)).filter(
          (row) => fits(filter)(row) && row.hour >= start && row.hour < end,
        ),
        unit,
      )

    async function* pages(): AsyncIterable<UsageRow[]> {
      let after: RowPlace | null = null
      let tail = { mark: -1, rows: [] as UsageRow[] }
      do {
        const from: RowPlace | null = after
        const { mark, rows } = await store.rows(account.id, { unit, span: { start, end }, filter }, from, ROWS)
        if (mark !== tail.mark) tail = { mark, rows: tailAbove(mark) }
        const last = rows.length === ROWS ? rows.at(-1) : undefined
        const to = last ? placeOf(last) : null
        after = to
        yield merged(
          rows,
          tail.rows.filter((row) => isBehind(placeOf(row), from) && (to === null || !isBehind(placeOf(row), to))),
        )
      } while (after)
    }
    const naming = namesOf(store, account.id)
    return ok({
      window,
      async *rows() {
        for await (const rows of pages()) yield await naming(rows)
      },
    })
  }

const placeOf = ({ start, keyId, routeId, outcome }: UsageRow): RowPlace => [start, keyId, routeId, outcome]

function isBehind(place: RowPlace, other: RowPlace | null): boolean {
  if (other === null) return true
  const at = place.findIndex((part, i) => part !== other[i])
  return at >= 0 && (place[at] as number | string) > (other[at] as number | string)
}

const inUnit = (rows: HourlyUsage[], unit: Window['unit']): UsageRow[] =>
  unit === 'hour'
    ? rows.map(({ hour, ...row }) => ({ start: hour, ...row }))
    : byDay(rows).map(({ day, ...row }) => ({ start: day, ...row }))

/** Rows with those of the tail, in their order. */
function merged(rows: UsageRow[], tail: UsageRow[]): UsageRow[] {
  if (tail.length === 0) return rows
  const all = [...rows, ...tail].map(({ start, ...row }) => ({ hour: start, ...row }))
  return inUnit(mergeUsage(all), 'hour').sort((a, b) => (isBehind(placeOf(a), placeOf(b)) ? 1 : -1))
}

/** Puts names to rows. Each name is read once. */
function namesOf(store: DownloadStore, accountId: string) {
  const keys = new Map<string, string>()
  const routes = new Map<string, string>()
  return async (rows: UsageRow[]): Promise<DownloadRow[]> => {
    const unknown = (ids: string[], known: Map<string, string>) => [...new Set(ids)].filter((id) => !known.has(id))
    const keyIds = unknown(
      rows.map((row) => row.keyId),
      keys,
    )
    const routeIds = unknown(
      rows.map((row) => row.routeId),
      routes,
    )
    if (keyIds.length + routeIds.length > 0) {
      const names = await store.names(accountId, keyIds, routeIds)
      for (const id of keyIds) keys.set(id, names.keys[id] ?? '')
      for (const id of routeIds) routes.set(id, names.routes[id] ?? '')
    }
    return rows.map(({ histogram, ...row }) => ({
      ...row,
      keyName: keys.get(row.keyId) ?? '',
      routeName: routes.get(row.routeId) ?? '',
      latency: latencyOf(histogram),
    }))
  }
}
