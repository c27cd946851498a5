import { describe, expect, test } from 'vitest'
import { newTotpSecret, secretText, secretUri, stepOfCode } from './totp.ts'

// RFC 6238, appendix B: SHA-1, whose eight digits end in these six.
const SECRET = new TextEncoder().encode('12345678901234567890')
const RFC = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

describe('a code', () => {
  test.each(RFC)('at %i s is that of RFC 6238', (seconds, code) => {
    expect(stepOfCode(SECRET, code, seconds * 1_000)).toBe(Math.floor(seconds / 30))
  })

  test('is taken from one step before its own to one step after, and no longer', () => {
    const [seconds, code] = RFC[3]
    const start = Math.floor(seconds / 30) * 30_000
    const at = (ms: number) => stepOfCode(SECRET, code, start + ms) !== null
    expect([-30_001, -30_000, 0, 29_999, 59_999, 60_000].map(at)).toEqual([false, true, true, true, true, false])
  })

  test.each(['', '28708', '2870822', '287 82', 'abcdef', '２８７０８２'])('%j is none', (code) => {
    expect(stepOfCode(SECRET, code, 59_000)).toBeNull()
  })

  test('of another secret is none', () => {
    const other = new TextEncoder().encode('12345678901234567891')
    expect(stepOfCode(other, '287082', 59_000)).toBeNull()
  })
})

describe('a secret', () => {
  test('has 160 random bits', () => {
    expect(newTotpSecret((length) => new Uint8Array(length)).length).toBe(20)
  })

  test('is written in base32 without padding, in the text as in the picture', () => {
    expect(secretText(SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    expect(secretUri(SECRET, 'Toll gate', 'a:b')).toBe(
      'otpauth://totp/Toll%20gate:a%3Ab?issuer=Toll+gate&algorithm=SHA1&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=30&digits=6',
    )
  })
})
