import { describe, expect, test } from 'vitest'
import { makeRoutes } from './make.ts'
import type { GatewayRoute, RouteInput } from './route.ts'

const input: RouteInput = {
  name: 'API',
  path: '/v1',
  upstreamUrl: 'https://api.example.com',
  methods: [],
  credits: 1,
  scopes: [],
  timeoutMs: 1_000,
  maxBodyBytes: 1_000,
  stripPrefix: true,
  billFailures: false,
}

interface Around {
  known?: GatewayRoute | null
  development?: boolean
  lookUp?: (name: string) => Promise<string[] | null>
}
const routesWith = ({ known = null, development = false, lookUp = async () => [] }: Around) =>
  makeRoutes({
    store: {
      list: async () => [],
      find: async () => known,
      turns: async () => [],
      newestTurns: async () => new Map(),
      insert: async () => true,
      replace: async () => true,
      remove: async () => {},
    },
    publish: async () => {},
    clock: () => 0,
    ids: (prefix) => `${prefix}_1`,
    development,
    ownHosts: ['tollgate.example'],
    vault: { seal: async () => 'sealed' },
    lookUp,
  })

/** What becomes of a route whose upstream's name resolves so. */
async function saved(addresses: string[] | null, changed: Partial<RouteInput> = {}, development = false) {
  const asked: string[] = []
  const lookUp = async (name: string) => {
    asked.push(name)
    return addresses
  }
  const routes = routesWith({ development, lookUp })
  const made = await routes.create({ userId: 'user_1', address: '' }, { ...input, ...changed })
  return { errors: made.ok ? [] : made.errors, asked }
}
const FORBIDDEN = [{ field: 'upstream_url', problem: 'address_forbidden' }]

test('an upstream whose name points inside is refused when it is saved', async () => {
  expect(await saved(['93.184.215.14', 'fd00::1'])).toEqual({ errors: FORBIDDEN, asked: ['api.example.com'] })
})

test.each([[['93.184.215.14']], [[]], [null]])('one that resolves to %j is not', async (addresses) => {
  expect((await saved(addresses)).errors).toEqual([])
})

test('what is refused by its text is not looked up, and neither is the built-in upstream, nor anything in development', async () => {
  expect(await saved(null, { upstreamUrl: 'https://tollgate.example' })).toEqual({ errors: FORBIDDEN, asked: [] })
  expect(await saved(null, { upstreamUrl: 'builtin:demo' })).toEqual({ errors: [], asked: [] })
  expect(await saved(['127.0.0.1'], {}, true)).toEqual({ errors: [], asked: [] })
})

describe('a route’s secret', () => {
  const secret = { header: 'authorization', value: 'Bearer new' }
  const ANOTHER = [{ field: 'upstream_url', problem: 'another_host' }]
  const change = async (changed: Partial<RouteInput>, development = false) => {
    const known = { id: 'route_1', createdAt: 0, ...input, options: { secret: { header: 'x-key', sealed: 'sealed' } } }
    const made = await routesWith({ known, development }).change({ userId: 'user_1', address: '' }, 'route_1', changed)
    return made.ok ? [] : made.errors
  }

  test.each([
    'https://other.example.com',
    'https://api.example.com:8443',
    'https://api.example.com.example.org/',
    'builtin:demo',
  ])('is not sent to %s because the upstream was changed alone', async (upstreamUrl) => {
    expect(await change({ upstreamUrl })).toEqual(ANOTHER)
    expect(await change({ upstreamUrl, secret })).toEqual([])
    expect(await change({ upstreamUrl, secret: null })).toEqual([])
  })

  test('is not sent in the clear instead', async () => {
    expect(await change({ upstreamUrl: 'http://api.example.com' }, true)).toEqual(ANOTHER)
  })

  test('stays where the host does, or another thing is changed', async () => {
    expect(await change({ upstreamUrl: 'https://API.example.com:443/v2' })).toEqual([])
    expect(await change({ path: '/v2', credits: 2 })).toEqual([])
  })

  test('of what is no address at all, that is said', async () => {
    expect(await change({ upstreamUrl: 'nowhere' })).toEqual([{ field: 'upstream_url', problem: 'format' }])
  })
})
