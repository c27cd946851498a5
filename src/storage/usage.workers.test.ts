import { beforeAll, expect, test } from 'vitest'
import { bindings, type Person, signUp } from '../app/visitor.fixture.ts'
import { emptyHistogram, merge } from '../domain/metering/histogram.ts'
import { type HourlyUsage, isAdmitted } from '../domain/metering/rollup.ts'
import { HOUR } from '../domain/periods.ts'
import { database } from './database.ts'
import { readUsage } from './usage.ts'
import { addUsage } from './usage-sums.ts'

const START = Date.UTC(2026, 9, 20)
const MONTH = Date.UTC(2026, 9, 25)
const OUTCOMES = ['ok', 'failed', 'unknown', 'RATE_LIMITED', 'KEY_REVOKED']
const HOURS = 240

let one: Person
let other: Person
beforeAll(async () => {
  one = await signUp('usage-one')
  other = await signUp('usage-other')
  await insert(one.accountId, ROWS)
  await insert(other.accountId, ROWS.slice(0, 100))
})

/** An hour's rows of eight keys on two routes with each outcome, no two alike. */
const ROWS: HourlyUsage[] = Array.from({ length: HOURS * 80 }, (_, i) => {
  const outcome = OUTCOMES[i % 5] ?? ''
  const histogram = emptyHistogram().map((_, bucket) => (i * 7 + bucket * bucket) % 13)
  const hour = START + Math.floor(i / 80) * HOUR
  return {
    hour,
    keyId: `key_${(i % 16) >> 1}`,
    routeId: `route_${i % 2}`,
    outcome,
    calls: i,
    credits: i * 3,
    msSum: i,
    histogram,
  }
})

async function insert(accountId: string, rows: HourlyUsage[]) {
  await bindings.DB.batch(addUsage(bindings.DB, accountId, rows, { guard: '?2 = 0', from: 0 }))
}
const read = ({ accountId }: Person, since: number, monthStart = since, paceSince = since) =>
  readUsage(database(bindings.DB), accountId, { since, monthStart, paceSince, lastCalls: 8 })

test('sums of an hour and outcome are those of all its keys and routes, and no more travels', async () => {
  const { sums } = await read(one, MONTH)
  const expected = Object.entries(Object.groupBy(ROWS, ({ hour, outcome }) => `${hour} ${outcome}`)).flatMap(
    ([name, rows = []]) => {
      const [hour, outcome] = name.split(' ')
      const made = { hour: Number(hour), outcome, calls: rows.reduce((all, row) => all + row.calls, 0) }
      return made.hour < MONTH ? [] : [made]
    },
  )
  const byName = (a: { hour: number; outcome?: string | undefined }, b: typeof a) =>
    a.hour - b.hour || (a.outcome ?? '').localeCompare(b.outcome ?? '')
  expect(sums.sort(byName)).toEqual(expected.sort(byName))
})

test('the month has each outcome from its own instant on, with the latency of admitted calls bucket by bucket', async () => {
  const since = MONTH + 3 * HOUR
  const { month } = await read(one, START, since)
  const rows = ROWS.filter(({ hour }) => hour >= since)
  expect(month.map(({ outcome }) => outcome).sort()).toEqual([...OUTCOMES].sort())
  for (const { outcome, calls, credits, msSum, histogram } of month) {
    const own = rows.filter((row) => row.outcome === outcome)
    const sum = (of: 'calls' | 'credits' | 'msSum') => own.reduce((all, row) => all + row[of], 0)
    expect({ calls, credits, msSum }).toEqual({ calls: sum('calls'), credits: sum('credits'), msSum: sum('msSum') })
    const latency = isAdmitted(outcome) ? own.map((row) => row.histogram).reduce(merge) : emptyHistogram()
    expect(histogram).toEqual(latency)
  }
})

test('the pace has the credits since its own instant, and the first hour in which any were charged', async () => {
  const since = START + 200 * HOUR
  const { recent } = await read(one, START, START, since)
  const rows = ROWS.filter(({ hour }) => hour >= since)
  expect(recent).toEqual({ credits: rows.reduce((sum, { credits }) => sum + credits, 0), firstHour: since })
})

test('an account without calls, or with none since then, has none', async () => {
  const empty = { sums: [], month: [], recent: { credits: 0, firstHour: null } }
  expect(await read(other, START + HOURS * HOUR)).toMatchObject(empty)
  expect(await read(await signUp('usage-none'), START)).toMatchObject(empty)
})
