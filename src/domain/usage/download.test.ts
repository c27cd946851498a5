import { expect, test } from 'vitest'
import type { LogEntry, MeterView } from '../metering/face.ts'
import { emptyHistogram } from '../metering/histogram.ts'
import { type DownloadRow, type DownloadStore, makeDownload, type UsageRow } from './download.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 20, 12, 30)
const RUNNING = NOW - (NOW % HOUR)

const row = (start: number, calls: number, keyId = 'key_1'): UsageRow => ({
  ...{ start, keyId, routeId: 'route_1', outcome: 'ok', calls, credits: calls, msSum: calls },
  histogram: emptyHistogram(),
})
const entry = (seq: number, at: number): LogEntry => ({
  seq,
  at,
  calls: [
    {
      ...{ id: `req_${seq}`, at, keyId: 'key_1', routeId: 'route_1', method: 'GET', path: '/', address: '' },
      ...{ outcome: 'ok', status: 200, ms: 1, bytes: 1, credits: 1 },
    },
  ],
  refusals: [],
})

/** What is downloaded of these rows, and the spans that were read at their mark. */
async function downloaded(held: UsageRow[], mark: number, view: Partial<MeterView> | null) {
  const recent: { start: number; end: number }[] = []
  const within = (span: { start: number; end: number }) =>
    held.filter(({ start }) => start >= span.start && start < span.end)
  const store: DownloadStore = {
    async rows(_, { span }, after, limit) {
      const rows = within(span).sort((a, b) => a.start - b.start || (a.keyId < b.keyId ? -1 : 1))
      const from = after ? rows.findIndex(({ start, keyId }) => start === after[0] && keyId === after[1]) + 1 : 0
      return rows.slice(from, from + limit)
    },
    async recent(_, { span }) {
      recent.push(span)
      return { mark, rows: within(span) }
    },
    names: async () => ({ keys: { key_1: 'web' }, routes: {} }),
  }
  const full = { at: NOW, revision: 1, used: 0, limit: null, openCalls: 0, openSince: NOW, lastOpen: [], tail: [] }
  const open = makeDownload({ view: async () => view && { ...full, ...view }, store, clock: () => NOW })
  const found = await open(
    { id: 'acct_1', tag: 'tag' },
    { asked: { range: '24h' }, zone: 'UTC', filter: { key: '', route: '', outcome: '' } },
  )
  if (!found.ok) return { code: found.code, rows: [] as DownloadRow[], pages: 0, recent }
  const pages: DownloadRow[][] = []
  for await (const page of found.value.rows()) pages.push(page)
  return { code: null, rows: pages.flat(), pages: pages.length, recent }
}

test('what the object holds above the mark is added to its hour, and once', async () => {
  const { rows } = await downloaded([row(RUNNING - HOUR, 4), row(RUNNING, 5)], 7, {
    tail: [entry(7, NOW), entry(8, NOW)],
  })
  expect(rows.map(({ start, calls }) => [start, calls])).toEqual([
    [RUNNING - HOUR, 4],
    [RUNNING, 6],
  ])
  expect(rows[0]).toMatchObject({ keyName: 'web', routeName: '' })
})

test('hours that a call which is still open was admitted in are read with the mark', async () => {
  const { recent } = await downloaded([], 0, { openSince: NOW - 5 * HOUR })
  expect(recent).toEqual([{ start: RUNNING - 5 * HOUR, end: RUNNING + HOUR }])
})

test('rows come a page at a time, each once', async () => {
  const held = Array.from({ length: 1_100 }, (_, i) => row(RUNNING - 3 * HOUR, i, `key_${String(i).padStart(4, '0')}`))
  const { rows, pages } = await downloaded(held, 0, {})
  expect(pages).toBe(4)
  expect(rows.map(({ keyId }) => keyId)).toEqual(held.map(({ keyId }) => keyId))
})

test('nothing is downloaded while the newest calls cannot be had', async () => {
  expect(await downloaded([row(RUNNING, 5)], 0, null)).toMatchObject({ code: 'METER_UNAVAILABLE' })
})
