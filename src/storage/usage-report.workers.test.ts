import { beforeAll, describe, expect, test, vi } from 'vitest'
import { bindings, type Person, signUp } from '../app/visitor.fixture.ts'
import type { LogEntry, MeterView } from '../domain/metering/face.ts'
import { emptyHistogram, merge, percentile } from '../domain/metering/histogram.ts'
import { type HourlyUsage, isAdmitted } from '../domain/metering/rollup.ts'
import { HOUR } from '../domain/periods.ts'
import { makeReport } from '../domain/usage/make-report.ts'
import type { ReportRequest, UsageReport } from '../domain/usage/report.ts'
import { database } from './database.ts'
import { readReport } from './usage-report.ts'
import { addUsage } from './usage-sums.ts'

const NOW = Date.UTC(2026, 10, 20, 12, 30)
const DAY = 24 * HOUR
const OUTCOMES = ['ok', 'failed', 'unknown', 'RATE_LIMITED', 'KEY_REVOKED']
const NEW_YORK = 'America/New_York'

/** Rows of two months, no two alike, a few an hour. */
const ROWS: HourlyUsage[] = Array.from({ length: 62 * 24 * 4 }, (_, i) => {
  const outcome = OUTCOMES[(i * i) % 5] ?? ''
  const admitted = isAdmitted(outcome)
  return {
    hour: NOW - (NOW % HOUR) - Math.floor(i / 4) * HOUR,
    keyId: `key_${i % 4 === 0 ? (i * 7) % 9 : 0}`,
    routeId: `route_${i % 4 < 2 ? (i * 5) % 3 : i % 4}`,
    outcome,
    calls: 1 + ((i * 13) % 17),
    credits: admitted ? i % 29 : 0,
    msSum: admitted ? i : 0,
    histogram: emptyHistogram().map((_, bucket) => (admitted ? (i * 7 + bucket * bucket) % 13 : 0)),
  }
})

let one: Person
beforeAll(async () => {
  one = await signUp('report-one')
  const other = await signUp('report-other')
  const add = (accountId: string, rows: HourlyUsage[]) =>
    bindings.DB.batch(addUsage(bindings.DB, accountId, rows, { guard: '?2 = 0', from: 0 }))
  await add(one.accountId, ROWS)
  await add(
    other.accountId,
    ROWS.slice(0, 500).map((row) => ({ ...row, keyId: 'key_others' })),
  )
})

const viewOf = (tail: LogEntry[]): MeterView => ({
  at: NOW,
  revision: 1,
  used: 7,
  limit: 100,
  phases: [],
  openCalls: 0,
  openSince: NOW,
  lastOpen: [],
  tail,
})
const NO_FILTER = { key: '', route: '', outcome: '' }

async function report(request: Partial<ReportRequest>, tail: LogEntry[] | null = [], by = one): Promise<UsageReport> {
  const of = makeReport({
    view: async () => tail && viewOf(tail),
    read: (accountId, query) => readReport(database(bindings.DB), accountId, query),
    clock: () => NOW,
  })
  const all = { asked: { range: '30d' as const }, zone: NEW_YORK, filter: NO_FILTER, most: 5, folded: true, ...request }
  const found = await of({ id: by.accountId, tag: by.tag }, all)
  if (!found.ok) throw new Error(JSON.stringify(found))
  return found.value
}

/** What rows come to, added up one by one. */
function added(rows: readonly HourlyUsage[]) {
  const sum = (is: (outcome: string) => boolean, of: (row: HourlyUsage) => number = (row) => row.calls) =>
    rows.filter(({ outcome }) => is(outcome)).reduce((total, row) => total + of(row), 0)
  const latency = rows
    .filter(({ outcome }) => isAdmitted(outcome))
    .reduce((all, row) => merge(all, row.histogram), emptyHistogram())
  return {
    calls: sum(isAdmitted),
    asked: sum(() => true),
    ok: sum((outcome) => outcome === 'ok'),
    errors: sum((outcome) => outcome === 'failed' || outcome === 'unknown'),
    refused: sum((outcome) => !isAdmitted(outcome)),
    credits: sum(isAdmitted, (row) => row.credits),
    msSum: sum(isAdmitted, (row) => row.msSum),
    latency: { p50: percentile(latency, 0.5), p95: percentile(latency, 0.95), p99: percentile(latency, 0.99) },
  }
}
const within =
  ({ start, end }: { start: number; end: number }) =>
  ({ hour }: HourlyUsage) =>
    hour >= start && hour < end
