import { expect, test } from 'vitest'
import { makeRoutes } from './make.ts'
import type { RouteInput } from './route.ts'

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

/** What becomes of a route whose upstream's name resolves so. */
async function saved(addresses: string[] | null, changed: Partial<RouteInput> = {}, development = false) {
  const asked: string[] = []
  const routes = makeRoutes({
    store: {
      list: async () => [],
      find: async () => null,
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
    lookUp: async (name) => {
      asked.push(name)
      return addresses
    },
  })
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
