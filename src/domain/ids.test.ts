import { expect, test } from 'vitest'
import { makeIds, timeOfId } from './ids.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))

test('ids sort by the time they were made, and tell it', () => {
  const times = [0, 1, 1_763_640_000_000, 1_763_640_000_001, 2 ** 48 - 1]
  const made = times.map((time) => makeIds(() => time, random)('req'))
  expect([...made].sort()).toEqual(made)
  expect(made.map(timeOfId)).toEqual(times)
})

test('ids carry their prefix and are as long as a ULID', () => {
  expect(makeIds(Date.now, random)('acct')).toMatch(/^acct_[0-9a-hjkmnp-tv-z]{26}$/)
})

test.each(['', 'req_', 'req_0123', 'req_ilouilouil0000000000000000'])('%j tells no time', (text) => {
  expect(timeOfId(text)).toBeNaN()
})