const of = (rows: readonly HourlyUsage[], is: (row: HourlyUsage) => boolean) => added(rows.filter(is))

describe.each([
  ['24 hours', { range: '24h' }],
  ['30 days', { range: '30d' }],
  ['a day', { from: '2026-11-01', to: '2026-11-01' }],
  ['some days', { from: '2026-11-01', to: '2026-11-13' }],
  ['40 days', { from: '2026-10-12', to: '2026-11-20' }],
  ['a year', { range: '12m' }],
] as const)('%s', (_, asked) => {
  test.each([
    ['everything', NO_FILTER],
    ['a key', { ...NO_FILTER, key: 'key_0' }],
    ['a route and an outcome', { key: '', route: 'route_2', outcome: 'failed' }],
    ['refusals', { ...NO_FILTER, outcome: 'refused' }],
  ])('of %s are what their hours come to', async (_, filter) => {
    const found = await report({ asked, filter })
    const { window, before } = found
    const rows = ROWS.filter(
      (row) =>
        (filter.key === '' || row.keyId === filter.key) &&
        (filter.route === '' || row.routeId === filter.route) &&
        (filter.outcome === '' ||
          (filter.outcome === 'refused' ? !isAdmitted(row.outcome) : row.outcome === filter.outcome)),
    )
    expect(found.totals).toEqual(of(rows, within(window)))
    expect(found.totalsBefore).toEqual(of(rows, within(before)))
    expect(found.series).toEqual(window.buckets.map((span) => ({ ...span, ...of(rows, within(span)) })))
    for (const [groups, idOf] of [
      [found.keys, (row: HourlyUsage) => row.keyId],
      [found.routes, (row: HourlyUsage) => row.routeId],
    ] as const) {
      for (const { id, name, hint, askedBefore, change, ...sums } of groups.shown) {
        const { latency: _, ...expected } = of(rows, (row) => idOf(row) === id && within(window)(row))
        expect(sums).toEqual(expected)
        expect(askedBefore).toBe(of(rows, (row) => idOf(row) === id && within(before)(row)).asked)
      }
      const shown = groups.shown.reduce((sum, group) => sum + group.asked, 0)
      expect(shown + (groups.others ? groups.others.sums.asked : 0)).toBe(found.totals.asked)
    }
    for (const { outcome, calls, callsBefore } of found.outcomes) {
      const count = (span: { start: number; end: number }) =>
        rows.filter((row) => row.outcome === outcome && within(span)(row)).reduce((sum, row) => sum + row.calls, 0)
      expect([calls, callsBefore]).toEqual([count(window), count(before)])
    }
  })
})

test('groups come with most calls first, the rest of them as one', async () => {
  const { keys, totals } = await report({ most: 3 })
  const all = (await report({ most: 100 })).keys
  expect(all.others).toBeNull()
  expect(keys.shown).toEqual(all.shown.slice(0, 3))
  expect(keys.others?.count).toBe(all.shown.length - 3)
  const asked = all.shown.map((group) => group.asked)
  expect(asked).toEqual(asked.toSorted((a, b) => b - a))
  expect(asked.reduce((a, b) => a + b)).toBe(totals.asked)
})

const call = (id: string, at: number, change = {}): LogEntry['calls'][number] => ({
  id,
  at,
  keyId: 'key_0',
  routeId: 'route_0',
  method: 'GET',
  path: '/api/x',
  address: '',
  outcome: 'ok',
  status: 200,
  ms: 30,
  bytes: 1,
  credits: 2,
  ...change,
})
const entry = (seq: number, calls: LogEntry['calls'], refusals: LogEntry['refusals'] = []): LogEntry => ({
  seq,
  at: NOW,
  calls,
  refusals,
})

