import { expect, test } from 'vitest'
import { creditsOf, rewritten, withRouteHeaders } from './options.ts'

test('a method costs what is said of it, else what the route costs', () => {
  const route = { credits: 2, options: { creditsByMethod: { POST: 10, HEAD: 0 } } }
  expect(['GET', 'POST', 'HEAD'].map((method) => creditsOf(route, method))).toEqual([2, 10, 0])
})

test('the first rewrite that fits by whole segments is done', () => {
  const rewrites = [
    { from: '/old', to: '/new' },
    { from: '/old/deep', to: '/never' },
    { from: '/gone', to: '' },
  ]
  expect(['/old', '/old/deep/x', '/older', '/gone/x', '/'].map((path) => rewritten(path, rewrites))).toEqual([
    '/new',
    '/new/deep/x',
    '/older',
    '/x',
    '/',
  ])
  expect(rewritten('/x', undefined)).toBe('/x')
})

test('what a route sets wins over the client, and its secret over everything', () => {
  const given = { authorization: 'Basic eDp5', 'x-debug': '1', accept: '*/*' }
  const options = {
    removeHeaders: ['x-debug'],
    setHeaders: { accept: 'application/json', authorization: 'set' },
    secret: { header: 'authorization', sealed: '…' },
  }
  expect(withRouteHeaders(given, options, 'Bearer s3cret')).toEqual({
    accept: 'application/json',
    authorization: 'Bearer s3cret',
  })
  expect(given).toHaveProperty('x-debug')
})
