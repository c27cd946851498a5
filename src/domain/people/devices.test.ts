import { expect, test } from 'vitest'
import { deviceKind, deviceName, deviceOf } from './devices.ts'

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox', 'Linux'],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    'Edge',
    'Windows',
  ],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`, 'Chrome', 'Windows'],
  [
    `Mozilla/5.0 (Linux; Android 15; SM-S921B) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36`,
    'Samsung Internet',
    'Android',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
    'Safari',
    'macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0 Mobile/15E148 Safari/604.1',
    'Chrome',
    'iOS',
  ],
  ['curl/8.5.0', 'curl', null],
  ['python-requests/2.32.3', 'python-requests', null],
  ['node', 'node', null],
  ['Mozilla/5.0 (compatible)', null, null],
  ['<b>me</b>', null, null],
  ['', null, null],
])('%s', (agent, client, system) => {
  expect(deviceOf(agent)).toEqual({ client, system })
})

test('a browser that updated is a device of the same kind', () => {
  const agent = (version: string) => `Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/${version}`
  expect(deviceKind(deviceOf(agent('145.0')))).toBe('firefox/linux')
  expect(deviceKind(deviceOf(agent('146.0.1')))).toBe('firefox/linux')
})

test('a name never carries what could break a header or a page', () => {
  expect(deviceName(deviceOf('Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'))).toBe(
    'Firefox, Linux',
  )
  expect([deviceName(deviceOf('<script>alert(1)</script>\r\nX: y')), deviceKind(deviceOf(''))]).toEqual(['', 'unknown'])
})
