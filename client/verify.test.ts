import * as fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { type Decision, Tollgate, TollgateError } from './index.ts'
import { ALLOWED, patience, problem, refused, say, startServer } from './server.fixture.ts'

const TOKEN = `st_${'t'.repeat(43)}`
const KEY = `sk_${'k'.repeat(48)}`
afterEach(() => vi.useRealTimers())

const NO_DECISION = { valid: false, code: 'METER_UNAVAILABLE', key_id: null, account_id: null }
const holdNoSecret = (error: unknown) => {
  const { message, stack } = error as Error
  for (const secret of [TOKEN, KEY]) expect(`${message} ${stack} ${JSON.stringify(error)}`).not.toContain(secret)
}

test('a decision is handed on as it is, and asked for with the token', async () => {
  const server = await startServer((response) => say(response, 200, ALLOWED))
  const tollgate = new Tollgate({ url: `${server.url}/`, token: TOKEN })
  const decision = await tollgate.verify({ key: KEY, cost: 3, scopes: ['read'], ip: '2001:db8::1', route: 'search' })
  expect(decision).toEqual(ALLOWED)
  expect(server.asked.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
    ['POST', '/api/keys/verify', `Bearer ${TOKEN}`],
  ])
  expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
    key: KEY,
    cost: 3,
    scopes: ['read'],
    ip: '2001:db8::1',
    route: 'search',
  })
})

test('a refusal is a value, also one with a code that only a newer Tollgate knows', async () => {
  const server = await startServer((response, _, times) =>
    say(response, 200, times === 1 ? refused('RATE_LIMITED', { retry_after: 7 }) : refused('KEY_ASLEEP')),
  )
  const tollgate = new Tollgate({ url: server.url, token: TOKEN })
  expect(await tollgate.verify({ key: KEY })).toMatchObject({ valid: false, code: 'RATE_LIMITED', retry_after: 7 })
  expect(await tollgate.verify({ key: KEY })).toMatchObject({ valid: false, code: 'KEY_ASLEEP' })
})

test.each<[string, number, unknown, Record<string, string>?]>([
  ['a server error', 500, problem('INTERNAL')],
  ['a proxy without Tollgate', 502, '<html>'],
  ['a 503 that says nothing of later', 503, problem('METER_UNAVAILABLE')],
  ['someone else’s 503', 503, { message: 'busy' }, { 'Retry-After': '1' }],
  ['someone else’s 429', 429, 'slow down', { 'Retry-After': '1' }],
  ['a key too long to be one', 413, problem('BODY_TOO_LARGE')],
  ['a page', 200, '<html>'],
  ['nothing', 200, ''],
  ['an empty object', 200, {}],
  ['a list', 200, [ALLOWED]],
  ['half an answer', 200, '{"success":true,"valid":true,"code":"VALID"'],
  ['valid without who', 200, { ...ALLOWED, key_id: null }],
  ['valid without an account', 200, { ...ALLOWED, account_id: undefined }],
  ['valid with a refusal’s code', 200, { ...ALLOWED, code: 'KEY_REVOKED' }],
  ['a refusal with the code VALID', 200, { ...ALLOWED, valid: false }],
  ['valid as a word', 200, { ...ALLOWED, valid: 'true' }],
  ['a decision under an error’s status', 500, ALLOWED],
])('%s is no decision, and not asked again', async (_, status, body, headers) => {
  const server = await startServer((response) => {
    if (typeof body === 'string') response.writeHead(status, headers).end(body)
    else say(response, status, body, headers)
  })
  const decision = await new Tollgate({ url: server.url, token: TOKEN, ...patience() }).verify({ key: KEY })
  expect(decision).toMatchObject(NO_DECISION)
  holdNoSecret((decision as { error: unknown }).error)
  expect(server.asked).toHaveLength(1)
})

test('nobody there, and a connection that breaks off, are no decision', async () => {
  const breaking = await startServer((response) => {
    response.writeHead(200, { 'Content-Length': '1000' })
    response.write('{"success":true,"valid":true', () => response.destroy())
  })
  const decision = await new Tollgate({ url: breaking.url, token: TOKEN, ...patience() }).verify({ key: KEY })
  expect(decision).toMatchObject({ ...NO_DECISION, error: { code: 'UNREACHABLE' } })
  expect(breaking.asked).toHaveLength(1)
  // Port 1 of loopback: nothing listens there.
  const { waited, ...injected } = patience()
  const nobody = new Tollgate({ url: 'http://127.0.0.1:1', token: TOKEN, ...injected })
  expect(await nobody.verify({ key: KEY })).toMatchObject({ ...NO_DECISION, error: { code: 'UNREACHABLE' } })
  expect(waited).toEqual([])
})

test('a redirect is not followed: it would carry the key along', async () => {
  const elsewhere = await startServer((response) => say(response, 200, ALLOWED))
  const server = await startServer((response) => response.writeHead(307, { Location: elsewhere.url }).end())
  expect(await new Tollgate({ url: server.url, token: TOKEN }).verify({ key: KEY })).toMatchObject(NO_DECISION)
  expect(elsewhere.asked).toEqual([])
})

