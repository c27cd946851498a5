import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { GatewayRoute } from '../domain/routing/route.ts'
import { lookUpAt } from './names.ts'
import { UpstreamGuard } from './upstream-guard.ts'

/** A resolver on loopback that answers as Cloudflare's does. */
let records: Record<string, [type: number, data: string][]>
let asked: string[]
let server: Server
let resolver: string
let now = 0
beforeEach(async () => {
  records = { 'api.example.com': [[1, '93.184.215.14']] }
  asked = []
  now = 0
  vi.spyOn(console, 'log').mockImplementation(() => {})
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://resolver.example')
    const [name, type] = [searchParams.get('name') ?? '', searchParams.get('type') === 'A' ? 1 : 28]
    asked.push(name)
    const found = (records[name] ?? []).filter(([kind]) => kind === type || kind === 5)
    response.setHeader('Content-Type', 'application/dns-json')
    response.end(
      JSON.stringify({ Status: 0, Answer: found.map(([kind, data]) => ({ name, type: kind, TTL: 60, data })) }),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  resolver = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dns-query`
})
afterEach(async () => {
  vi.restoreAllMocks()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const routeTo = (upstreamUrl: string) => ({ id: 'route_1', path: '/x', upstreamUrl }) as GatewayRoute
const newGuard = () => new UpstreamGuard(lookUpAt(resolver), () => now)
const mayPass = async (guard: UpstreamGuard, route: GatewayRoute, development = false) =>
  guard.mayPass(route, development, 'tollgate.example', ['api.tollgate.example'])

test('a name outside passes, and is looked up once a minute', async () => {
  const guard = newGuard()
  const route = routeTo('https://api.example.com/base')
  for (const at of [0, 1, 59_999]) {
    now = at
    expect(await mayPass(guard, route)).toBe(true)
  }
  expect(asked).toHaveLength(2) // A and AAAA
  now = 60_000
  expect(await mayPass(guard, route)).toBe(true)
  expect(asked).toHaveLength(4)
})

test.each([
  [1, '127.0.0.1'],
  [1, '10.0.0.7'],
  [1, '169.254.169.254'],
  [28, '::1'],
  [28, 'fd00:ec2::254'],
  [28, '::ffff:192.168.0.1'],
])('a name with one record inside is refused: type %i, %s', async (type, data) => {
  records['rebound.example.com'] = [
    [5, 'other.example.com.'],
    [1, '93.184.215.14'],
    [type, data],
  ]
  expect(await mayPass(newGuard(), routeTo('https://rebound.example.com'))).toBe(false)
})

test('a name that is pointed inside later is refused within a minute', async () => {
  const guard = newGuard()
  const route = routeTo('https://api.example.com')
  expect(await mayPass(guard, route)).toBe(true)
  records['api.example.com'] = [[1, '10.0.0.1']]
  now = 60_000
  expect(await mayPass(guard, route)).toBe(false)
})

test.each([
  'https://tollgate.example/api',
  'https://api.tollgate.example',
  'https://127.0.0.1',
  'http://api.example.com',
  'https://localhost',
  'no url',
])('%s is refused without a look-up, however it was saved', async (url) => {
  expect(await mayPass(newGuard(), routeTo(url))).toBe(false)
  expect(asked).toEqual([])
})

test('development may call itself the machine, but not the service', async () => {
  expect(await mayPass(newGuard(), routeTo('http://127.0.0.1:9000'), true)).toBe(true)
  expect(await mayPass(newGuard(), routeTo('http://tollgate.example/api'), true)).toBe(false)
  expect(asked).toEqual([])
})

test.each(['https://93.184.215.14', 'builtin:demo'])('%s needs no look-up', async (url) => {
  expect(await mayPass(newGuard(), routeTo(url))).toBe(true)
  expect(asked).toEqual([])
})

test('while nobody can resolve, names pass', async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  expect(await mayPass(newGuard(), routeTo('https://api.example.com'))).toBe(true)
})
