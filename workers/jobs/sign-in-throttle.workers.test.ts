import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { Allowance } from '../../src/domain/people/throttle.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

const { THROTTLE } = env as unknown as { THROTTLE: DurableObjectNamespace<SignInThrottle> }
const HOUR = 3_600_000
const THREE: Allowance = { free: 3, firstWaitMs: 60_000, longestWaitMs: HOUR, windowMs: HOUR }

let subjects = 0
const newSubject = () => THROTTLE.get(THROTTLE.idFromName(`subject ${++subjects}`))
type Subject = ReturnType<typeof newSubject>

const isCounted = async (subject: Subject) => (await subject.take(THREE)).waitMs === 0
const counted = async (subject: Subject, times: number) => {
  const answers = await Promise.all(Array.from({ length: times }, () => isCounted(subject)))
  return answers.filter(Boolean).length
}
const later = (subject: Subject, ms: number) =>
  runInDurableObject(subject, (object) => {
    const now = Date.now() + ms
    object.clock = () => now
  })
const stored = (subject: Subject) =>
  runInDurableObject(subject, async (_, { storage }) => [[...storage.kv.list()].length, await storage.getAlarm()])

test('of fifty tries at once exactly the free ones are counted', async () => {
  expect(await counted(newSubject(), 50)).toBe(3)
})

test('eviction between tries forgets nothing', async () => {
  const subject = newSubject()
  for (let i = 0; i < 3; i++) {
    expect(await isCounted(subject)).toBe(true)
    await evictDurableObject(subject)
  }
  expect(await isCounted(subject)).toBe(false)
})

test('after the wait one try is counted, and the next waits for twice as long', async () => {
  const subject = newSubject()
  await counted(subject, 3)
  await later(subject, 61_000)
  expect(await counted(subject, 50)).toBe(1)
  expect((await subject.take(THREE)).waitMs).toBe(120_000)
})

test('a try that is taken back is free again, one of another window is not', async () => {
  const subject = newSubject()
  const { end } = await subject.take(THREE)
  await counted(subject, 2)
  await subject.giveBack((end ?? 0) - 1)
  expect(await isCounted(subject)).toBe(false)
  await subject.giveBack(end ?? 0)
  expect(await counted(subject, 5)).toBe(1)
})

test('forgetting leaves nothing, and counting goes on from the beginning', async () => {
  const subject = newSubject()
  await counted(subject, 5)
  await subject.forget()
  expect(await stored(subject)).toEqual([0, null])
  expect(await counted(subject, 5)).toBe(3)
})

test('the alarm forgets what is over, and nothing before', async () => {
  const subject = newSubject()
  const { end } = await subject.take(THREE)
  expect(await stored(subject)).toEqual([1, end])
  expect(await runDurableObjectAlarm(subject)).toBe(true)
  expect(await stored(subject)).toEqual([1, end])
  await later(subject, HOUR)
  expect(await runDurableObjectAlarm(subject)).toBe(true)
  expect(await stored(subject)).toEqual([0, null])
})

test('a window that opens before the alarm of the last one came has an alarm of its own', async () => {
  const subject = newSubject()
  await counted(subject, 3)
  await later(subject, HOUR)
  const { end } = await subject.take(THREE)
  expect(await stored(subject)).toEqual([1, end])
})
