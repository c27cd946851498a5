import { expect, test } from 'vitest'
import { Guesses } from './guesses.ts'

test('of any number of guesses twenty in ten seconds are asked for, at once or one by one; what was good always is', () => {
  let now = 1_000
  const guesses = new Guesses(() => now)
  const asked = () => Array.from({ length: 100 }, (_, i) => guesses.mayAsk(`${now}-${i}`)).filter(Boolean).length
  guesses.mayAsk('good')
  guesses.wasGood('good')
  expect(asked()).toBe(20)
  expect([guesses.mayAsk('good'), guesses.mayAsk('other')]).toEqual([true, false])
  now += 9_999
  expect(asked()).toBe(0)
  now += 1
  expect(asked()).toBe(20)
})
