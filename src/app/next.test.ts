import { expect, test } from 'vitest'
import { pathHere } from './next.ts'

const ORIGIN = 'https://tollgate.example'

test.each([
  ['/keys?new=1', '/keys?new=1'],
  ['https://tollgate.example/usage', '/usage'],
  ['keys', '/keys'],
])('%s is %s', (text, path) => {
  expect(pathHere(text, ORIGIN)).toBe(path)
})

test.each([
  'https://evil.example/keys',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  'https://tollgate.example//evil.example',
  'https://tollgate.example/\\evil.example',
  'https://tollgate.example.evil.example/',
  'https://tollgate.example@evil.example/',
  'http://tollgate.example/keys',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://',
  '',
])('%j leaves the site', (text) => {
  expect(pathHere(text, ORIGIN)).toBeNull()
})
