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
const entry = (seq: number, at: number, keyId = 'key_1'): LogEntry => ({
  seq,
  at,
  calls: [
    {
      ...{ id: `req_${seq}`, at, keyId, routeId: 'route_1', method: 'GET', path: '/', address: '' },
      ...{ outcome: 'ok', status: 200, ms: 1, bytes: 1, credits: 1 },
    },
  ],
  refusals: [],
})

const places = (rows: UsageRow[]) =>
  rows.sort((a, b) => a.start - b.start || (a.keyId === b.keyId ? 0 : a.keyId < b.keyId ? -1 : 1))

/** What is downloaded of what D1 holds at each page: the last for all that follow. */
async function downloaded(held: { mark: number; rows: UsageRow[] }[], view: Partial<MeterView> | null) {
  let asked = 0
  const named: string[][] = []
  const store: DownloadStore = {
    async rows(_, { span }, after, limit) {
      const { mark, rows } = held[Math.min(asked++, held.length - 1)] ?? { mark: 0, rows: [] }
      const behind = places(rows.filter(({ start }) => start >= span.start && start < span.end)).filter(
        ({ start, keyId }) => !after || start > after[0] || (start === after[0] && keyId > after[1]),
      )
      return { mark, rows: behind.slice(0, limit) }
    },
    async names(_, keyIds, routeIds) {
      named.push([...keyIds, ...routeIds])
      return { keys: { key_1: 'web' }, routes: {} }
    },
  }
  const full = {
    at: NOW,
    revision: 1,
    used: 0,
    limit: null,
    phases: [],
    openCalls: 0,
    openSince: NOW,
    lastOpen: [],
    tail: [],
  }
  const open = makeDownload({ view: async () => view && { ...full, ...view }, store, clock: () => NOW })
  const found = await open(
    { id: 'acct_1', tag: 'tag' },
    { asked: { range: '24h' }, zone: 'UTC', filter: { key: '', route: '', outcome: '' } },
  )
  if (!found.ok) return { code: found.code, rows: [] as DownloadRow[], asked, named }
  const pages: DownloadRow[][] = []
  for await (const page of found.value.rows()) pages.push(page)
  return { code: null, rows: pages.flat(), asked, named }
}

test('what the object holds above the mark is added to its hour, and once', async () => {
  const { rows } = await downloaded([{ mark: 7, rows: [row(RUNNING - HOUR, 4), row(RUNNING, 5)] }], {
    tail: [entry(7, NOW), entry(8, NOW)],
  })
  expect(rows.map(({ start, calls }) => [start, calls])).toEqual([
    [RUNNING - HOUR, 4],
    [RUNNING, 6],
  ])
  expect(rows[0]).toMatchObject({ keyName: 'web', routeName: '' })
})

/** Rows of one hour, each of its key, in the order of keys. */
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => row(RUNNING, 1, `key_${String(i).padStart(5, '0')}`))

test('rows come 5,000 at a time, each once; a name is asked for once', async () => {
  const rows = [...rowsOf(5_500), ...rowsOf(5_500).map((one) => ({ ...one, start: RUNNING - HOUR }))]
  const found = await downloaded([{ mark: 0, rows }], {})
  expect(found.rows.map(({ start, keyId }) => [start, keyId])).toEqual(
    places(rows).map(({ start, keyId }) => [start, keyId]),
  )
  expect([found.asked, found.named.flat().length]).toEqual([3, 5_501])
})

test('a row that only the object holds comes in its place, on whatever page that is', async () => {
  const rows = rowsOf(10_001).filter((_, i) => i % 5_000 !== 17)
  const missing = [17, 5_017].map((i) => `key_${String(i).padStart(5, '0')}`)
  const tail = missing.map((keyId, i) => entry(i + 1, NOW, keyId))
  const found = await downloaded([{ mark: 0, rows }], { tail })
  expect(found.rows.map(({ keyId }) => keyId)).toEqual(rowsOf(10_001).map(({ keyId }) => keyId))
})

test('what is flushed between two pages is in the file once', async () => {
  const rows = rowsOf(6_000)
  const late = { ...row(RUNNING, 2, 'key_05999') }
  const early = { ...row(RUNNING, 2, 'key_00000') }
  const flushed = [early, ...rows.slice(1, -1), late]
  const tail = [entry(1, NOW, 'key_00000'), entry(2, NOW, 'key_05999')]
  const { rows: found } = await downloaded(
    [
      { mark: 0, rows },
      { mark: 2, rows: flushed },
    ],
    { tail },
  )
  expect([found.length, found[0]?.calls, found.at(-1)?.calls]).toEqual([6_000, 2, 2])
  expect(found.reduce((sum, { calls }) => sum + calls, 0)).toBe(6_002)
})

test('nothing is downloaded while the newest calls cannot be had', async () => {
  expect(await downloaded([{ mark: 0, rows: [row(RUNNING, 5)] }], null)).toMatchObject({ code: 'METER_UNAVAILABLE' })
})
