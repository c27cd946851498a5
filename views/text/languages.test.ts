import { expect, test } from 'vitest'
import { LANGUAGES } from './languages.ts'

/** Every text by its path; functions are called as the pages do, with something in each place. */
function textsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'function') return [[path, String(value('3', '5', '7'))]]
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as object).flatMap(([name, inner]) => textsOf(inner, `${path}/${name}`))
}

test.each(Object.entries(LANGUAGES))('no text of %s is empty or has a hole', (_, language) => {
  const bad = textsOf(language).filter(([, text]) => text.trim() === '' || /undefined|NaN|\[object/.test(text))
  expect(bad).toEqual([])
})

test('what has a plural says one of one thing', () => {
  expect(LANGUAGES.en.revocations.title(1)).toBe('Revoke 1 key?')
  expect(LANGUAGES.en.revocations.title(2)).toBe('Revoke 2 keys?')
})
