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
  address: null,
  requestId: '',
  cursor: null,
  limit: 2,
}

/** Calls of five commits that wait, until a flush that `flushNow` lets happen between the two reads of a page. */
function flushing() {
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
    choices: async () => ({ keys: [], routes: [] }),
  }
  const view = async () => {
    const tail = isFlushed ? [] : entries
    return { at: 1, revision: 1, used: 0, limit: null, phases: [], openCalls: 0, lastOpen: [], openSince: 1, tail }
  }
  const calls = makeCalls({ store, view, ask: async () => null })
  const list = async (change: Partial<CallSearch>) => {
    const { items, next } = await calls.list({ id: 'acct_1', tag: 'tag' }, { ...search, ...change })
    return { ids: items.map(({ id }) => id), next }
  }
  const flushNow = () => {
    flushesNow = true
  }
  return { list, flushNow }
}

test('calls that are flushed while a page is read stand on it once', async () => {
  const { list, flushNow } = flushing()
  flushNow()
  expect(await list({ limit: 9 })).toEqual({ ids: ['req_e', 'req_d', 'req_c', 'req_b', 'req_a'], next: null })
})

test('a page whose cursor is flushed while it is read begins behind it, and shows no call twice', async () => {
  const { list, flushNow } = flushing()
  const first = await list({})
  expect(first.ids).toEqual(['req_e', 'req_d'])
  flushNow()
  const second = await list({ cursor: first.next })
  expect(second.ids).toEqual(['req_c', 'req_b'])
  expect(await list({ cursor: second.next })).toEqual({ ids: ['req_a'], next: null })
})
