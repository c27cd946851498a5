import type { Context } from 'hono'
import type * as z from 'zod'
import { ok, type Result } from '../domain/failures.ts'
import { line } from '../domain/usage/csv.ts'
import type { Download, DownloadRow } from '../domain/usage/download.ts'
import type { Window } from '../domain/usage/window.ts'
import { streamed } from '../platform/streamed.ts'
import { memberOf } from './actor.ts'
import type { App } from './context.ts'
import { askedOf, type FORMATS, filterOf, type usageQuery } from './usage-input.ts'

type Query = z.infer<typeof usageQuery> & { format: (typeof FORMATS)[number] }

const tenths = (ms: number | null) => (ms === null ? null : Math.round(ms * 10) / 10)

/** A row by its JSON names; its time is the start of its hour, or of its day of UTC. */
const bodyOf = ({ unit }: Window, row: DownloadRow) => ({
  start: row.start,
  unit,
  key_id: row.keyId,
  key: row.keyName,
  route_id: row.routeId,
  route: row.routeName,
  outcome: row.outcome,
  calls: row.calls,
  credits: row.credits,
  ms_sum: row.msSum,
  p50_ms: tenths(row.latency.p50),
  p95_ms: tenths(row.latency.p95),
  p99_ms: tenths(row.latency.p99),
})

const COLUMNS = [
  ...['start', 'unit', 'key_id', 'key', 'route_id', 'route', 'outcome'],
  ...['calls', 'credits', 'ms_sum', 'p50_ms', 'p95_ms', 'p99_ms'],
]

async function* csv({ window, rows }: Download): AsyncIterable<string> {
  yield line(COLUMNS)
  for await (const page of rows()) {
    const lines = page.map((row) =>
      line(Object.values({ ...bodyOf(window, row), start: new Date(row.start).toISOString() })),
    )
    if (lines.length > 0) yield lines.join('')
  }
}

async function* ndjson({ window, rows }: Download): AsyncIterable<string> {
  for await (const page of rows()) {
    if (page.length > 0) yield page.map((row) => `${JSON.stringify(bodyOf(window, row))}\n`).join('')
  }
}

const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' }

/** The rows of what a query asks for, as a file that is made while it is sent. */
export async function usageFile(c: Context<App>, query: Query, zone: string): Promise<Result<Response>> {
  const asked = askedOf(query)
  if (!asked.ok) return asked
  const request = { asked: asked.value, zone, filter: filterOf(query) }
  const download = await c.var.services.usage.download(memberOf(c).account, request)
  if (!download.ok) return download
  const { start, end } = download.value.window
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const name = `usage-${day(start)}-${day(end - 1)}.${query.format}`
  return ok(
    c.body(streamed((query.format === 'csv' ? csv : ndjson)(download.value)), 200, {
      'Content-Type': TYPES[query.format],
      'Content-Disposition': `attachment; filename="${name}"`,
    }),
  )
}
