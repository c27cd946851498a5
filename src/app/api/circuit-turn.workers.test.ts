import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Bindings } from '../context.ts'
import { ask, jsonBody, ORIGIN, type Person, services, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const UPSTREAM = 'http://127.0.0.1:9'

let operator: Person
let caller: Person
let logged: string[]
// The gateway looks for new routes once a second: all are there before its first look.
beforeAll(async () => {
  operator = await signUp('turn-operator', 'operator')
  caller = await signUp('turn-caller')
  for (const path of ['/turning', '/unkept']) {
    const body = { name: path, path, upstream_url: UPSTREAM, circuit: { failures: 2, seconds: 600 } }
    await ask(api, '/api/admin/routes', jsonBody(body, operator.bearer))
  }
})
beforeEach(() => {
  logged = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void logged.push(line))
})
afterEach(() => vi.restoreAllMocks())

const call = (path: string, changed: Partial<Bindings> = {}) =>
  ask(api, `/api${path}`, { headers: { 'X-API-Key': caller.apiKey } }, ORIGIN, changed)
const idOf = async (path: string) => (await services.routes.list()).find((route) => route.path === path)?.id ?? ''
const turns = async (path: string) => (await services.routes.turns(await idOf(path))).map(({ turned }) => turned)

test('a circuit’s turns are kept, once each, and no call besides', async () => {
  const answers: ((answer: Response) => void)[] = []
  const asked = () => new Promise<Response>((answer) => void answers.push(answer))
  vi.spyOn(globalThis, 'fetch').mockImplementation(asked)
  const calls = [1, 2, 3].map(() => call('/turning/x'))
  await vi.waitFor(() => expect(answers.length).toBe(3))
  const [first, second, last] = answers
  for (const fail of [first, second]) fail?.(new Response(null, { status: 500 }))
  await Promise.all(calls.slice(0, 2))
  for (let i = 0; i < 3; i++) expect((await call('/turning/x')).status).toBe(503)
  expect(await turns('/turning')).toEqual(['opened'])
  const open = await services.routes.openSince(await services.routes.list())
  expect([...open.keys()]).toEqual([await idOf('/turning')])
  last?.(new Response('good'))
  expect((await calls[2])?.status).toBe(200)
  vi.mocked(fetch).mockResolvedValue(new Response('good'))
  await call('/turning/x')
  expect(await turns('/turning')).toEqual(['closed', 'opened'])
  expect((await services.routes.openSince(await services.routes.list())).size).toBe(0)
})

test('a turn that cannot be kept costs the call nothing, and the log says so', async () => {
  const away = {
    prepare: () => {
      throw new Error('D1 is away')
    },
  } as unknown as D1Database
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(null, { status: 500 }))
  await call('/unkept/x')
  const answer = await call('/unkept/x', { DB: away })
  expect(answer.status).toBe(500)
  expect(logged.map((line) => JSON.parse(line).event)).toEqual(
    expect.arrayContaining(['circuit.opened', 'circuit.unreported']),
  )
  expect(await turns('/unkept')).toEqual([])
})
