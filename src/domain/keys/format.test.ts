import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32 } from './crc32.ts'
import { hashKey, hintOf, isMinted, mintKey, newTag, randomBase62, readTag } from './format.ts'

const SECRETS = ['the newest secret of this service', 'an older secret of this service']
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const mint = (secrets = SECRETS) => mintKey('sk_', newTag(random), secrets, random)

test('a key has the documented form and its tag can be read from it', () => {
  const tag = newTag(random)
  const key = mintKey('sk_', tag, SECRETS, random)
  expect(key).toMatch(/^sk_[0-9A-Za-z]{48}$/)
  expect(readTag(key, 'sk_')).toBe(tag)
})

test('a minted key is known under the newest secret and under an older one', () => {
  expect([isMinted(mint(), 'sk_', SECRETS), isMinted(mint([SECRETS[1] as string]), 'sk_', SECRETS)]).toEqual([
    true,
    true,
  ])
})

test('a key minted under a secret that was taken away is not known', () => {
  expect(isMinted(mint(['a secret that is not in force any more']), 'sk_', SECRETS)).toBe(false)
})

test('any single changed character breaks the checksum', () => {
  const key = mint()
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 50 }), fc.constantFrom(...'0aZ9'), (at, character) => {
      fc.pre(key[at] !== character)
      expect(readTag(key.slice(0, at) + character + key.slice(at + 1), 'sk_')).toBeNull()
    }),
  )
})

test('an invented key with a right checksum is not taken for a minted one', () => {
  const body = `sk_${randomBase62(42, random)}`
  // The checksum of the other key, computed by its published rule.
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  let checksum = ''
  for (let rest = zlibCrc32(body), i = 0; i < 6; i++, rest = Math.floor(rest / 62))
    checksum = digits[rest % 62] + checksum
  const invented = body + checksum
  expect(readTag(invented, 'sk_')).toBe(body.slice(3, 13))
  expect(isMinted(invented, 'sk_', SECRETS)).toBe(false)
})

test.each([
  '',
  'sk_',
  'sk_short',
  `pk_${'0'.repeat(48)}`,
  `sk_${'0'.repeat(47)}-`,
  `sk_${'é'.repeat(48)}`,
  `sk_${'0'.repeat(49)}`,
])('%j is no key', (text) => {
  expect(readTag(text, 'sk_')).toBeNull()
})

test('the checksum is the CRC-32 that zlib computes', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => crc32(text) === zlibCrc32(text)))
  expect(crc32('123456789')).toBe(0xcbf43926)
})

test('what is stored is the SHA-256 of the key, and what is shown its last four characters', () => {
  expect(hashKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(hintOf('sk_0123456789', 'sk_')).toBe('sk_…6789')
})
