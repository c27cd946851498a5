import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { RouteInput } from '../../domain/routing/route.ts'
import { meterOf } from '../../platform/meter.ts'
import { operatorConsole } from '../console/index.ts'
import type { Bindings } from '../context.ts'
import { mount } from '../mount.ts'
import { parseSettings } from '../settings.ts'
import { site } from '../site/index.ts'
import { bindings, ORIGIN, type Person, services, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const HOST = 'api.example.com'
let caller: Person
let callers = 0
beforeEach(async () => {
  callers += 1
  caller = await signUp(`host-caller-${callers}`)
})
beforeAll(async () => {
  const by = { userId: (await signUp('host-keeper', 'operator')).id, address: '' }
  const whole: RouteInput = {
    name: 'Whole',
    path: '/',
    upstreamUrl: 'builtin:demo',
    methods: [],
    credits: 1,
    scopes: [],
    timeoutMs: 30_000,
    maxBodyBytes: 1_000,
    stripPrefix: true,
    billFailures: false,
  }
  await services.routes.create(by, whole)
  await services.routes.create(by, { ...whole, name: 'Part', path: '/part', methods: ['GET'] })
  await services.routes.create(by, {
    ...whole,
    name: 'Loop',
    path: '/loop',
    upstreamUrl: 'https://tollgate.example/api',
  })
})

/** What Pages answers: the function that is the most specific for a path. */
async function visit(url: string, headers: Record<string, string> = {}): Promise<Response> {
  const { pathname } = new URL(url)
  const app = /^\/api(\/|$)/.test(pathname) ? api : /^\/admin(\/|$)/.test(pathname) ? operatorConsole : site
  const ctx = createExecutionContext()
  const env = { ...bindings, API_HOST: HOST, SITE_URL: 'https://tollgate.example' } as Bindings
  const request = new Request(url, { headers })
  const response = await mount(app)({ request, env, waitUntil: ctx.waitUntil.bind(ctx) } as never)
  const body = await response.arrayBuffer()
  await waitOnExecutionContext(ctx)
  return new Response(body, response)
}
const upstreamPath = async (response: Response) => (await response.json<{ path: string }>()).path

test.each(['/', '/login', '/admin', '/api/keys', '/api/demo/x', '/anything/at/all?x=1'])(
  'on API_HOST %s is the upstream’s, for a key alone',
  async (path) => {
    const answer = await visit(`https://${HOST}${path}`, { 'X-API-Key': caller.apiKey })
    expect([answer.status, await upstreamPath(answer)]).toEqual([200, path.split('?')[0]])
    const without = await visit(`https://${HOST}${path}`, caller.cookie)
    expect(without.status).toBe(401)
    expect(await without.json()).toMatchObject({
      code: 'KEY_MISSING',
      type: 'https://tollgate.example/docs#KEY_MISSING',
    })
  },
)

test('a longer route goes before the root, without its prefix', async () => {
  const answer = await visit(`https://${HOST}/part/x`, { 'X-API-Key': caller.apiKey })
  expect(await upstreamPath(answer)).toBe('/x')
})

test.each(['https://tollgate.example', `https://${HOST}.evil.example`, `${ORIGIN}`])(
  'on %s the site is as it was, and the root no route',
  async (origin) => {
    expect((await visit(`${origin}/login`)).headers.get('Content-Type')).toContain('text/html')
    const elsewhere = await visit(`${origin}/api/no-such-route`, { 'X-API-Key': caller.apiKey })
    expect(await elsewhere.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
  },
)

test('a route that leads back into the service is refused on use, and no call is admitted', async () => {
  const answer = await visit(`https://${HOST}/loop/x`, { 'X-API-Key': caller.apiKey })
  expect([answer.status, await answer.json()]).toMatchObject([502, { code: 'UPSTREAM_UNREACHABLE' }])
  const { openCalls, tail } = await meterOf(bindings.METER, caller.tag).view(caller.tag)
  expect([openCalls, tail.flatMap(({ calls }) => calls)]).toEqual([0, []])
})

test('API_HOST needs SITE_URL, elsewhere, and a host name', () => {
  const given = { KEY_SECRETS: 'x'.repeat(32) }
  expect(() => parseSettings({ ...given, API_HOST: HOST })).toThrow('API_HOST needs SITE_URL')
  expect(() => parseSettings({ ...given, API_HOST: HOST, SITE_URL: `https://${HOST}` })).toThrow('another host')
  expect(() => parseSettings({ ...given, API_HOST: `https://${HOST}`, SITE_URL: 'https://x.example' })).toThrow(
    'host name',
  )
})
