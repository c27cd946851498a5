import { expect, test } from 'vitest'
import { deviceOf } from './devices.ts'

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)'

test.each([
  [`${WINDOWS} Chrome/142.0.0.0 Safari/537.36`, 'Chrome, Windows'],
  [`${WINDOWS} Chrome/142.0.0.0 Safari/537.36 Edg/142.0`, 'Edge, Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox, Linux'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari, iOS'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36', 'Chrome, Android'],
  ['curl/8.14.1', 'curl'],
  ['', ''],
])('%s is %s', (agent, name) => {
  expect(deviceOf(agent).name).toBe(name)
})

test('a browser that updated is the same device, and a name never carries what could break a header or a page', () => {
  const before = deviceOf(`${WINDOWS} Chrome/141.0.0.0 Safari/537.36`)
  expect(deviceOf(`${WINDOWS} Chrome/142.0.7444.60 Safari/537.36`)).toEqual(before)
  expect(deviceOf('<script>alert(1)</script>\r\nX: y').name).toBe('')
  expect(deviceOf(`${'a'.repeat(150)}/1`).id).toHaveLength(40)
})
