import { beforeAll, describe, expect, test } from 'vitest'
import { emptyHistogram } from '../../domain/metering/histogram.ts'
import type { HourlyUsage } from '../../domain/metering/rollup.ts'
import { HOUR, hourOf } from '../../domain/periods.ts'
import { addUsage } from '../../storage/usage-sums.ts'
import { ask, bindings, keysOf, type Person, seedDemoRoute, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const NOW = hourOf(Date.now())
const DAY = 24 * HOUR

const row = (change: Partial<HourlyUsage>): HourlyUsage => ({
  hour: NOW - 3 * HOUR,
  keyId: 'key_a',
  routeId: 'route_a',
  outcome: 'ok',
  calls: 1,
  credits: 2,
  msSum: 40,
  histogram: emptyHistogram().map((_, i) => (i === 4 ? 1 : 0)),
  ...change,
})
const add = ({ accountId }: Person, rows: HourlyUsage[]) =>
  bindings.DB.batch(addUsage(bindings.DB, accountId, rows, { guard: '?2 = 0', from: 0 }))

let member: Person
let keyId: string
beforeAll(async () => {
  member = await signUp('usage-json')
  await seedDemoRoute()
  keyId = (await keysOf(member.accountId))[0]?.id ?? ''
  await bindings.DB.prepare("UPDATE api_keys SET name = '=SUM(A1)' WHERE id = ?").bind(keyId).run()
  const refused = { outcome: 'RATE_LIMITED', credits: 0, msSum: 0, histogram: emptyHistogram() }
  await add(member, [
    row({ keyId, calls: 10, credits: 20 }),
    row({ keyId, outcome: 'failed', calls: 2, credits: 0 }),
    row({ ...refused, calls: 5 }),
    row({ hour: NOW - DAY - 3 * HOUR, calls: 4 }),
    // More than one page of rows.
    ...Array.from({ length: 1_203 }, (_, i) => row({ hour: NOW - 40 * DAY, keyId: `key_${i}` })),
  ])
})

const get = (path: string, person: Person = member) => ask(api, path, { headers: person.bearer })
const usage = async (query: string) => (await get(`/api/usage?${query}`)).json<Record<string, never>>()

describe('usage as JSON', () => {
  test('has totals, the period before, refusals by code and what was asked to be grouped', async () => {
    expect(await usage('range=24h&group=key')).toMatchObject({
      range: '24h',
      step: 'hour',
      step_ms: HOUR,
      exact: true,
      totals: { answered: 12, ok: 10, errors: 2, refused: 5, credits: 20 },
      before: { answered: 4, end: NOW - 23 * HOUR },
      refusals: [{ code: 'RATE_LIMITED', calls: 5, calls_before: 0 }],
      group: 'key',
      groups: [
        { id: keyId, name: '=SUM(A1)', answered: 12, errors: 2, refused: 0, calls_before: 0 },
        { id: 'key_a', name: 'key_a', answered: 0, refused: 5, calls_before: 4 },
      ],
      others: null,
    })
  })

  test('by outcome, and filtered, and both', async () => {
    const { groups } = await usage('group=outcome')
    expect(groups).toMatchObject([
      { id: 'ok', ok: 10 },
      { id: 'failed', errors: 2 },
      { id: 'RATE_LIMITED', refused: 5 },
    ])
    expect(await usage(`key=${keyId}&outcome=failed`)).toMatchObject({ totals: { ok: 0, errors: 2, refused: 0 } })
    expect(await usage('outcome=refused&group=route')).toMatchObject({ groups: [{ id: 'route_a', refused: 5 }] })
  })

  test('has a call before D1 does', async () => {
    const caller = await signUp('usage-json-now')
    await (await ask(api, '/api/demo/x', { headers: { 'X-API-Key': caller.apiKey } })).text()
    const answered = async () =>
      (await get('/api/usage?range=7d&time_zone=Asia/Kolkata', caller)).json<{ totals: { answered: number } }>()
    await expect.poll(answered).toMatchObject({ totals: { answered: 1 }, series: { length: 7 } })
  })

  test.each([
    ['range=1y', 'range'],
    ['from=2024-02-30&to=2024-03-01', 'from'],
    ['from=2024-01-01', 'to'],
    ['from=2024-01-02&to=2024-01-01', 'to'],
    ['time_zone=Mars/Olympus', 'time_zone'],
    ['group=account', 'group'],
    ['outcome=fine', 'outcome'],
  ])('%s is refused for its %s', async (query, field) => {
    const answer = await get(`/api/usage?${query}`)
    expect([answer.status, await answer.json()]).toMatchObject([422, { errors: [{ field }] }])
  })
})

describe('a download', () => {
  const rowsOf = async (query: string, person = member) => {
    const answer = await get(`/api/usage/download?${query}`, person)
    expect(answer.status).toBe(200)
    return {
      answer,
      lines: new TextDecoder()
        .decode(await answer.arrayBuffer())
        .split(/\r?\n/)
        .slice(0, -1),
    }
  }
  const date = (ms: number) => new Date(ms).toISOString().slice(0, 10)

  test('as CSV has a head and a row an hour, key, route and outcome, and runs nothing', async () => {
    const { answer, lines } = await rowsOf('range=24h')
    expect(answer.headers.get('Content-Disposition')).toMatch(/^attachment; filename="usage-[0-9-]+\.csv"$/)
    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
    expect(lines[0]).toBe('start,unit,key_id,key,route_id,route,outcome,calls,credits,ms_sum,p50_ms,p95_ms,p99_ms')
    const start = new Date(NOW - 3 * HOUR).toISOString()
    expect(lines.slice(1).toSorted()).toEqual(
      [
        `${start},hour,${keyId},'=SUM(A1),route_a,,failed,2,0,40,42.5,49.3,49.9`,
        `${start},hour,${keyId},'=SUM(A1),route_a,,ok,10,20,40,42.5,49.3,49.9`,
        `${start},hour,key_a,,route_a,,RATE_LIMITED,5,0,0,,,`,
      ].toSorted(),
    )
  })

  test('as NDJSON has the same rows', async () => {
    const { answer, lines } = await rowsOf(`range=24h&format=ndjson&key=${keyId}&outcome=ok`)
    expect(answer.headers.get('Content-Type')).toBe('application/x-ndjson')
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { start: NOW - 3 * HOUR, unit: 'hour', key: '=SUM(A1)', outcome: 'ok', calls: 10, p50_ms: 42.5 },
    ])
  })

  test('has every row once, however many pages they are; of days beyond 31', async () => {
    const { lines } = await rowsOf(`from=${date(NOW - 45 * DAY)}&to=${date(NOW)}&format=ndjson`)
    const rows = lines.map(
      (line) => JSON.parse(line) as { unit: string; key_id: string; start: number; outcome: string },
    )
    expect(rows.filter(({ start }) => start === NOW - 40 * DAY - ((NOW - 40 * DAY) % DAY))).toHaveLength(1_203)
    expect(new Set(rows.map((row) => JSON.stringify([row.start, row.key_id, row.outcome]))).size).toBe(rows.length)
    expect(new Set(rows.map(({ unit }) => unit))).toEqual(new Set(['day']))
  })

  test('has a call before D1 does, and of another account nothing', async () => {
    const caller = await signUp('usage-file-now')
    await (await ask(api, '/api/demo/x', { headers: { 'X-API-Key': caller.apiKey } })).text()
    const lines = async () => (await rowsOf('format=ndjson', caller)).lines.map((line) => JSON.parse(line))
    await expect.poll(lines).toMatchObject([{ route: 'Demo', outcome: 'ok', calls: 1, start: hourOf(Date.now()) }])
    expect((await rowsOf(`range=12m&key=${keyId}`, caller)).lines).toHaveLength(1)
  })

  test('is refused like the page when its days are wrong', async () => {
    expect((await get('/api/usage/download?from=2024-01-02&to=2024-01-01')).status).toBe(422)
  })
})
