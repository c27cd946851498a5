import { env } from 'cloudflare:workers'
import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { bindings, seedPlans } from '../../src/app/visitor.fixture.ts'
import { type ArchivingPorts, makeArchiving } from '../../src/domain/calls/archiving.ts'
import { makeIds } from '../../src/domain/ids.ts'
import type { CallRecord, LedgerView, LogEntry } from '../../src/domain/metering/face.ts'
import { archiveFiles, gzip } from '../../src/platform/archive.ts'
import { random } from '../../src/platform/random.ts'
import { archivingStore } from '../../src/storage/archiving.ts'
import { flush } from '../../src/storage/flush.ts'
import { reconcileAccount } from '../../src/storage/reconcile.ts'
import type { JobsEnv } from './env.ts'
import { everyMinute } from './every-minute.ts'

const { DB } = bindings
const { ARCHIVE } = env as unknown as { ARCHIVE: R2Bucket }
const DAY = 86_400_000
const FIRST = Date.UTC(2026, 8, 1)
const RETENTION = 30
/** The moment at which the first day is archived. */
const DUE = FIRST + DAY + RETENTION * DAY

/** Two accounts of one shard, and one of another. */
const ACCOUNTS = ['acct_one7', 'acct_two7', 'acct_six3']

let now = 0
let made = 0
let seqs: Record<string, number> = {}
const idAt = (at: number) => makeIds(() => at, random)('req')

const callOf = (at: number, change: Partial<CallRecord> = {}): CallRecord => ({
  id: idAt(at),
  at,
  keyId: 'key_1',
  routeId: 'route_1',
  method: 'GET',
  path: '/api/x',
  address: '192.0.2.1',
  outcome: 'ok',
  status: 200,
  ms: 5,
  bytes: 10,
  credits: 2,
  ...change,
})

/** A flush of some calls that was written down at `at`. */
async function flushed(accountId: string, at: number, calls: CallRecord[]): Promise<void> {
  const from = seqs[accountId] ?? 0
  seqs[accountId] = from + 1
  const refusals = calls
    .filter(({ outcome }) => outcome === 'RATE_LIMITED')
    .map((call) => ({
      hour: call.at - (call.at % 3_600_000),
      keyId: 'key_1',
      routeId: 'route_1',
      code: 'RATE_LIMITED',
      count: 9,
    }))
  const entries: LogEntry[] = [{ seq: from + 1, at, calls, refusals }]
  await flush(DB, accountId, from, entries, { quota: [], spending: [] }, at)
}

/** Calls of two days, some of them admitted the day before they ended, some refused; by request id. */
async function arrange(): Promise<void> {
  for (const [i, accountId] of ACCOUNTS.entries()) {
    const start = FIRST + i * 1_000
    await flushed(accountId, start + 60_000, [
      callOf(start - 3_600_000),
      callOf(start + 5),
      callOf(start + 6, { outcome: 'failed', credits: 0 }),
    ])
    await flushed(accountId, start + 120_000, [
      callOf(start + 70_000, { outcome: 'RATE_LIMITED', credits: 0, status: 0 }),
    ])
    await flushed(accountId, start + DAY, [callOf(start + DAY - 10_000), callOf(start + DAY)])
  }
}

beforeEach(async () => {
  seqs = {}
  now = DUE
  const tables = [
    'calls',
    'late_calls',
    'usage_hourly',
    'usage_daily',
    'usage_totals',
    'meter_marks',
    'call_archives',
    'archive_objects',
    'plan_phases',
    'accounts',
  ]
  await seedPlans()
  await DB.batch([
    ...tables.map((table) => DB.prepare(`DELETE FROM ${table}`)),
    ...ACCOUNTS.map((id) =>
      DB.prepare(
        `INSERT INTO accounts (id, name, tag, plan_id, created_at) VALUES (?1, ?1, ?1, 'plan_free_1', 0)`,
      ).bind(id),
    ),
  ])
  for (const { key } of (await ARCHIVE.list()).objects) await ARCHIVE.delete(key)
  await arrange()
})