describe('what D1 does not hold yet', () => {
  test('is in every number: totals, parts, outcomes, groups and latency', async () => {
    const without = await report({})
    const hour = NOW - (NOW % HOUR)
    const found = await report({}, [
      entry(1_000, [call('a', NOW), call('b', NOW, { keyId: 'key_new', routeId: 'route_new', ms: 20_000 })]),
      entry(1_001, [], [{ hour, keyId: 'key_new', routeId: 'route_0', code: 'RATE_LIMITED', count: 20_000 }]),
    ])
    const grown = (name: 'ok' | 'refused' | 'credits' | 'msSum') => found.totals[name] - without.totals[name]
    expect([grown('ok'), grown('refused'), grown('credits'), grown('msSum')]).toEqual([2, 20_000, 4, 20_030])
    expect(found.series.at(-1)?.calls).toBe((without.series.at(-1)?.calls ?? 0) + 2)
    expect(found.keys.shown[0]).toMatchObject({ id: 'key_new', ok: 1, refused: 20_000 })
    const countOf = ({ outcomes }: UsageReport) =>
      outcomes.find(({ outcome }) => outcome === 'RATE_LIMITED')?.calls ?? 0
    expect(countOf(found) - countOf(without)).toBe(20_000)
    expect(found.month).toMatchObject({ used: 7, exact: true })
  })

  test('is in the latency, also of a part and of an outcome', async () => {
    const calls = [call('a', NOW, { keyId: 'key_new', ms: 7 }), call('b', NOW, { keyId: 'key_new', ms: 20_000 })]
    const found = await report({ filter: { ...NO_FILTER, key: 'key_new' } }, [entry(1_000, calls)])
    const latency = { p50: 10, p95: 15_000, p99: 15_000 }
    expect([found.totals.latency, found.series.at(-1)?.latency, found.outcomes[0]?.latency]).toEqual([
      latency,
      latency,
      latency,
    ])
    expect(found.totalsBefore.latency.p50).toBeNull()
  })

  test('lifts a key of few calls to its place, with all that D1 holds of it', async () => {
    const all = (await report({ most: 100 })).keys.shown
    const last = all.at(-1)
    const hour = NOW - (NOW % HOUR)
    const refusal = { hour, keyId: last?.id ?? '', routeId: 'route_0', code: 'RATE_LIMITED', count: 20_000 }
    const { keys } = await report({ most: 2 }, [entry(1_000, [], [refusal])])
    expect(keys.shown[0]).toMatchObject({
      id: last?.id,
      ok: last?.ok,
      refused: (last?.refused ?? 0) + 20_000,
      askedBefore: last?.askedBefore,
    })
    expect(keys.others?.count).toBe(all.length - 2)
  })

  test('is left out where a filter does not let it through', async () => {
    const filter = { key: 'key_0', route: '', outcome: 'ok' }
    const without = await report({ filter })
    const found = await report({ filter }, [
      entry(1_000, [call('a', NOW), call('b', NOW, { keyId: 'key_1' }), call('c', NOW, { outcome: 'failed' })]),
    ])
    expect(found.totals.ok - without.totals.ok).toBe(1)
    expect(found.totals.errors).toBe(0)
  })

  test('is not counted twice once D1 holds it', async () => {
    await bindings.DB.prepare(
      'INSERT INTO meter_marks VALUES (?, 5, 123) ON CONFLICT DO UPDATE SET seq = 5, flushed_at = 123',
    )
      .bind(one.accountId)
      .run()
    const without = await report({})
    const found = await report({}, [entry(5, [call('a', NOW)]), entry(6, [call('b', NOW)])])
    expect(found.totals.ok - without.totals.ok).toBe(1)
    expect(await report({}, null)).toMatchObject({ isExact: false, asOf: 123, totals: { ok: without.totals.ok } })
    await bindings.DB.prepare('UPDATE meter_marks SET seq = 0 WHERE account_id = ?').bind(one.accountId).run()
  })

  test('belongs to a window when it was admitted at its start, not when at its end', async () => {
    const days = { from: '2026-11-01', to: '2026-11-10' }
    const { window, totals, totalsBefore } = await report({ asked: days })
    const at = async (time: number) => {
      const found = await report({ asked: days }, [entry(1_000, [call('a', time)])])
      return [found.totals.ok - totals.ok, found.totalsBefore.ok - totalsBefore.ok]
    }
    expect(await at(window.start)).toEqual([1, 0])
    expect(await at(window.start - 1)).toEqual([0, 1])
    expect(await at(window.end - 1)).toEqual([1, 0])
    expect(await at(window.end)).toEqual([0, 0])
  })
})

test('another account’s key gives nothing', async () => {
  const found = await report({ filter: { ...NO_FILTER, key: 'key_others' } })
  expect([found.totals.asked, found.keys.shown, found.outcomes]).toEqual([0, [], []])
})

