import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { killAll, serve } from './running.ts'

const state = mkdtempSync(join(tmpdir(), 'tollgate-access-'))
const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }]
const server = createServer((_, response) => response.end(JSON.stringify({ keys })))
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
const team = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
afterAll(async () => {
  await killAll(state)
  rmSync(state, { recursive: true, force: true })
  server.closeAllConnections()
  server.close()
})

const signed = (audience: string) =>
  new SignJWT({ type: 'app' })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .setIssuer(team)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('5 minutes')
    .sign(privateKey)

test('behind Cloudflare Access operators need its word and their own session, each', async () => {
  const origin = await serve(state, { ACCESS_TEAM: team, ACCESS_AUDIENCE: 'console' })
  const { operator } = JSON.parse(readFileSync(join(state, 'dev.json'), 'utf8'))
  const login = await fetch(`${origin}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login: operator.email, password: operator.password }),
  })
  const { token } = (await login.json()) as { token: string }
  const own = { Authorization: `Bearer ${token}` }
  const through = { 'Cf-Access-Jwt-Assertion': await signed('console') }
  const codeAt = async (headers: Record<string, string>) => {
    const answer = await fetch(`${origin}/api/admin/users`, { headers })
    const { code } = (await answer.json()) as { code?: string }
    return code ?? answer.status
  }
  expect(await codeAt(own)).toBe('ACCESS_REQUIRED')
  expect(await codeAt({ ...own, 'Cf-Access-Jwt-Assertion': await signed('another') })).toBe('ACCESS_REQUIRED')
  expect(await codeAt(through)).toBe('UNAUTHENTICATED')
  expect(await codeAt({ ...own, ...through })).toBe(200)
})
