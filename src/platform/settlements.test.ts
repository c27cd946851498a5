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
