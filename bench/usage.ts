import { emptyHistogram } from '../src/domain/metering/histogram.ts'
import { HOUR, hourOf } from '../src/domain/periods.ts'
import { makeReport } from '../src/domain/usage/make-report.ts'
import { database } from '../src/storage/database.ts'
import { readReport } from '../src/storage/usage-report.ts'
import { seedAccounts } from './accounts.ts'
import { median } from './statistics.ts'
import type { World } from './world.ts'

const DAY = 24 * HOUR
/** The page's 30 days, and the 30 before with which it compares them. */
const DAYS = 61
/** What /usage asks for at first, of a reader whose days are not those of UTC. */
const PAGE = {
  asked: { range: '30d' },
  zone: 'America/New_York',
  filter: { key: '', route: '', outcome: '' },
  most: 8,
  folded: true,
} as const
const TIMES = 25
const KEYS = 10
const OUTCOMES = ['ok', 'failed', 'RATE_LIMITED']
const ROUTES = ['route_demo', 'route_up', 'route_streaming']
/** Of each key, route, outcome and hour: 10 x 3 x 3 x 1,464 of them are two million calls. */
const CALLS_A_ROW = 16

/** What the page asks D1 for, over so many calls. */
export interface UsageTimes {
  calls: number
  hourlyRows: number
  /** What D1 says its queries take, ms: median. */
  d1Ms: number
  /** From the first query to the last answer, ms: median. */
  wallMs: number
  rowsRead: number
}

/** Fills 61 days of one account, a million calls in each half, and reads 30 of them as the page does. */
export async function measureUsage({ d1 }: World): Promise<UsageTimes> {
  const now = Date.now()
  const [account] = await seedAccounts(d1, 1)
  if (!account) throw new Error('no account')
  const { calls, rows } = await fill(d1, account.id, hourOf(now))
  const rounds = { d1Ms: [] as number[], wallMs: [] as number[], rowsRead: 0 }
  for (let i = 0; i < TIMES; i++) {
    const timed = timedD1(d1)
    const began = performance.now()
    const report = makeReport({
      view: async () => null,
      read: (accountId, query) => readReport(database(timed.d1), accountId, query),
      clock: () => now,
    })
    await report({ id: account.id, tag: '' }, PAGE)
    rounds.wallMs.push(performance.now() - began)
    rounds.d1Ms.push(timed.used.ms)
    rounds.rowsRead = timed.used.rowsRead
  }
  const { rowsRead } = rounds
  return { calls, hourlyRows: rows, d1Ms: median(rounds.d1Ms), wallMs: median(rounds.wallMs), rowsRead }
}

async function fill(d1: D1Database, accountId: string, until: number) {
  const histogram = emptyHistogram().fill(CALLS_A_ROW / emptyHistogram().length)
  const sums = `sum(calls), sum(credits), sum(ms_sum), json_array(${histogram.map((_, i) => `sum(ms_histogram ->> ${i})`).join(', ')})`
  const names = 'calls, credits, ms_sum, ms_histogram'
  await d1.batch([
    d1
      .prepare(
        `INSERT INTO usage_hourly (account_id, hour, key_id, route_id, outcome, ${names})
         WITH RECURSIVE hours (hour) AS (SELECT ?2 UNION ALL SELECT hour - ${HOUR} FROM hours WHERE hour > ?2 - ${DAYS * DAY - HOUR}),
           keys (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM keys WHERE n < ${KEYS})
         SELECT ?1, hour, 'key_bench' || n, r.value, o.value, ?3, ?3, ?3 * 40, ?4
         FROM hours, keys, json_each(?5) r, json_each(?6) o`,
      )
      .bind(accountId, until, CALLS_A_ROW, JSON.stringify(histogram), JSON.stringify(ROUTES), JSON.stringify(OUTCOMES)),
    d1
      .prepare(
        `INSERT INTO usage_daily (account_id, day, key_id, route_id, outcome, ${names})
         SELECT account_id, hour - hour % ${DAY} AS day, key_id, route_id, outcome, ${sums} FROM usage_hourly
         WHERE account_id = ? GROUP BY day, key_id, route_id, outcome`,
      )
      .bind(accountId),
    d1
      .prepare(
        `INSERT INTO usage_totals (account_id, hour, outcome, ${names})
         SELECT account_id, hour, outcome, ${sums} FROM usage_hourly WHERE account_id = ? GROUP BY hour, outcome`,
      )
      .bind(accountId),
  ])
  const filled = await d1
    .prepare('SELECT sum(calls) AS calls, count(*) AS rows FROM usage_hourly WHERE account_id = ?')
    .bind(accountId)
    .first<{ calls: number; rows: number }>()
  return filled ?? { calls: 0, rows: 0 }
}

/** Adds up what D1 says of its batches. */
function timedD1(d1: D1Database): { d1: D1Database; used: { ms: number; rowsRead: number } } {
  const used = { ms: 0, rowsRead: 0 }
  const timed = new Proxy(d1, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name !== 'batch') return value.bind(target)
      return async (statements: D1PreparedStatement[]) => {
        const results = await target.batch(statements)
        for (const { meta } of results) {
          used.ms += meta.duration
          used.rowsRead += meta.rows_read
        }
        return results
      }
    },
  })
  return { d1: timed, used }
}
