import { describe, expect, test } from 'vitest'
import { makeVault } from './vault.ts'

const [OLD, NEW] = ['old-secret-of-at-least-32-characters', 'new-secret-of-at-least-32-characters']
const SECRET = new TextEncoder().encode('what nobody may read')

describe('what is sealed', () => {
  test('opens under the same words, and never looks the same twice', async () => {
    const vault = makeVault([OLD])
    const [one, two] = [await vault.seal(SECRET, 'totp a'), await vault.seal(SECRET, 'totp a')]
    expect(one).not.toBe(two)
    expect(await vault.open(one, 'totp a')).toEqual(SECRET)
    expect(Buffer.from(one, 'base64url').includes(SECRET)).toBe(false)
  })

  test('opens for nothing else and for nobody else', async () => {
    const vault = makeVault([OLD])
    await expect(vault.open(await vault.seal(SECRET, 'totp a'), 'totp b')).rejects.toThrow('KEY_SECRETS')
  })

  test('opens while its secret is known, and the newest seals', async () => {
    const before = await makeVault([OLD]).seal(SECRET, 'x')
    const both = makeVault([NEW, OLD])
    expect(await both.open(before, 'x')).toEqual(SECRET)
    const after = await both.seal(SECRET, 'x')
    expect(await makeVault([NEW]).open(after, 'x')).toEqual(SECRET)
    await expect(makeVault([NEW]).open(before, 'x')).rejects.toThrow('KEY_SECRETS')
  })

  test('does not open when a bit of it changed', async () => {
    const vault = makeVault([OLD])
    const sealed = Buffer.from(await vault.seal(SECRET, 'x'), 'base64url')
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      await expect(vault.open(changed.toString('base64url'), 'x')).rejects.toThrow('KEY_SECRETS')
    }
  })
})
