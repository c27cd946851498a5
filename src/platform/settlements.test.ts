import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Settlement } from '../domain/metering/face.ts'
import { Settlements } from './settlements.ts'

const endOf = (id: string): Settlement => ({
  id,
  outcome: 'ok',
  status: 200,
  ms: 1,
  upstreamMs: null,
  bytes: 0,
  refund: false,
})

/** A meter whose `settle` is this. */
const meter = (settle: (ended: Settlement[]) => Promise<void>) =>
  ({ idFromName: (tag: string) => tag, get: () => ({ settle }) }) as unknown as DurableObjectNamespace

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what waits is carried by the next admission and not sent again', async () => {
  const settlements = new Settlements(Date.now)
  const sent: Settlement[][] = []
  const work = settlements.add(
    'tag',
    [endOf('a')],
    meter(async (ended) => void sent.push(ended)),
  )
  expect(settlements.take('tag').map(({ id }) => id)).toEqual(['a'])
  await vi.runAllTimersAsync()
  await work
  expect(sent).toEqual([])
})

test('what nobody carries is sent together', async () => {
  const settlements = new Settlements(Date.now)
  const sent: Settlement[][] = []
  const send = async (ended: Settlement[]) => void sent.push(ended)
  const work = [
    settlements.add('tag', [endOf('a')], meter(send)),
    settlements.add('tag', [endOf('b')], meter(send)),
    settlements.add('other', [endOf('c')], meter(send)),
  ]
  await vi.runAllTimersAsync()
  await Promise.all(work)
  expect(sent.map((ended) => ended.map(({ id }) => id))).toEqual([['a', 'b'], ['c']])
})

test('an object that cannot be reached is tried again, and nothing is lost or doubled meanwhile', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const settlements = new Settlements(Date.now)
  const sent: string[] = []
  let failures = 2
  const send = async (ended: Settlement[]) => {
    if (failures-- > 0) throw new Error('unreachable')
    sent.push(...ended.map(({ id }) => id))
  }
  const first = settlements.add('tag', [endOf('a')], meter(send))
  await vi.advanceTimersByTimeAsync(60)
  const second = settlements.add('tag', [endOf('b')], meter(send))
  await vi.runAllTimersAsync()
  await Promise.all([first, second])
  expect(sent.sort()).toEqual(['a', 'b'])
})

test('ends that come while others are on their way find a sender of their own', async () => {
  const settlements = new Settlements(Date.now)
  const sent: string[] = []
  let arrive = () => {}
  const slow = (ended: Settlement[]) => {
    sent.push(...ended.map(({ id }) => id))
    return new Promise<void>((resolve) => {
      arrive = resolve
    })
  }
  const first = settlements.add('tag', [endOf('a')], meter(slow))
  await vi.advanceTimersByTimeAsync(60)
  const second = settlements.add('tag', [endOf('b')], meter(slow))
  arrive()
  await vi.runAllTimersAsync()
  arrive()
  await Promise.all([first, second])
  expect(sent).toEqual(['a', 'b'])
})

test('when every try failed, the next end takes the others along', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const settlements = new Settlements(Date.now)
  const failing = settlements.add(
    'tag',
    [endOf('a')],
    meter(() => Promise.reject(new Error('unreachable'))),
  )
  await vi.runAllTimersAsync()
  await failing
  const sent: string[] = []
  const later = settlements.add(
    'tag',
    [endOf('b')],
    meter(async (ended) => void sent.push(...ended.map(({ id }) => id))),
  )
  await vi.runAllTimersAsync()
  await later
  expect(sent).toEqual(['a', 'b'])
})

test('where many calls end they wait longer, since the next admission is likely to come', async () => {
  const settlements = new Settlements(Date.now)
  const sent: number[] = []
  const began = Date.now()
  const send = async () => void sent.push(Date.now() - began)
  const work = Array.from({ length: 150 }, (_, i) => settlements.add(`tag-${i}`, [endOf('a')], meter(send)))
  await vi.advanceTimersByTimeAsync(1_900)
  const early = [sent.length, sent.every((ms) => ms < 100)]
  await vi.runAllTimersAsync()
  await Promise.all(work)
  expect([early, sent.length]).toEqual([[99, true], 150])
})

