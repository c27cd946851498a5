import { describe, expect, test } from 'vitest'
import { upstreamProblem } from './upstream.ts'

const production = { development: false, ownHosts: ['tollgate.example'] }
const development = { development: true, ownHosts: ['localhost:8788'] }

describe('an upstream outside development', () => {
  test.each([
    'https://api.example.com',
    'https://api.example.com/base',
    'https://93.184.215.14/',
    'https://[2606:2800::1]/',
    'builtin:demo',
  ])('may be %s', (url) => {
    expect(upstreamProblem(url, production)).toBeNull()
  })

  test.each([
    'http://api.example.com',
    'ftp://api.example.com',
    'javascript:alert(1)',
    'builtin:other',
    'no url',
    '',
    'https://user:secret@api.example.com',
    'https://api.example.com?key=1',
    'https://api.example.com#x',
  ])('is not %j', (url) => {
    expect(upstreamProblem(url, production)).toBe('format')
  })

  test.each([
    'https://tollgate.example/api',
    'https://localhost',
    'https://x.localhost',
    'https://db.internal',
    'https://127.0.0.1',
    'https://127.1',
    'https://2130706433',
    'https://0x7f000001',
    'https://0177.0.0.1',
    'https://10.1.2.3',
    'https://172.31.255.255',
    'https://192.168.0.1',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1',
    'https://0.0.0.0',
    'https://224.0.0.1',
    'https://255.255.255.255',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[fd00:ec2::254]',
    'https://[fe80::1]',
    'https://[2002:7f00:1::]',
    'https://[2001:0:7f00:1::]',
  ])('may not be %s', (url) => {
    expect(upstreamProblem(url, production)).toBe('address_forbidden')
  })

  test.each(['https://172.32.0.1', 'https://11.0.0.1', 'https://100.128.0.1', 'https://192.169.0.1'])(
    'just outside a network: %s',
    (url) => {
      expect(upstreamProblem(url, production)).toBeNull()
    },
  )
})

test('development allows http and loopback, but never the service itself', () => {
  expect(upstreamProblem('http://127.0.0.1:9000', development)).toBeNull()
  expect(upstreamProblem('http://localhost:8788/api', development)).toBe('address_forbidden')
})
