import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { at } from '../../bin/root.ts'
import { guard } from '../../client/hono.ts'
import { Tollgate } from '../../client/index.ts'
import { cleanEnv, runToEnd } from './running.ts'
import { type Service, startService } from './service.ts'

/** The client of client/, before the running service. */

let service: Service
let owner: Tollgate
let verifier: Tollgate
let serviceToken: string
beforeAll(async () => {
  service = await startService('client')
  owner = service.owner
  const issued = await service.post('/api/tokens', { name: 'api', scopes: ['keys:verify'] }, service.operator)
  serviceToken = issued.service_token ?? ''
  verifier = new Tollgate({ url: service.url, token: serviceToken })
})
afterAll(() => service?.stop())

test('a key that it makes is verified up to its limit, and not once more when it is revoked', async () => {
  const limit = { name: 'minute', limit: 2, window_seconds: 600 }
  const { key, api_key } = await owner.keys.create({ name: 'limited', scopes: ['read'], rate_limits: [limit] })
  const first = await verifier.verify({ key: api_key, cost: 3, scopes: ['read'], route: 'search' })
  expect(first).toMatchObject({ valid: true, code: 'VALID', key_id: key.id, account_id: service.account, plan: 'free' })
  expect(await verifier.verify({ key: api_key })).toMatchObject({ valid: true, limits: [{ remaining: 0 }, {}, {}] })
  const over = await verifier.verify({ key: api_key })
  expect(over).toMatchObject({ valid: false, code: 'RATE_LIMITED' })
  expect(over.retry_after).toBeGreaterThan(500)
  expect(await owner.keys.revoke(key.id)).toMatchObject({ in_force: true, key: { status: 'revoked' } })
  expect(await verifier.verify({ key: api_key })).toMatchObject({ valid: false, code: 'KEY_REVOKED' })
  expect(await owner.keys.revoke(key.id)).toMatchObject({ key: { status: 'revoked' } })
  expect((await owner.usage()).month.used).toBe(4)
})

test('keys are listed page by page, changed and rotated', async () => {
  const names = ['one', 'two', 'three']
  for (const name of names) await owner.keys.create({ name: `paged ${name}` })
  const seen: string[] = []
  for await (const row of owner.keys.all({ search: 'paged', sort: 'name', limit: 2 })) seen.push(row.name)
  expect(seen).toEqual(['paged one', 'paged three', 'paged two'])
  const { data } = await owner.keys.list({ search: 'paged one' })
  const id = data[0]?.id ?? ''
  expect((await owner.keys.change(id, { note: 'seen' })).key.note).toBe('seen')
  const { replaces, replaced, api_key } = await owner.keys.rotate(id, { grace_seconds: 0 })
  expect([replaces, replaced.status, (await owner.keys.get(id)).note]).toEqual([id, 'revoked', 'seen'])
  expect(await verifier.verify({ key: api_key })).toMatchObject({ valid: true })
  await expect(owner.keys.change(id, { status: 'active' })).rejects.toMatchObject({ code: 'KEY_OVER', status: 409 })
})

test('a refused call is found and explained', async () => {
  const { key, api_key } = await owner.keys.create({ name: 'explained' })
  const { request_id } = await verifier.verify({ key: api_key, scopes: ['never'] })
  const found: string[] = []
  for await (const call of owner.calls.all({ key: key.id, outcome: 'refused' })) found.push(call.request_id)
  expect(found).toEqual([request_id])
  const call = await owner.calls.get(request_id ?? '')
  expect(call.checks.find(({ result }) => result === 'refused')).toMatchObject({ check: 'scope' })
})

test('what anyone may read needs no token', async () => {
  const anyone = new Tollgate({ url: service.url })
  expect(await anyone.health()).toMatchObject({ status: 'ok', checks: { d1: { ok: true }, meter: { ok: true } } })
  expect((await anyone.plans()).map(({ key }) => key)).toContain('free')
})

test('a token that may not is the program’s mistake', async () => {
  const wrong = new Tollgate({ url: service.url, token: `st_${'x'.repeat(43)}` })
  await expect(wrong.verify({ key: 'sk_x' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 })
  await expect(owner.verify({ key: 'sk_x' })).rejects.toMatchObject({ code: 'FORBIDDEN', status: 403 })
  await expect(verifier.verify({ key: 'sk_x', cost: -1 })).rejects.toMatchObject({ errors: [{ field: 'cost' }] })
})

test('a small API of Hono sells its calls with it', async () => {
  const { api_key } = await owner.keys.create({ name: 'sold', scopes: ['read'], quota: { limit: 5, period: 'total' } })
  const app = new Hono()
  app.get('/reports', guard(verifier, { cost: 5, scopes: ['read'] }), (c) => c.json(c.var.tollgate.account_id))
  app.get('/secrets', guard(verifier, { scopes: ['admin'] }), (c) => c.json('secret'))
  const call = async (path: string, key: string) => {
    const answer = await app.request(path, { headers: { 'X-API-Key': key } })
    return [answer.status, await answer.json(), answer.headers.get('RateLimit')]
  }
  const refused = (code: string) => expect.objectContaining({ code })
  expect(await call('/secrets', api_key)).toEqual([403, refused('INSUFFICIENT_SCOPE'), expect.any(String)])
  expect(await call('/reports', 'sk_nonsense')).toEqual([401, refused('KEY_MALFORMED'), null])
  expect(await call('/reports', api_key)).toEqual([200, service.account, expect.stringContaining('"key-quota";r=0')])
  expect(await call('/reports', api_key)).toEqual([
    429,
    refused('QUOTA_EXCEEDED'),
    expect.stringContaining('"key-quota";r=0'),
  ])
})

test('built to JavaScript it runs in the Node that is here', async () => {
  const built = join(service.folder, 'built')
  const tsc = [at('node_modules/typescript/bin/tsc'), '-p', at('client'), '--outDir', built]
  expect(await runToEnd(process.execPath, tsc, cleanEnv({}))).toEqual({ code: 0, said: '' })
  writeFileSync(join(built, 'package.json'), '{"type":"module"}')
  const text = `import { Tollgate } from './index.js'
import './hono.js'
const decision = await new Tollgate({ url: process.env.URL, token: process.env.TOKEN }).verify({ key: process.env.KEY })
console.log(decision.code)`
  writeFileSync(join(built, 'run.js'), text)
  const { api_key } = await owner.keys.create({ name: 'built' })
  // npm puts this project's Node first.
  const PATH = (process.env.PATH ?? '').split(':').filter((part) => !part.includes('node_modules'))
  const env = cleanEnv({ URL: service.url, TOKEN: serviceToken, KEY: api_key, PATH: PATH.join(':') })
  expect(await runToEnd('node', [join(built, 'run.js')], env)).toEqual({ code: 0, said: 'VALID\n' })
})
