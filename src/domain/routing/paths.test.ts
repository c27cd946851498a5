import { expect, test } from 'vitest'
import { boldestReading, pathOf } from './paths.ts'

test.each([
  ['https://api.example.com/v1/a%2Fb?x=/y', '/v1/a%2Fb'],
  ['https://api.example.com/', '/'],
  ['http://localhost:8788/api/x', '/api/x'],
])('the path of %s', (url, path) => {
  expect(pathOf(url)).toBe(path)
})

test.each(['/v1', '/v1/', '/v1/x.y/~z', '/v1/a...b/.well-known'])('%s reads one way', (path) => {
  expect(boldestReading(path)).toBeNull()
})

test.each([
  ['/p/x%5C..%5Cadmin/thing', '/p/admin/thing'],
  ['/p/.%09./admin', '/admin'],
  ['/p/%61dmin', '/p/admin'],
  ['/p/x%2f..%2Fadmin', '/p/admin'],
  ['/p//admin', '/p/admin'],
  ['/p/%2e%2e/admin', '/admin'],
  ['/p/..;a=b/admin', '/admin'],
  ['/p/%252e%252e%252fadmin', '/admin'],
  ['/p/../../..', '/'],
  ['/p/%E4%B8%AD', '/p/ä¸­'],
])('%s may be read as %s', (path, read) => {
  expect(boldestReading(path)).toBe(read)
})
