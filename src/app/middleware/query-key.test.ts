import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { mintKey } from '../../domain/keys/format.ts'
import { holdsKey } from './query-key.ts'

const random = (length: number) => new Uint8Array(randomBytes(length))
const key = mintKey('sk_', 'AbCdEfGhIj', ['x'.repeat(32)], random)
const last = key.at(-1) === 'a' ? 'b' : 'a'

test.each([`q=${key}`, `a=1&b=${key}&c`, key, `q=${key.replace('_', '%5F')}`])('a key is seen in ?%s', (query) => {
  expect(holdsKey(`https://tollgate.example/api/demo?${query}`, 'sk_')).toBe(true)
})

test.each(['', `?q=${key.slice(0, -1)}${last}`, '?q=sk_', `#${key}`, '?q=hello'])('none is seen in %s', (rest) => {
  expect(holdsKey(`https://tollgate.example/api/demo${rest}`, 'sk_')).toBe(false)
})
