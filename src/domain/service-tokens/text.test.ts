import { expect, test } from 'vitest'
import { mintKey } from '../keys/format.ts'
import { isMintedToken, isServiceToken, mintToken } from './text.ts'

const SECRETS = ['the newest secret of this service', 'an older secret of this service']
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))

test('a token is known by its seal, under the newest secret and an older one, and under none that was taken away', () => {
  const token = mintToken(SECRETS, random)
  expect(token).toMatch(/^st_[0-9A-Za-z]{43}$/)
  expect(isServiceToken(token)).toBe(true)
  const known = (secrets: string[]) => isMintedToken(mintToken(secrets, random), SECRETS)
  expect([known(SECRETS), known(SECRETS.slice(1)), known(['a secret of someone else'])]).toEqual([true, true, false])
})

test('neither a changed nor a random token is taken for a sealed one, nor what is sealed as a key', () => {
  const token = mintToken(SECRETS, random)
  const changed = Array.from({ length: 43 }, (_, i) => {
    const at = 3 + i
    return token.slice(0, at) + (token[at] === 'a' ? 'b' : 'a') + token.slice(at + 1)
  })
  const asKey = mintKey('st_', 'st_0123456', SECRETS, random)
  for (const text of [...changed, `st_${'x'.repeat(43)}`, asKey]) expect(isMintedToken(text, SECRETS)).toBe(false)
})
