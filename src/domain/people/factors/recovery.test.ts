import { expect, test } from 'vitest'
import { random } from '../../../platform/random.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery.ts'

test('there are ten, each of ten characters that nobody misreads', () => {
  const codes = newRecoveryCodes(random)
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/)
})

test('a code counts however it is typed, and for its own user alone', () => {
  const stored = hashRecoveryCode('user_1', '01k2m-x9wqd')
  expect(
    ['01K2M-X9WQD', '01k2mx9wqd', ' 01k2m x9wqd ', 'oIk2m-x9wqd', 'Olk2m-x9wqd'].map((typed) =>
      hashRecoveryCode('user_1', typed),
    ),
  ).toEqual(Array(5).fill(stored))
  expect(hashRecoveryCode('user_2', '01k2m-x9wqd')).not.toBe(stored)
  expect(hashRecoveryCode('user_1', '01k2m-x9wqe')).not.toBe(stored)
  expect(stored).toMatch(/^[0-9a-f]{64}$/)
})
