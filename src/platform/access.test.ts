import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { makeAccess } from './access.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const AUDIENCE = 'f00d'.repeat(16)

interface Signer {
  kid: string
  privateKey: CryptoKey
  publicJwk: Record<string, unknown>
}

async function newSigner(kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

let signer: Signer
let stranger: Signer
let published: Record<string, unknown>[]
let server: Server
let team: string
let asked: number

beforeAll(async () => {
  ;[signer, stranger] = await Promise.all([newSigner('first'), newSigner('first')])
})
beforeEach(async () => {
  published = [signer.publicJwk]
  asked = 0
  server = createServer((request, response) => {
    asked += 1
    response.writeHead(request.url === '/cdn-cgi/access/certs' ? 200 : 404, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ keys: published }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  team = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  vi.restoreAllMocks()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const seconds = (ms: number) => Math.floor(ms / 1000)
const assertion = (by: Signer, changed: { iss?: string; aud?: string; iat?: number; exp?: number } = {}) => {
  const { iss = team, aud = AUDIENCE, iat = seconds(NOW) - 60, exp = seconds(NOW) + 60 } = changed
  return new SignJWT({ email: 'operator@example.com', type: 'app' })
    .setProtectedHeader({ alg: 'RS256', kid: by.kid })
    .setIssuer(iss)
    .setAudience(aud)
    .setIssuedAt(iat)
    .setExpirationTime(exp)
    .sign(by.privateKey)
}
const codeOf = async (text: string | undefined) => {
  const answer = await makeAccess({ team, audience: AUDIENCE }, () => NOW)(text)
  return answer.ok ? 'passed' : answer.code
}

test('an assertion of this team for this application passes, and the keys are read once', async () => {
  expect(await codeOf(await assertion(signer))).toBe('passed')
  expect(await codeOf(await assertion(signer))).toBe('passed')
  expect(asked).toBe(1)
})

test('without an assertion nobody passes, and no key is asked for', async () => {
  expect([await codeOf(undefined), await codeOf('')]).toEqual(['ACCESS_REQUIRED', 'ACCESS_REQUIRED'])
  expect(asked).toBe(0)
})

test.each([
  ['another team’s', { iss: 'https://other.cloudflareaccess.com' }],
  ['for another application', { aud: 'beef'.repeat(16) }],
  ['at its end', { exp: seconds(NOW) }],
] as const)('an assertion %s does not pass', async (_, changed) => {
  expect(await codeOf(await assertion(signer, changed))).toBe('ACCESS_REQUIRED')
})

test('one that another key signed does not pass, under the same key id', async () => {
  expect(await codeOf(await assertion(stranger))).toBe('ACCESS_REQUIRED')
})

test('one of another algorithm does not pass, whoever published its key', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  published = [signer.publicJwk, { ...(await exportJWK(publicKey)), kid: 'curve', alg: 'ES256' }]
  const given = new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: 'curve' }).setIssuer(team).setAudience(AUDIENCE)
  const text = await given
    .setIssuedAt(seconds(NOW))
    .setExpirationTime(seconds(NOW) + 60)
    .sign(privateKey)
  expect(await codeOf(text)).toBe('ACCESS_REQUIRED')
})

test('one without a signature does not pass', async () => {
  const bare = new UnsecuredJWT({}).setIssuer(team).setAudience(AUDIENCE).setIssuedAt(seconds(NOW))
  expect(await codeOf(bare.setExpirationTime(seconds(NOW) + 60).encode())).toBe('ACCESS_REQUIRED')
})

test('one that uses the public key as a shared secret does not pass', async () => {
  const secret = new TextEncoder().encode(JSON.stringify(signer.publicJwk))
  const forged = new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', kid: 'first' })
    .setIssuer(team)
    .setAudience(AUDIENCE)
  const text = await forged
    .setIssuedAt(seconds(NOW))
    .setExpirationTime(seconds(NOW) + 60)
    .sign(secret)
  expect(await codeOf(text)).toBe('ACCESS_REQUIRED')
})

test('one that never ends does not pass', async () => {
  const endless = new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: 'first' })
    .setIssuer(team)
    .setAudience(AUDIENCE)
  expect(await codeOf(await endless.setIssuedAt(seconds(NOW)).sign(signer.privateKey))).toBe('ACCESS_REQUIRED')
})

test('what is no assertion does not pass', async () => {
  expect([await codeOf('x'), await codeOf('a.b.c')]).toEqual(['ACCESS_REQUIRED', 'ACCESS_REQUIRED'])
})

test('while the keys cannot be read nobody passes, and the log says so', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const good = await assertion(signer)
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  expect(await codeOf(good)).toBe('ACCESS_UNAVAILABLE')
  expect(log.mock.calls.flat().join()).toContain('access.unreachable')
})

test('keys that were read serve on while the team’s address is away', async () => {
  expect(await codeOf(await assertion(signer))).toBe('passed')
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  expect(await codeOf(await assertion(signer))).toBe('passed')
})
