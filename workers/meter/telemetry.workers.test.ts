import { runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { callOf, endOf, type Fixture, newAccount, newId } from './account.fixture.ts'
import type { AccountMeter } from './account-meter.ts'
import { spotOf, telemetryOf } from './telemetry.ts'

interface Point {
  indexes: string[]
  blobs: string[]
  doubles: number[]
}

afterEach(() => {
  vi.restoreAllMocks()
})

/** An account whose object writes to these, under these settings. */
async function listened(settings: Record<string, string>, plan: Parameters<typeof newAccount>[0] = {}) {
  const account = await newAccount(plan)
  const points: Point[] = []
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await inside(account, (meter) => {
    meter.tell = telemetryOf({ ...settings, CALLS: { writeDataPoint: (point: Point) => points.push(point) } })
  })
  const lines = () =>
    log.mock.calls.map(([text]) => JSON.parse(String(text))).filter(({ event }) => event === 'call') as {
      request_id: string
      [field: string]: unknown
    }[]
  return { account, points, lines }
}
const inside = (account: Fixture, act: (meter: AccountMeter) => void | Promise<void>) =>
  runInDurableObject(account.meter, act)

async function call(account: Fixture, change: Parameters<typeof endOf>[1] = {}): Promise<string> {
  const asked = callOf(account, { path: '/api/secret-path', address: '192.0.2.99' })
  await account.meter.admit(account.tag, asked, [])
  await account.meter.settle([endOf(asked.id, change)])
  return asked.id
}
const ALL = { CALL_LOG_SAMPLING: '1', CALL_POINT_SAMPLING: '1' }

describe('a call that ended', () => {
  test('is one line and one point, with neither its path nor its address', async () => {
    const { account, points, lines } = await listened(ALL)
    const id = await call(account)
    expect(lines()).toEqual([
      {
        event: 'call',
        request_id: id,
        account: account.id,
        key: account.keyId,
        route: 'route_test',
        method: 'GET',
        code: 'VALID',
        outcome: 'ok',
        status: 200,
        ms: 12,
        upstream_ms: 7,
        bytes: 5,
        credits: 1,
        at: expect.any(Number),
      },
    ])
    expect(points).toEqual([
      {
        indexes: [account.id],
        blobs: ['ok', account.keyId, 'route_test', 'GET', id],
        doubles: [1, 200, 12, 7, 5, 1, lines()[0]?.at],
      },
    ])
    expect(JSON.stringify([lines(), points])).not.toMatch(/secret-path|192\.0\.2/)
  })

  test('is told once, however often it is settled', async () => {
    const { account, points, lines } = await listened(ALL)
    const id = await call(account)
    await account.meter.settle([endOf(id), endOf(id, { status: 500 })])
    expect([lines().length, points.length]).toEqual([1, 1])
  })

  test('is told when its commit is written, not before', async () => {
    const account = await newAccount({})
    const written: unknown[] = []
    await inside(account, (meter) => {
      const { sql } = (meter as unknown as { ctx: DurableObjectState }).ctx.storage
      meter.tell = (_, { ended }) => {
        for (const { id } of ended)
          written.push(sql.exec('SELECT 1 FROM log WHERE instr(body, ?)', id).toArray().length)
      }
    })
    await call(account)
    // Its admission and its end.
    expect(written).toEqual([2])
  })
})

describe('sampling', () => {
  test('takes the same calls for the log and for points, each of which stands for the others too', async () => {
    const share = 0.5
    const { account, points, lines } = await listened({ CALL_LOG_SAMPLING: '0.5', CALL_POINT_SAMPLING: '0.5' })
    const ids: string[] = []
    for (let i = 0; i < 40; i++) ids.push(await call(account))
    const wanted = ids.filter((id) => spotOf(id) < share)
    expect(lines().map((line) => line.request_id)).toEqual(wanted)
    expect(points.map((point) => [point.blobs[4], point.doubles[0]])).toEqual(wanted.map((id) => [id, 2]))
  })

  test('leaves out no call that failed', async () => {
    const { account, points, lines } = await listened({
      CALL_LOG_SAMPLING: '0.000001',
      CALL_POINT_SAMPLING: '0.000001',
    })
    await call(account)
    const id = await call(account, { outcome: 'failed', status: 502, upstreamMs: null, refund: true })
    expect(lines()).toMatchObject([{ request_id: id, outcome: 'failed', status: 502, upstream_ms: null, credits: 0 }])
    expect(points.map(({ doubles }) => doubles.slice(0, 4))).toEqual([[1, 502, 12, -1]])
  })

  test('0 tells nothing, not even of failures', async () => {
    const { account, points, lines } = await listened({ CALL_LOG_SAMPLING: '0', CALL_POINT_SAMPLING: '0' })
    await call(account, { outcome: 'failed', status: 502 })
    expect([lines(), points]).toEqual([[], []])
  })

  test('spreads ids that are made in one moment evenly', () => {
    const spots = Array.from({ length: 10_000 }, () => spotOf(newId('req')))
    for (const share of [0.01, 0.1, 0.5]) {
      const taken = spots.filter((spot) => spot < share).length
      expect(Math.abs(taken - 10_000 * share)).toBeLessThan(5 * Math.sqrt(10_000 * share))
    }
  })

  test('a share that is none is told once, and the default is in force', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const points: Point[] = []
    const commit = { at: 1, ended: [], renewed: [], admitted: [], kept: [] }
    const refused = [{ hour: 0, keyId: 'k', routeId: 'r', code: 'RATE_LIMITED', count: 3 }]
    for (let i = 0; i < 2; i++) {
      const tell = telemetryOf({
        CALL_POINT_SAMPLING: '200%',
        CALLS: { writeDataPoint: (it: Point) => points.push(it) },
      })
      tell('acct_1', { ...commit, refused })
    }
    expect(points.length).toBe(2)
    expect(log.mock.calls).toEqual([[expect.stringMatching(/setting\.wrong.*CALL_POINT_SAMPLING.*from 0 to 1/)]])
  })
})

test('refusals are a line each of those that are kept, and a point for all of a code', async () => {
  const { account, points, lines } = await listened(ALL, { credits: 0 })
  for (let i = 0; i < 25; i++) await account.meter.admit(account.tag, callOf(account), [])
  await account.meter.view(account.tag)
  expect(lines().length).toBe(20)
  expect(lines()[0]).toMatchObject({ code: 'QUOTA_EXCEEDED', outcome: 'refused', status: 0, credits: 0 })
  expect(points.reduce((sum, { doubles }) => sum + (doubles[0] ?? 0), 0)).toBe(25)
  expect(points.length).toBeLessThan(25)
  expect(points[0]).toMatchObject({
    indexes: [account.id],
    blobs: ['QUOTA_EXCEEDED', account.keyId, 'route_test', '', ''],
  })
})

test('of more than Cloudflare takes of one invocation, the rest is left out', () => {
  const points: Point[] = []
  const tell = telemetryOf({ CALL_LOG_SAMPLING: '0', CALLS: { writeDataPoint: (point: Point) => points.push(point) } })
  const { id, ...end } = endOf('req_x')
  const call = { ...end, at: 1, keyId: 'k', routeId: 'r', method: 'GET', path: '/', address: '', credits: 1 }
  const ended = Array.from({ length: 300 }, (_, i) => ({ ...call, upstreamMs: 1, id: `${id}${i}`, refund: false }))
  tell('acct_1', { at: 1, ended, renewed: [], admitted: [], refused: [], kept: [] })
  expect(points.length).toBe(250)
})