const ports = (): ArchivingPorts => ({
  store: archivingStore(DB),
  files: archiveFiles(ARCHIVE),
  gzip,
  retentionDays: RETENTION,
  clock: () => now,
  ids: makeIds(() => now + made++, random),
})
const archive = (changed: Partial<ArchivingPorts> = {}) => makeArchiving({ ...ports(), ...changed })()

const textOf = (bytes: ReadableStream | null | undefined) =>
  new Response(bytes?.pipeThrough(new DecompressionStream('gzip'))).text()
const idsIn = (text: string): string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).request_id)

interface Row {
  account_id: string
  day: number
  object: string
  start: number
  length: number
  count: number
}
const index = async () =>
  (await DB.prepare('SELECT * FROM call_archives ORDER BY account_id, day, object').all<Row>()).results
const inD1 = async (accountId: string) => {
  const { results } = await DB.prepare(
    "SELECT c.value ->> 'id' AS id FROM calls, json_each(body) c WHERE account_id = ? ORDER BY at, seq, c.key",
  )
    .bind(accountId)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}
const inArchive = async (accountId: string) => {
  const ids: string[] = []
  for (const row of (await index()).filter((row) => row.account_id === accountId)) {
    const found = await ARCHIVE.get(row.object, { range: { offset: row.start, length: row.length } })
    const held = idsIn(await textOf(found?.body as ReadableStream | undefined))
    expect(held).toHaveLength(row.count)
    ids.push(...held)
  }
  return ids
}
async function differencesOf(id: string) {
  const seq = seqs[id] ?? 0
  const view: LedgerView = { at: FIRST + 90 * DAY, revision: 1, seq, mark: seq, counters: {}, open: [], tail: [] }
  const { size: sizeOf, inspect } = archiveFiles(ARCHIVE)
  return reconcileAccount({ d1: DB, ledger: async () => view, sizeOf, inspect }, id, 0)
}
/** Where each call is, and whether the books agree. */
async function standing() {
  const all: Record<string, unknown> = {}
  for (const id of ACCOUNTS) {
    all[id] = [await inArchive(id), await inD1(id), await differencesOf(id)]
  }
  return all
}
/** The same, once the first `days` of what D1 holds now are archived. */
async function afterDays(days: number) {
  const all: Record<string, unknown> = {}
  const archived = [0, 4, 6][days]
  for (const id of ACCOUNTS) {
    const ids = await inD1(id)
    all[id] = [ids.slice(0, archived), ids.slice(archived), []]
  }
  return all
}
const objects = async () => (await ARCHIVE.list()).objects.map(({ key }) => key)
const noted = async () =>
  (
    await DB.prepare('SELECT object, state FROM archive_objects ORDER BY object').all<{
      object: string
      state: string
    }>()
  ).results

test('a day stays in D1 until it is over for as long as calls are kept, and not a millisecond longer', async () => {
  const [before, after] = [await afterDays(0), await afterDays(1)]
  now = DUE - 1
  await archive()
  expect(await standing()).toEqual(before)
  now = DUE
  await archive()
  expect(await standing()).toEqual(after)
})

test('the minute archives after as many days as are set', async () => {
  const [before, after] = [await afterDays(0), await afterDays(1)]
  const jobs = env as unknown as JobsEnv
  await everyMinute({ ...jobs, CALL_RETENTION_DAYS: '31' } as JobsEnv, DUE)
  expect(await standing()).toEqual(before)
  await everyMinute(jobs, DUE)
  expect(await standing()).toEqual(after)
})