test.each([
  ['says nothing', () => {}],
  ['begins and goes no further', (response: { write: (text: string) => void }) => response.write('{"valid":true')],
])('a server that %s is given up at the time, and not asked again', async (_, answer) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  let reached = () => {}
  const asked = new Promise<void>((done) => {
    reached = done
  })
  const server = await startServer((response) => {
    answer(response)
    reached()
  })
  let decision: Decision | undefined
  const over = new Tollgate({ url: server.url, token: TOKEN, verifyWithinMs: 700 })
    .verify({ key: KEY })
    .then((decided) => {
      decision = decided
    })
  await asked
  await vi.advanceTimersByTimeAsync(699)
  expect(decision).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1)
  await over
  expect(decision).toMatchObject({ ...NO_DECISION, error: { code: 'TIMEOUT' } })
  expect(server.asked).toHaveLength(1)
})

test('a fetch that takes no notice of its signal changes nothing about the time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const deaf = vi.fn(() => new Promise<Response>(() => {}))
  const decision = new Tollgate({ url: 'https://tollgate.example.com', token: TOKEN, fetch: deaf }).verify({ key: KEY })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await decision).toMatchObject({ ...NO_DECISION, error: { code: 'TIMEOUT' } })
  expect(deaf).toHaveBeenCalledTimes(1)
})

test('a caller who gives up hears their own reason', async () => {
  const abort = new AbortController()
  const server = await startServer(() => abort.abort(new Error('the client hung up')))
  const asking = new Tollgate({ url: server.url, token: TOKEN }).verify({ key: KEY }, { signal: abort.signal })
  await expect(asking).rejects.toThrow('the client hung up')
})

const UNDECIDED = problem('METER_UNAVAILABLE')

test('a 503 that says when is asked again then: Tollgate took its charge back', async () => {
  const server = await startServer((response, _, times) =>
    times === 1 ? say(response, 503, UNDECIDED, { 'Retry-After': '1' }) : say(response, 200, ALLOWED),
  )
  const { waited, ...injected } = patience()
  const tollgate = new Tollgate({ url: server.url, token: TOKEN, ...injected })
  expect(await tollgate.verify({ key: KEY })).toMatchObject({ valid: true })
  expect(waited).toEqual([1_100])
})

test('a wait that would outlast the time is not begun', async () => {
  const server = await startServer((response) => say(response, 503, UNDECIDED, { 'Retry-After': '2' }))
  const { waited, ...injected } = patience()
  const decision = await new Tollgate({ url: server.url, token: TOKEN, ...injected }).verify({ key: KEY })
  expect([decision, waited]).toMatchObject([{ ...NO_DECISION, retry_after: 2, request_id: 'req_2' }, []])
})

test.each([
  [401, 'UNAUTHENTICATED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [422, 'VALIDATION_FAILED'],
])('%i is the program’s mistake, and thrown', async (status, code) => {
  const errors = [{ field: 'cost', problem: 'too_small', message: 'Too small.' }]
  const server = await startServer((response) => say(response, status, problem(code, { errors })))
  const asking = new Tollgate({ url: server.url, token: TOKEN }).verify({ key: KEY, cost: -1 })
  const error: TollgateError = await asking.then(
    () => Promise.reject(new Error('it was decided')),
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(TollgateError)
  expect(error).toMatchObject({ code, status, requestId: 'req_2', message: 'Said by Tollgate.', errors })
  holdNoSecret(error)
  expect(server.asked).toHaveLength(1)
})

test('a token or an address that cannot be used is refused without being named', () => {
  const make = (url: string, token: string) => () => new Tollgate({ url, token })
  expect(make('https://example.com', 'st_a\nb')).toThrow('The token holds what no header can')
  expect(make('https://user:hidden@example.com', 'st_a')).toThrow('The address of Tollgate must hold no password')
})

/** The first most often: all of them must come together for an answer that is valid. */
const word = (usual: unknown, ...others: unknown[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 3, arbitrary: fc.constantFrom(...others) },
    { weight: 1, arbitrary: fc.jsonValue() },
  )
const answers = fc.record({
  success: word(true, false),
  valid: word(true, false, 'true', 1),
  code: word('VALID', 'KEY_REVOKED'),
  key_id: word('key_1', null, undefined),
  account_id: word('acct_1', null, undefined),
  scopes: word([], undefined),
  limits: word([], undefined),
})

test('whatever comes back, valid is only what the server said is', async () => {
  const statuses = fc.constantFrom(200, 200, 201, 302, 400, 401, 404, 429, 500, 503)
  const bodies = fc.oneof(
    answers.map((body) => JSON.stringify(body)),
    fc.json(),
    fc.string(),
  )
  let valid = 0
  await fc.assert(
    fc.asyncProperty(statuses, bodies, async (status, body) => {
      const fetch = async () => new Response(body, { status, headers: { 'Retry-After': '1' } })
      const tollgate = new Tollgate({ url: 'https://tollgate.example.com', token: TOKEN, fetch, ...patience() })
      const decision = await tollgate.verify({ key: KEY }).catch(() => null)
      if (!decision?.valid) return
      valid += 1
      expect(status).toBeLessThan(300)
      const said = { valid: true, code: 'VALID', key_id: expect.any(String), account_id: expect.any(String) }
      expect(JSON.parse(body)).toMatchObject(said)
    }),
    { numRuns: 3_000, seed: 7 },
  )
  // That the property speaks of anything.
  expect(valid).toBeGreaterThan(20)
})
