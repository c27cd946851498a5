import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeCheckReport } from './scanning-keys.ts'

const MINUTE = 60_000
const BODY = '[{"token":"sk_x","type":"t","url":"https://example.com/","source":"commit"}]'

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer

const { privateKey, publicKey } = pair()
const stranger = pair()

let now = 0
let answer: { status: number; body: unknown; headers?: Record<string, string> }
let asked: IncomingMessage[]
let server: Server
let url: string

beforeEach(async () => {
  now = Date.UTC(2026, 10, 20, 12)
  asked = []
  answer = { status: 200, body: { public_keys: [{ key_identifier: 'one', key: pem(publicKey), is_current: true }] } }
  server = createServer((request, response) => {
    asked.push(request)
    response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers })
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
})
afterEach(async () => {
  vi.restoreAllMocks()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const signed = (body = BODY, by = privateKey) => sign('sha256', Buffer.from(body), by).toString('base64')
const codeOf = async (report: { keyId?: string; signature?: string; body?: string } = {}) => {
  const { keyId = 'one', signature = signed(), body = BODY } = report
  const checked = await makeCheckReport(url, () => now)({ keyId, signature, body: bytes(body) })
  return checked.ok ? 'passed' : checked.code
}
const quietly = () => vi.spyOn(console, 'log').mockImplementation(() => {})

// docs.github.com, "Secret scanning partner program"; its second number has 31 bytes.
test('GitHub’s own example passes', async () => {
  const keyId = 'bcb53661c06b4728e59d897fb6165d5c9cda0fd9cdf9d09ead458168deb7518c'
  const key =
    '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYAGMWO8XgCamYKMJS6jc/qgvSlAd\nAjPuDPRcXU22YxgBrz+zoN19MzuRyW87qEt9/AmtoNP5GrobzUvQSyJFVw==\n-----END PUBLIC KEY-----\n'
  answer.body = { public_keys: [{ key_identifier: keyId, key, is_current: true }] }
  const signature = 'MEQCIQDaMKqrGnE27S0kgMrEK0eYBmyG0LeZismAEz/BgZyt7AIfXt9fErtRS4XaeSt/AO1RtBY66YcAdjxji410VQV4xg=='
  const body =
    '[{"source":"commit","token":"some_token","type":"some_type","url":"https://example.com/base-repo-url/"}]'
  expect(await codeOf({ keyId, signature, body })).toBe('passed')
})

test('every signature of a published key passes, and the keys are read once', async () => {
  const codes = new Set<string>()
  for (let i = 0; i < 300; i++) codes.add(await codeOf({ body: `${BODY} ${i}`, signature: signed(`${BODY} ${i}`) }))
  expect([...codes]).toEqual(['passed'])
  expect(asked).toHaveLength(1)
})

test('who asks for the keys says who they are, since GitHub answers nobody else', async () => {
  await codeOf()
  expect(asked[0]?.headers['user-agent']).toBe('tollgate')
})

test.each([
  ['of another key', { signature: signed(BODY, stranger.privateKey) }],
  ['over another body', { body: BODY.replace('sk_x', 'sk_y') }],
  ['over the same JSON with another spacing', { body: ` ${BODY}` }],
  ['that is none', { signature: 'AAAA' }],
  ['that is no base64', { signature: '%' }],
  ['that is empty', { signature: '' }],
  ['of nobody', { keyId: '' }],
])('a signature %s is refused', async (_, report) => {
  expect(await codeOf(report)).toBe('SIGNATURE_REFUSED')
})

test('what bears no signature asks for no key', async () => {
  const check = makeCheckReport(url, () => now)
  const code = await check({ keyId: undefined, signature: undefined, body: bytes(BODY) })
  expect([code, await codeOf({ signature: 'AAAA' })]).toMatchObject([
    { code: 'SIGNATURE_REFUSED' },
    'SIGNATURE_REFUSED',
  ])
  expect(asked).toHaveLength(0)
})

test('a published key of another curve signs nothing', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  answer.body = { public_keys: [{ key_identifier: 'one', key: pem(other.publicKey) }] }
  expect(await codeOf({ signature: signed(BODY, other.privateKey) })).toBe('SIGNATURE_REFUSED')
})

test('made-up key ids have the keys read once in five minutes; a key that is new by then is found', async () => {
  expect(await codeOf()).toBe('passed')
  for (let i = 0; i < 50; i++) expect(await codeOf({ keyId: `made-up-${i}` })).toBe('SIGNATURE_REFUSED')
  expect(asked).toHaveLength(1)
  answer.body = { public_keys: [{ key_identifier: 'two', key: pem(createPublicKey(stranger.privateKey)) }] }
  const second = { keyId: 'two', signature: signed(BODY, stranger.privateKey) }
  now += 5 * MINUTE - 1
  expect(await codeOf(second)).toBe('SIGNATURE_REFUSED')
  now += 1
  expect(await codeOf(second)).toBe('passed')
  expect(asked).toHaveLength(2)
})

test('a key that is published no more is refused ten minutes later', async () => {
  expect(await codeOf()).toBe('passed')
  answer.body = { public_keys: [] }
  now += 10 * MINUTE - 1
  expect(await codeOf()).toBe('passed')
  now += 1
  expect(await codeOf()).toBe('SIGNATURE_REFUSED')
})

test.each([
  ['an error', { status: 500, body: '{"public_keys":[]}' }],
  ['a redirect', { status: 302, body: '', headers: { Location: '/elsewhere' } }],
  ['no JSON', { status: 200, body: '<html>' }],
  ['no list', { status: 200, body: '{}' }],
  ['something endless', { status: 200, body: JSON.stringify({ public_keys: [], more: 'x'.repeat(70_000) }) }],
])('while the keys’ address answers %s nothing passes, and it is asked again after 15 s', async (_, wrong) => {
  const log = quietly()
  const right = answer
  answer = wrong
  for (let i = 0; i < 5; i++) expect(await codeOf()).toBe('SIGNER_UNAVAILABLE')
  expect(asked).toHaveLength(1)
  expect(log.mock.calls.flat().join()).toContain('scanning_keys.unread')
  answer = right
  now += 15_000
  expect(await codeOf()).toBe('passed')
})

const atOnce = () => Promise.all(Array.from({ length: 10 }, (_, i) => codeOf(i % 2 ? { keyId: `made-up-${i}` } : {})))

test('ten reports at once, of whoever, have the keys read once', async () => {
  const each = Array.from({ length: 5 }, () => ['passed', 'SIGNATURE_REFUSED']).flat()
  expect(await atOnce()).toEqual(each)
  now += 10 * MINUTE
  expect(await atOnce()).toEqual(each)
  expect(asked).toHaveLength(2)
})

test('and none of them passes when there is no answer', async () => {
  quietly()
  expect(await codeOf()).toBe('passed')
  now += 10 * MINUTE
  answer = { status: 500, body: '' }
  expect([...new Set(await atOnce())]).toEqual(['SIGNER_UNAVAILABLE'])
  expect(asked).toHaveLength(2)
})

test('while nothing answers there nothing passes', async () => {
  quietly()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  expect(await codeOf()).toBe('SIGNER_UNAVAILABLE')
})
