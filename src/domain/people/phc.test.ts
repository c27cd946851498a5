import { randomBytes, scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './phc.ts'

const random = (length: number) => new Uint8Array(randomBytes(length))

test('a hash is a PHC string with the parameters of security.md, a 16-byte salt and no padding', () => {
  expect(hashPassword('correct horse', random)).toMatch(
    /^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
  )
})

test('the same password hashes differently each time, and both verify', () => {
  const [one, two] = [hashPassword('correct horse', random), hashPassword('correct horse', random)]
  expect(one).not.toBe(two)
  expect([verifyPassword('correct horse', one), verifyPassword('correct horse', two)]).toEqual(['match', 'match'])
})

test('another password does not verify, nor does any without a stored hash', () => {
  expect(verifyPassword('correct horsf', hashPassword('correct horse', random))).toBe(false)
  expect(verifyPassword('correct horse', null)).toBe(false)
})

test('a hash of weaker, older parameters still verifies by what it says of itself, and is told from one of today’s', () => {
  const salt = random(16)
  const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')
  const hash = scryptSync('correct horse', salt, 32, { N: 2 ** 10, r: 8, p: 1 })
  const phc = `$scrypt$ln=10,r=8,p=1$${unpadded(salt)}$${unpadded(hash)}`
  expect(verifyPassword('correct horse', phc)).toBe('match_outdated')
  expect(verifyPassword('correct horsf', phc)).toBe(false)
})

test.each(['', 'plain', '$scrypt$ln=30,r=8,p=5$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])(
  'a damaged stored hash throws instead of answering: %s',
  (phc) => {
    expect(() => verifyPassword('correct horse', phc)).toThrow('no PHC string')
  },
)
