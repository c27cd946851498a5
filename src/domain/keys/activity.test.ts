import { expect, test } from 'vitest'
import type { CallRecord, MeterView } from '../metering/face.ts'
import { type KeyActivityStore, makeKeyActivity } from './activity.ts'
import type { LastCall } from './keys.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const ACCOUNT = { id: 'acct_1', tag: 'tag' }

const callOf = (id: string, at: number): LastCall => ({
  id,
  at,
  routeId: 'route_1',
  method: 'GET',
  path: '/api/x',
  address: '192.0.2.1',
})
const recordOf = (id: string, at: number, change: Partial<CallRecord> = {}): CallRecord => ({
  ...callOf(id, at),
  keyId: 'key_1',
  outcome: 'ok',
  status: 200,
  ms: 1,
  bytes: 1,
  credits: 1,
  ...change,
})
const viewOf = (change: Partial<MeterView>): MeterView => ({
  at: NOW,
  revision: 1,
  used: 0,
  limit: null,
  phases: [],
  openCalls: 0,
  openSince: NOW,
  lastOpen: [],
  tail: [],
  ...change,
})

/** The use of key_1 since an hour ago, when D1's mark is 5 and it knows of three calls, the newest half an hour old. */
function useOf(view: MeterView | null) {
  const stored = {
    mark: 5,
    lastCall: callOf('req_old', NOW - 1_800_000),
    admitted: 3,
    refused: 1,
    routeNames: { route_1: 'Demo' },
  }
  const store: KeyActivityStore = { list: () => Promise.reject(new Error('not asked')), use: async () => stored }
  return makeKeyActivity({ store, view: async () => view, clock: () => NOW }).of(ACCOUNT, 'key_1', NOW - 3_600_000)
}

test('what D1 holds already is not counted again from the object’s tail', async () => {
  const tail = [5, 6].map((seq) => ({ seq, at: NOW, calls: [recordOf(`req_${seq}`, NOW - 60_000)], refusals: [] }))
  expect(await useOf(viewOf({ tail }))).toMatchObject({ admitted: 4, refused: 1, exact: true })
})

test('another key’s calls, those of before and those refused are not its use', async () => {
  const calls = [
    recordOf('req_a', NOW - 60_000, { keyId: 'key_2' }),
    recordOf('req_b', NOW - 3_600_001),
    recordOf('req_c', NOW - 60_000, { outcome: 'KEY_EXPIRED' }),
  ]
  const refusals = [
    { hour: NOW, keyId: 'key_1', routeId: 'route_1', code: 'KEY_EXPIRED', count: 2 },
    { hour: NOW, keyId: 'key_1', routeId: 'route_1', code: 'RATE_LIMITED', count: 7 },
    { hour: NOW, keyId: 'key_2', routeId: 'route_1', code: 'KEY_EXPIRED', count: 7 },
  ]
  const use = await useOf(viewOf({ tail: [{ seq: 6, at: NOW, calls, refusals }] }))
  expect(use).toMatchObject({ admitted: 3, refused: 3, lastCall: { id: 'req_old' } })
})

test('the last call is the newest admitted, one that still runs included', async () => {
  const tail = [{ seq: 6, at: NOW, calls: [recordOf('req_ended', NOW - 1_000)], refusals: [] }]
  const open = { ...callOf('req_open', NOW - 500), keyId: 'key_1' }
  expect((await useOf(viewOf({ tail }))).lastCall?.id).toBe('req_ended')
  expect((await useOf(viewOf({ tail, lastOpen: [open] }))).lastCall).toMatchObject({
    id: 'req_open',
    routeName: 'Demo',
  })
})

test('without the meter it is what D1 last heard, and says so', async () => {
  expect(await useOf(null)).toMatchObject({ admitted: 3, lastCall: { id: 'req_old' }, exact: false })
})
