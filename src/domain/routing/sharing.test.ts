import { expect, test } from 'vitest'
import { mayShare, sharedSeconds } from './sharing.ts'

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

test.each<[number, Record<string, string>, number]>([
  [200, {}, 60],
  [200, { 'Cache-Control': 'public, max-age=90', Vary: 'Accept-Encoding, Origin', 'Content-Encoding': 'gzip' }, 60],
  [200, { 'Cache-Control': 'max-age=5' }, 5],
  [200, { 'Cache-Control': 'max-age=90, s-maxage=7' }, 7],
  [200, { 'Cache-Control': 'max-age=0, must-revalidate' }, 0],
  [200, { 'Cache-Control': 'max-age=60, private' }, 0],
  [200, { 'Cache-Control': 'no-store' }, 0],
  [200, { 'Cache-Control': 'No-Cache="x"' }, 0],
  [200, { Pragma: 'no-cache' }, 0],
  [200, { 'Set-Cookie': 'a=1' }, 0],
  [200, { Vary: 'Accept-Language' }, 0],
  [200, { Vary: '*' }, 0],
  [200, { 'Content-Encoding': 'zstd' }, 0],
  [206, {}, 0],
  [301, {}, 0],
  [404, {}, 0],
])('%s with %j is kept for %i of 60 seconds', (status, headers, seconds) => {
  expect(sharedSeconds(status, new Headers(headers), 60)).toBe(seconds)
})