test('an object is one gzip file of a shard’s day, in which each account has a range that is one too', async () => {
  await archive()
  const rows = (await index()).filter(({ account_id }) => account_id.endsWith('7'))
  expect(rows.map(({ account_id, day, count }) => [account_id, day, count])).toEqual([
    ['acct_one7', FIRST, 4],
    ['acct_two7', FIRST, 4],
  ])
  const object = rows[0]?.object ?? ''
  expect(object).toMatch(/^calls\/v1\/2026-09-01\/7\/arc_\w+\.ndjson\.gz$/)
  const bytes = await (await ARCHIVE.get(object))?.arrayBuffer()
  const whole = idsIn(gunzipSync(new Uint8Array(bytes ?? new ArrayBuffer(0))).toString())
  expect(whole).toEqual([...(await inArchive('acct_one7')), ...(await inArchive('acct_two7'))])
  expect(await objects()).toHaveLength(2)
})

test('an archived call is written as in an account’s export', async () => {
  await archive()
  const [row] = await index()
  const found = await ARCHIVE.get(row?.object ?? '', { range: { offset: row?.start ?? 0, length: row?.length ?? 0 } })
  const [first] = (await textOf(found?.body as ReadableStream | undefined)).split('\n')
  expect(JSON.parse(first ?? '')).toEqual({
    request_id: expect.stringMatching(/^req_/),
    at: FIRST - 3_600_000,
    key_id: 'key_1',
    route_id: 'route_1',
    method: 'GET',
    path: '/api/x',
    address: '192.0.2.1',
    outcome: 'ok',
    status: 200,
    ms: 5,
    upstream_ms: null,
    bytes: 10,
    credits: 2,
    checks: expect.any(Array),
  })
})

test('what led to a late call goes with it, and to no other', async () => {
  const late = () => DB.prepare('SELECT account_id, at FROM late_calls ORDER BY account_id').all()
  expect((await late()).results).toHaveLength(3)
  await flushed('acct_one7', FIRST + 2 * DAY, [callOf(FIRST + DAY)])
  await archive()
  expect((await late()).results).toEqual([{ account_id: 'acct_one7', at: FIRST + 2 * DAY }])
})

test('a pack of an archived day that reaches D1 late gets an object of its own', async () => {
  await archive()
  const early = await inArchive('acct_one7')
  const late = callOf(FIRST + DAY - 5)
  await flushed('acct_one7', FIRST + DAY - 1, [late])
  await archive()
  const rows = (await index()).filter(({ account_id, day }) => account_id === 'acct_one7' && day === FIRST)
  expect(rows.map(({ count }) => count).sort()).toEqual([1, 4])
  expect((await inArchive('acct_one7')).sort()).toEqual([...early, late.id].sort())
  expect(await standing()).toMatchObject({ acct_one7: [expect.any(Array), expect.any(Array), []] })
})

test('a day that is too much for one object is in several', async () => {
  const after = await afterDays(1)
  await archive({ most: { calls: 3, packs: 10 } })
  expect(await objects()).toHaveLength(6)
  expect(await standing()).toEqual(after)
})

