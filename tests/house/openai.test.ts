import OpenAI, { AuthenticationError, RateLimitError } from 'openai'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Llm, startLlm, VECTOR } from './llm.ts'
import { type Service, startService } from './service.ts'

/** The official client of OpenAI, whose key is a Tollgate key, before an upstream that speaks its protocol. */

const MESSAGES = [{ role: 'user' as const, content: 'Say hello' }]
let service: Service
let base: string
let key: string
let llm: Llm

beforeAll(async () => {
  service = await startService('openai')
})
let routes = 0
beforeEach(async () => {
  llm = await startLlm()
  base = await service.addRoute(`llm-${++routes}`, llm.url)
  key = await service.newKey()
})
afterEach(() => {
  llm.close()
  expect(JSON.stringify(llm.asked)).not.toContain(key)
})
afterAll(() => service?.stop())

const openai = (apiKey = key, maxRetries = 0) => new OpenAI({ apiKey, baseURL: `${base}/v1`, maxRetries })
/** How the calls of the key ended, the last first. */
async function ended(count: number) {
  const { data } = await service.owner.keys.list()
  const id = data.find(({ hint }) => hint.slice(-4) === key.slice(-4))?.id
  const read = async () => (await service.owner.calls.list({ key: id })).data
  await expect.poll(async () => (await read()).filter(({ outcome }) => outcome !== 'under_way')).toHaveLength(count)
  return (await read()).map(({ outcome, status, credits, path }) => [outcome, status, credits, path.split('/v1')[1]])
}

test('a completion', async () => {
  const completion = await openai().chat.completions.create({ model: 'x', messages: MESSAGES })
  expect([completion.choices[0]?.message.content, completion.usage?.total_tokens]).toEqual(['Hello world', 12])
  expect(llm.asked).toMatchObject([
    { method: 'POST', url: '/v1/chat/completions', headers: { 'x-account-id': service.account } },
  ])
  expect(llm.asked[0]?.headers).not.toHaveProperty('authorization')
  expect(await ended(1)).toEqual([['ok', 200, 1, '/chat/completions']])
})

test('the upstream’s own secret takes the key’s place', async () => {
  const upstream_secret = { header: 'authorization', value: 'Bearer the-upstreams-own' }
  base = await service.addRoute('llm-sealed', llm.url, { upstream_secret })
  await openai().chat.completions.create({ model: 'x', messages: MESSAGES })
  expect(llm.asked[0]?.headers.authorization).toBe('Bearer the-upstreams-own')
})

test('a stream whose first piece is here before the second is sent, and its usage', async () => {
  const stream_options = { include_usage: true }
  const stream = await openai().chat.completions.create({
    model: 'x',
    messages: MESSAGES,
    stream: true,
    stream_options,
  })
  const pieces = stream[Symbol.asyncIterator]()
  const first = await pieces.next()
  expect(first.value?.choices[0]?.delta.content).toBe('Hello')
  llm.second.open()
  const rest = []
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) rest.push(piece.value)
  expect(rest.map(({ choices, usage }) => choices[0]?.delta.content ?? usage?.total_tokens)).toEqual([' world', 12])
  expect(await ended(1)).toEqual([['ok', 200, 1, '/chat/completions']])
})

test('a credit is a token, when the route says so', async () => {
  base = await service.addRoute('llm-tokens', llm.url, {
    credits: 2_000,
    credits_from: { pointer: '/usage/total_tokens' },
  })
  await openai().chat.completions.create({ model: 'x', messages: MESSAGES })
  expect(await ended(1)).toEqual([['ok', 200, 12, '/chat/completions']])
  llm.second.open()
  const asked = { model: 'x', messages: MESSAGES, stream: true } as const
  for (const stream_options of [{ include_usage: true }, null]) {
    const pieces = []
    for await (const piece of await openai().chat.completions.create({ ...asked, stream_options })) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(1)
  }
  expect((await ended(3)).map(([, , credits]) => credits)).toEqual([2_000, 12, 12])
})

test('a client that aborts its stream is hung up on at the upstream', async () => {
  const stream = await openai().chat.completions.create({ model: 'endless', messages: MESSAGES, stream: true })
  for await (const { choices } of stream) {
    expect(choices[0]?.delta.content).toBe('Hello')
    break // which aborts the request
  }
  await llm.hungUp.passed
  expect(await ended(1)).toEqual([['ok', 200, 1, '/chat/completions']])
})

test('embeddings', async () => {
  const { data } = await openai().embeddings.create({ model: 'x', input: ['one', 'two'] })
  expect(data.map(({ embedding }) => embedding)).toEqual([VECTOR, VECTOR])
  expect(await ended(1)).toEqual([['ok', 200, 1, '/embeddings']])
})

test('the upstream’s 429 is tried again by the client, as the upstream says', async () => {
  const { data, response } = await openai(key, 2)
    .chat.completions.create({ model: 'busy-once', messages: MESSAGES })
    .withResponse()
  expect([data.choices[0]?.message.content, response.status, llm.asked.length]).toEqual(['Hello world', 200, 2])
  expect(llm.asked[1]?.headers['x-stainless-retry-count']).toBe('1')
  expect(await ended(2)).toEqual([
    ['ok', 200, 1, '/chat/completions'],
    ['ok', 429, 1, '/chat/completions'],
  ])
})

test('a limit of the key’s own is the client’s RateLimitError, with the seconds to wait', async () => {
  key = await service.newKey({ rate_limit: { limit: 1, window_seconds: 600 } })
  await openai().chat.completions.create({ model: 'x', messages: MESSAGES })
  const error = await openai()
    .chat.completions.create({ model: 'x', messages: MESSAGES })
    .catch((thrown) => thrown)
  expect(error).toBeInstanceOf(RateLimitError)
  expect([error.status, error.code, error.message]).toEqual([
    429,
    'RATE_LIMITED',
    expect.stringMatching(/^429 Too many/),
  ])
  expect(await service.owner.calls.get(error.requestID)).toMatchObject({ code: 'RATE_LIMITED' })
  expect(Number(error.headers.get('Retry-After'))).toBeGreaterThan(500)
  expect(llm.asked).toHaveLength(1)
  expect((await ended(2))[0]).toEqual(['RATE_LIMITED', 0, 0, '/chat/completions'])
})

test('a key that is none is the client’s AuthenticationError, and nothing reaches the upstream', async () => {
  const asking = openai(`${key.slice(0, -1)}!`).models.list()
  const error = await asking.catch((thrown) => thrown)
  expect(error).toBeInstanceOf(AuthenticationError)
  expect([error.status, error.code]).toEqual([401, 'KEY_MALFORMED'])
  expect(llm.asked).toEqual([])
})