describe('of an account with many keys, routes and reasons', () => {
  let busy: Person
  beforeAll(async () => {
    busy = await signUp('report-busy')
    const histogram = JSON.stringify(emptyHistogram().map((_, i) => i * 37))
    const list = (count: number, of: (i: number) => unknown) =>
      JSON.stringify(Array.from({ length: count }, (_, i) => of(i)))
    const first = NOW - (NOW % HOUR) - 61 * DAY
    const summed = (time: string, names: string) =>
      `SELECT account_id, ${time}, ${names}, sum(calls), sum(credits), sum(ms_sum), ? FROM usage_hourly WHERE account_id = ? GROUP BY 1, 2, ${names}`
    await bindings.DB.batch([
      bindings.DB.prepare(
        `INSERT INTO usage_hourly SELECT ?, h.value, 'key_' || k.value, 'route_' || r.value, o.value, 9, 9, 900, ?
         FROM json_each(?) h, json_each(?) k, json_each(?) r, json_each(?) o ORDER BY 2, 3, 4, 5`,
      ).bind(
        busy.accountId,
        histogram,
        list(61 * 24, (i) => first + (i + 1) * HOUR),
        list(10, (i) => `0123456789abcdef${i}`),
        list(3, (i) => `0123456789abcdef${i}`),
        JSON.stringify([...OUTCOMES, 'QUOTA_EXCEEDED']),
      ),
      bindings.DB.prepare(
        `INSERT INTO usage_daily ${summed('hour - hour % 86400000', 'key_id, route_id, outcome')}`,
      ).bind(histogram, busy.accountId),
      bindings.DB.prepare(`INSERT INTO usage_totals ${summed('hour', 'outcome')}`).bind(histogram, busy.accountId),
    ])
  })

  /** What D1 says that a report took. */
  async function taken(request: Partial<ReportRequest>) {
    const batches: D1Meta[][] = []
    const counting = {
      prepare: (text: string) => bindings.DB.prepare(text),
      batch: async (statements: D1PreparedStatement[]) => {
        const results = await bindings.DB.batch(statements)
        batches.push(results.map(({ meta }) => meta))
        return results
      },
    } as unknown as D1Database
    const of = makeReport({
      view: async () => viewOf([]),
      read: (accountId, query) => readReport(database(counting), accountId, query),
      clock: () => NOW,
    })
    const all = {
      asked: { range: '30d' as const },
      zone: NEW_YORK,
      filter: NO_FILTER,
      most: 10,
      folded: true,
      ...request,
    }
    await of({ id: busy.accountId, tag: busy.tag }, all)
    const metas = batches.flat()
    return {
      batches: batches.length,
      statements: metas.length,
      rows: metas.reduce((sum, meta) => sum + meta.rows_read, 0),
      ms: metas.reduce((sum, meta) => sum + meta.duration, 0),
    }
  }

  test('30 days read few rows, in one batch', async () => {
    expect(await taken({})).toMatchObject({ batches: 1, statements: 8 })
    expect((await taken({})).rows).toBeLessThan(50_000)
  })

  test('a key’s 30 days are found by their hours, not among those of all keys', async () => {
    expect((await taken({ filter: { ...NO_FILTER, key: 'key_0123456789abcdef3' } })).rows).toBeLessThan(60_000)
  })
})

test('what a route’s sums take from D1 does not grow with the keys that call it', async () => {
  const many = await signUp('report-many')
  const histogram = JSON.stringify(emptyHistogram().map((_, i) => 1_000_000 + i))
  const [keys, days] = [100, 60]
  await bindings.DB.prepare(
    `INSERT INTO usage_daily (account_id, day, key_id, route_id, outcome, calls, credits, ms_sum, ms_histogram)
     WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${keys * days} - 1)
     SELECT ?1, ?2 + i % ${days} * ${DAY}, 'key_' || (i / ${days}), 'route_0', 'ok', 1, 1, 1, ?3 FROM n`,
  )
    .bind(many.accountId, NOW - (NOW % DAY) - days * DAY, histogram)
    .run()
  const batch = vi.spyOn(bindings.DB, 'batch')
  const { before, totalsBefore } = await report({ filter: { ...NO_FILTER, route: 'route_0' } }, [], many)
  const wholeDays = Math.floor(before.end / DAY) - Math.ceil(before.start / DAY)
  expect([wholeDays, totalsBefore.calls]).toEqual([29, keys * 29])
  const taken = await Promise.all(batch.mock.results.map(({ value }) => value))
  expect(taken.length).toBe(1)
  expect(JSON.stringify(taken).length).toBeLessThan(50_000)
  vi.restoreAllMocks()
})
