import { expect, test } from 'vitest'
import { mayKeep, mayShare } from './sharing.ts'

test.each<[string, Record<string, string>, boolean]>([
  ['GET', {}, true],
  ['GET', { Authorization: 'Bearer sk_x', Accept: '*/*' }, true],
  ['GET', { Authorization: 'Basic dTpw' }, false],
  ['GET', { Range: 'bytes=0-1' }, false],
  ['GET', { 'If-None-Match': '"x"' }, false],
  ['GET', { Upgrade: 'websocket' }, false],
  ['HEAD', {}, false],
  ['POST', {}, false],
])('%s with %j may be answered with what others got: %s', (method, headers, may) => {
  expect(mayShare(method, new Headers(headers))).toBe(may)
})

test.each<[number, Record<string, string>, boolean]>([
  [200, {}, true],
  [200, { 'Cache-Control': 'public, max-age=60', Vary: 'Accept-Encoding, Origin', 'Content-Encoding': 'gzip' }, true],
  [200, { 'Cache-Control': 'max-age=60, private' }, false],
  [200, { 'Cache-Control': 'no-store' }, false],
  [200, { 'Cache-Control': 'No-Cache="x"' }, false],
  [200, { 'Set-Cookie': 'a=1' }, false],
  [200, { Vary: 'Accept-Language' }, false],
  [200, { Vary: '*' }, false],
  [200, { 'Content-Encoding': 'zstd' }, false],
  [206, {}, false],
  [301, {}, false],
  [404, {}, false],
])('%s with %j may be kept: %s', (status, headers, may) => {
  expect(mayKeep(status, new Headers(headers))).toBe(may)
})