test('a quiet account’s end does not wait for those of busy ones', async () => {
  const settlements = new Settlements(Date.now)
  const sent: string[] = []
  const send = async (ended: Settlement[]) => void sent.push(...ended.map(({ id }) => id))
  const work = Array.from({ length: 150 }, (_, i) => settlements.add(`tag-${i}`, [endOf('busy')], meter(send)))
  await vi.advanceTimersByTimeAsync(500)
  for (let i = 0; i < 150; i++) settlements.take(`tag-${i}`)
  await vi.advanceTimersByTimeAsync(3_000)
  work.push(settlements.add('quiet', [endOf('quiet')], meter(send)))
  await vi.advanceTimersByTimeAsync(150)
  expect(sent.at(-1)).toBe('quiet')
  await vi.runAllTimersAsync()
  await Promise.all(work)
})

test('a request that has sent its share ends while calls go on, and another takes over', async () => {
  const settlements = new Settlements(Date.now)
  let sent = 0
  let over = 0
  let senders = 0
  const send = async () => void sent++
  const work: Promise<void>[] = []
  // Under a hundred a second, so that each is sent by itself.
  for (let i = 0; i < 1_500; i++) {
    const one = settlements.add(`tag-${i}`, [endOf('a')], meter(send))
    if (one) {
      senders += 1
      work.push(one.then(() => void over++))
    }
    await vi.advanceTimersByTimeAsync(12)
  }
  const whileCallsGoOn = over
  await vi.runAllTimersAsync()
  await Promise.all(work)
  expect([sent, senders, whileCallsGoOn]).toEqual([1_500, 3, 2])
})

test('no request sends to more accounts than it may ask, however many fail', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const settlements = new Settlements(Date.now)
  const asked: number[] = []
  const work = Array.from({ length: 3_000 }, (_, request) => {
    const send = () => {
      asked[request] = (asked[request] ?? 0) + 1
      return Promise.reject(new Error('unreachable'))
    }
    return settlements.add(`tag-${request}`, [endOf('a')], meter(send))
  })
  await vi.runAllTimersAsync()
  await Promise.all(work)
  expect(Math.max(...asked.filter((count) => count > 0))).toBeLessThanOrEqual(900)
})

test('an end that comes while its account cannot be reached has all its tries, and takes the others along', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const settlements = new Settlements(Date.now)
  const began = Date.now()
  const sent: string[] = []
  const send = async (ended: Settlement[]) => {
    if (Date.now() - began < 5_000) throw new Error('unreachable')
    sent.push(...ended.map(({ id }) => id))
  }
  const first = settlements.add('tag', [endOf('a')], meter(send))
  await vi.advanceTimersByTimeAsync(4_000)
  const second = settlements.add('tag', [endOf('b')], meter(send))
  await vi.runAllTimersAsync()
  await Promise.all([first, second])
  expect(sent).toEqual(['a', 'b'])
})

test('nobody waits for a sender whose request was ended in the middle', async () => {
  let ahead = 0
  const settlements = new Settlements(() => Date.now() + ahead)
  const send = async () => {}
  expect(settlements.add('one', [endOf('a')], meter(send))).not.toBeNull()
  expect(settlements.add('two', [endOf('b')], meter(send))).toBeNull()
  // No timer has woken it meanwhile.
  ahead = 1_500
  expect(settlements.add('three', [endOf('c')], meter(send))).not.toBeNull()
  await vi.runAllTimersAsync()
})

test('an admission carries so many ends at most, and the next one the others', () => {
  const settlements = new Settlements(Date.now)
  const many = Array.from({ length: 1_000 }, (_, i) => endOf(String(i)))
  void settlements.add(
    'tag',
    many,
    meter(async () => {}),
  )
  expect([1, 2, 3, 4].map(() => settlements.take('tag').length)).toEqual([400, 400, 200, 0])
})
