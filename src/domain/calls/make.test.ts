import { expect, test } from 'vitest'
import type { CallRecord, LogEntry } from '../metering/face.ts'
import type { CallSearch } from './calls.ts'
import { type CallStore, makeCalls } from './make.ts'

const callOf = (id: string): CallRecord => ({
  id,
  at: 1,
  keyId: 'key_1',
  routeId: 'route_1',
  method: 'GET',
  path: '/api/x',
  address: '',
  outcome: 'ok',
  status: 200,
  ms: 1,
  bytes: 1,
  credits: 1,
})
const search: CallSearch = {
  key: '',
  route: '',
  outcome: '',
  code: '',
  status: null,
  since: null,
  until: null,
  requestId: '',
  cursor: null,
  limit: 2,
}

test('a page whose cursor is flushed while it is read begins behind it, and shows no call twice', async () => {
  const ids = ['req_a', 'req_b', 'req_c', 'req_d', 'req_e']
  const entries = ids.map((id, i): LogEntry => ({ seq: i + 1, at: 1, calls: [callOf(id)], refusals: [] }))
  let isFlushed = false
  let flushesNow = false
  const placed = ids.map((id, index) => ({ call: callOf(id), place: { at: 1, accountId: 'acct_1', seq: 5, index } }))
  const store: CallStore = {
    async scan(_, __, from, limit) {
      if (flushesNow) isFlushed = true
      const held = isFlushed ? placed.filter(({ place }) => from === null || place.index < from.index).reverse() : []
      return { mark: isFlushed ? 5 : 0, calls: held.slice(0, limit), next: null }
    },
    find: async (_, id) => (isFlushed ? (placed.find(({ call }) => call.id === id) ?? null) : null),
    names: async () => ({ keys: {}, routes: {} }),
    account: async () => null,
  }
  const view = async () => {
    const tail = isFlushed ? [] : entries
    return { at: 1, revision: 1, used: 0, limit: null, openCalls: 0, lastOpen: [], openSince: 1, tail }
  }
  const calls = makeCalls({ store, view, ask: async () => null })
  const account = { id: 'acct_1', tag: 'tag' }
  const first = await calls.list(account, search)
  expect(first.items.map(({ id }) => id)).toEqual(['req_e', 'req_d'])
  flushesNow = true
  const second = await calls.list(account, { ...search, cursor: first.next })
  expect(second.items.map(({ id }) => id)).toEqual(['req_c', 'req_b'])
  const third = await calls.list(account, { ...search, cursor: second.next })
  expect([third.items.map(({ id }) => id), third.next]).toEqual([['req_a'], null])
})
