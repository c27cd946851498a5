import { runInDurableObject } from 'cloudflare:test'
import { expect, test, vi } from 'vitest'
import { makeIds } from '../../src/domain/ids.ts'
import { callOf, DB, endOf, type Fixture, newAccount, readModel } from './account.fixture.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const MINUTE = 60_000
/** More than a row of D1, or one of the object, may have: 2 MB. */
const TOO_LONG = 2_000_000

const SCOPES = Array.from({ length: 32 }, (_, i) => `scope-${i}-`.padEnd(64, 'x'))

/** An account whose records are as long as they get. */
const wordy = () =>
  newAccount({
    credits: null,
    scopes: SCOPES,
    keyRateLimits: Array.from({ length: 8 }, (_, i) => ({
      name: `a-limit-with-a-name-of-32-letters-${i}`.slice(-32),
      limit: 1_000_000_000,
      window_seconds: 2_678_400,
    })),
  })
const longCall = (account: Fixture) =>
  callOf(account, {
    path: `/api/${'x'.repeat(251)}`,
    scopes: SCOPES,
    address: '2001:db8:1234:5678:9abc:def0:1234:5678',
  })

/** Makes so many calls at once, and ends them at once. */
async function makeCalls(account: Fixture, count: number): Promise<void> {
  const calls = Array.from({ length: count }, () => longCall(account))
  await Promise.all(calls.map((call) => account.meter.admit(account.tag, call, [])))
  await account.meter.settle(calls.map(({ id }) => endOf(id)))
}
/** D1 that takes nothing. */
const down = () => {
  const batch = () => Promise.reject(new Error('D1 is down'))
  return new Proxy(DB, { get: (d1, name) => (name === 'batch' ? batch : Reflect.get(d1, name).bind(d1)) })
}
const inMeter = (account: Fixture, d1: D1Database, now = Date.now()) =>
  runInDurableObject(account.meter, async (meter) => {
    meter.d1 = d1
    meter.clock = () => now
    await meter.alarm()
    meter.clock = Date.now
  })
const packs = async (account: Fixture) => {
  const { results } = await DB.prepare(
    'SELECT length(body) AS size, count FROM calls WHERE account_id = ? ORDER BY at, seq',
  )
    .bind(account.id)
    .all<{ size: number; count: number }>()
  return results
}

test('no commit and no pack is too long for its row, however long the records and however many come at once', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const account = await wordy()
  await account.meter.push(account.tag)
  await runInDurableObject(account.meter, (meter) => {
    meter.d1 = down()
  })
  await makeCalls(account, 3_000)
  await inMeter(account, DB, Date.now() + 2 * MINUTE)
  vi.restoreAllMocks()
  const longest = await runInDurableObject(account.meter, (_, state) =>
    state.storage.sql.exec('SELECT max(length(body)) AS size FROM log').one(),
  )
  const sizes = (await packs(account)).map(({ size }) => size)
  expect(longest.size).toBeLessThan(TOO_LONG)
  expect(Math.max(...sizes)).toBeLessThan(TOO_LONG)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(TOO_LONG)
  expect(await readModel(account)).toMatchObject({ calls: 3_000, records: 3_000 })
})

test('calls that nobody settles are ended in commits that fit, too', async () => {
  const account = await wordy()
  await account.meter.push(account.tag)
  const calls = Array.from({ length: 3_000 }, () => longCall(account))
  await Promise.all(calls.map((call) => account.meter.admit(account.tag, call, [])))
  await inMeter(account, DB, Date.now() + 5 * MINUTE)
  await inMeter(account, DB, Date.now() + 10 * MINUTE)
  expect(await readModel(account)).toMatchObject({ calls: 3_000, records: 3_000 })
})

test('a pack holds the calls of half an hour at most, so that a search by time finds it', async () => {
  const account = await newAccount({ credits: null })
  const began = Date.now()
  await runInDurableObject(account.meter, async (meter) => {
    meter.d1 = down()
    await meter.push(account.tag).catch(() => {})
    meter.d1 = DB
    for (const minutes of [0, 10, 20, 40, 100]) {
      const now = began + minutes * MINUTE
      meter.clock = () => now
      const id = makeIds(() => now, random)('req')
      await meter.admit(account.tag, callOf(account, { id }), [])
      await meter.settle([endOf(id)])
    }
    meter.clock = () => began + 200 * MINUTE
    await meter.alarm()
  })
  expect((await packs(account)).map(({ count }) => count)).toEqual([3, 1, 1])
})

test('an object that D1 is far behind says so instead of a message that nobody could send', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const account = await wordy()
  await account.meter.push(account.tag)
  await runInDurableObject(account.meter, (meter) => {
    meter.d1 = down()
  })
  for (let round = 0; round < 6; round++) await makeCalls(account, 400)
  const said = await runInDurableObject(account.meter, (meter) =>
    Promise.all([meter.view(account.tag), meter.ledger(account.tag)].map((one) => one.catch(String))),
  )
  expect(said).toEqual([expect.stringContaining('bytes behind'), expect.stringContaining('bytes behind')])
  expect((await account.meter.admit(account.tag, callOf(account), [])).code).toBe('VALID')
  vi.restoreAllMocks()
})