describe('a run that dies', () => {
  /** Ports that work so many times, and then die, before their work or after it. */
  function dying(steps: number, when: 'before' | 'after'): Partial<ArchivingPorts> {
    let left = steps
    const mortal =
      <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        left -= 1
        if (left === 0 && when === 'before') throw new Error('killed')
        const result = await work(...args)
        if (left === 0) throw new Error('killed')
        return result
      }
    const all = <T extends object>(of: T) =>
      Object.fromEntries(Object.entries(of).map(([name, work]) => [name, mortal(work as () => Promise<unknown>)])) as T
    const { store, files } = ports()
    return { store: all(store), files: all(files) }
  }

  test.each(['before', 'after'] as const)(
    '%s any of its steps leaves every call in one place, and the next ends it',
    async (when) => {
      let deaths = 0
      for (let step = 1; ; step++) {
        const [all, after] = [await afterDays(0), await afterDays(1)]
        const outcome = await archive(dying(step, when)).then(
          () => 'done',
          () => 'died',
        )
        const between = (await standing()) as Record<string, [string[], string[], unknown]>
        for (const id of ACCOUNTS) {
          const [archived, kept, differences] = between[id] ?? [[], [], null]
          expect([...archived, ...kept]).toEqual((all[id] as [string[], string[]])[1])
          expect(differences).toEqual([])
        }
        if (outcome === 'died') {
          deaths += 1
          await archive()
          // What was begun and never kept is removed when nobody can still be writing it.
          now += 11 * 60_000
          await archive()
        }
        expect(await standing()).toEqual(after)
        expect(await noted()).toEqual((await objects()).map((object) => ({ object, state: 'kept' })))
        expect(await objects()).toHaveLength(2)
        if (outcome === 'done') break
        await DB.batch(
          [
            'calls',
            'late_calls',
            'usage_hourly',
            'usage_daily',
            'usage_totals',
            'meter_marks',
            'call_archives',
            'archive_objects',
          ].map((table) => DB.prepare(`DELETE FROM ${table}`)),
        )
        for (const key of await objects()) await ARCHIVE.delete(key)
        seqs = {}
        now = DUE
        await arrange()
      }
      // Of two objects each: oldest, packs, begin, calls, put, commit; then the oldest again, and what is left over.
      expect(deaths).toBe(2 * 6 + 1 + 2)
    },
  )

  test('is not needed: two at once leave every call in one place too', async () => {
    const after = await afterDays(1)
    await Promise.all([archive(), archive(), archive()])
    await archive()
    now += 11 * 60_000
    await archive()
    expect(await standing()).toEqual(after)
    expect(await objects()).toHaveLength(2)
  })
})

test('a call that is erased while its day is archived is in no object that is kept', async () => {
  const files = archiveFiles(ARCHIVE)
  const erasing = {
    ...files,
    async put(object: string, bytes: Uint8Array) {
      await DB.prepare("DELETE FROM calls WHERE account_id = 'acct_one7'").run()
      await files.put(object, bytes)
    },
  }
  await archive({ files: erasing })
  expect(await inArchive('acct_one7')).toEqual([])
  expect((await inArchive('acct_two7')).length).toBe(4)
  expect(await noted()).toEqual((await objects()).map((object) => ({ object, state: 'kept' })))
})

test.each([
  [
    'lacks a line',
    async (text: string) => text.slice(text.indexOf('\n') + 1),
    ['archive.calls', 4, 3],
    ['archive.credits', 4, 2],
  ],
  ['has another price', async (text: string) => text.replace('"credits":2', '"credits":3'), ['archive.credits', 4, 5]],
  ['is none', null, ['archive.calls', 4, 0], ['archive.credits', 4, 0]],
] as const)('a file that %s is named', async (_, change, ...named) => {
  await archive()
  const [row] = (await index()).filter(({ account_id }) => account_id === 'acct_six3')
  const object = row?.object ?? ''
  const text = await textOf((await ARCHIVE.get(object))?.body as ReadableStream | undefined)
  const member = gzip()
  await member.write(change ? await change(text) : '')
  const bytes = change ? await member.end() : new Uint8Array(row?.length ?? 0)
  await ARCHIVE.put(object, bytes)
  await DB.prepare('UPDATE call_archives SET length = ? WHERE object = ?').bind(bytes.length, object).run()
  const found = await differencesOf('acct_six3')
  expect(typeof found === 'string' ? found : found.map(({ code, expected, found }) => [code, expected, found])).toEqual(
    named,
  )
})

test('an object of which not all is there is not kept', async () => {
  const before = await afterDays(0)
  const short = new Proxy(ARCHIVE, {
    get: (target, name) =>
      name === 'put'
        ? (key: string, bytes: Uint8Array) => target.put(key, bytes.slice(1))
        : Reflect.get(target, name).bind(target),
  })
  await expect(archive({ files: archiveFiles(short) })).rejects.toThrow('bytes of')
  expect(await standing()).toEqual(before)
})
