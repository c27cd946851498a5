import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import type { CallSearch } from '../domain/calls/calls.ts'
import { makeIds } from '../domain/ids.ts'
import { parseRange } from '../domain/keys/addresses.ts'
import { random } from '../platform/random.ts'
import { callStore } from './console/calls.ts'
import { database } from './database.ts'

const { DB } = env as unknown as { DB: D1Database }
const NOW = Date.UTC(2026, 10, 20)
const [PACKS, RECORDS] = [300, 50]
const FIRST = 'acct_0'
const ids: string[] = []

/** Of two accounts: a row a minute each, whose newest call is its last. Nothing in them was refused. */
beforeAll(async () => {
  const rows = Array.from({ length: 2 * PACKS }, (_, i) => {
    const at = NOW - Math.floor(i / 2) * 60_000
    const newId = makeIds(() => at - 1_000, random)
    const calls = Array.from({ length: RECORDS }, () => ({
      ...{ id: newId('req'), at: at - 1_000, keyId: 'key_1', routeId: 'route_1', method: 'GET', path: '/x' },
      ...{ address: '192.0.2.1', outcome: 'ok', status: 200, ms: 1, bytes: 1, credits: 1 },
    }))
    if (i % 2 === 0) ids.push(calls[0]?.id ?? '')
    return DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, ?, ?, ?, ?)').bind(
      `acct_${i % 2}`,
      at,
      2 * PACKS - i,
      RECORDS,
      JSON.stringify(calls),
    )
  })
  await DB.batch(rows)
})

/** How many rows D1 read for what is done with its calls. */
async function rowsReadBy(work: (store: ReturnType<typeof callStore>) => Promise<unknown>): Promise<number> {
  let rows = 0
  const counted = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get: (target, name) => {
        if (name === 'bind') return (...values: unknown[]) => counted(target.bind(...values))
        const member = Reflect.get(target, name)
        if (name !== 'raw') return typeof member === 'function' ? member.bind(target) : member
        return async () => {
          // `raw` says nothing of what it cost.
          rows += (await target.all()).meta.rows_read
          return target.raw()
        }
      },
    })
  const d1 = new Proxy(DB, {
    get: (target, name) =>
      name === 'prepare' ? (query: string) => counted(target.prepare(query)) : Reflect.get(target, name),
  })
  await work(callStore(database(d1)))
  return rows
}

const all: CallSearch = {
  ...{ key: '', route: '', outcome: '', code: '', status: null, since: null, until: null, address: null },
  ...{ requestId: '', cursor: null, limit: 25 },
}
const deep = { at: NOW - 250 * 60_000, accountId: FIRST, seq: 1, index: 10 }

test.each<[string, Partial<CallSearch>, number, typeof deep | null]>([
  ['the first page', {}, 10 * RECORDS, null],
  ['a page deep down', {}, 10 * RECORDS, deep],
  ['ten minutes long ago', { since: NOW - 200 * 60_000, until: NOW - 190 * 60_000 }, 40 * RECORDS, null],
  // Each row's text says that what is asked for is not in there.
  ['what is nowhere by its status', { status: 418 }, 300, null],
  ['what is nowhere by its code', { code: 'RATE_LIMITED' }, 300, null],
  ['what is nowhere by its key', { key: 'key_2' }, 300, null],
  ['what is nowhere by its address', { address: parseRange('203.0.113.0/24') }, 300, null],
  // Its records must be read, of 100 rows; each counts twice, since they are put in order.
  ['what is nowhere by what it is not', { outcome: 'refused' }, 300 + 2 * 100 * RECORDS, null],
])('%s reads so much of an account, however much there is', async (_, search, most, from) => {
  const rows = await rowsReadBy((store) => store.scan(FIRST, { ...all, ...search }, from, 26))
  expect(rows).toBeGreaterThan(0)
  expect(rows).toBeLessThanOrEqual(most)
})

test('one call by its id reads the rows of its time', async () => {
  for (const account of [FIRST, null]) {
    const rows = await rowsReadBy(async (store) => expect(await store.find(account, ids[200] ?? '')).not.toBeNull())
    expect(rows).toBeLessThanOrEqual(4 * RECORDS)
  }
})
