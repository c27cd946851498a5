import { beforeAll, expect, test } from 'vitest'
import { ask, bindings, type Person, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

let member: Person
beforeAll(async () => {
  member = await signUp('open-member')
})

test('health says how long D1 and the meter took, and the version', async () => {
  const response = await ask(api, '/api/health')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    status: 'ok',
    checks: { d1: { ok: true, ms: expect.any(Number) }, meter: { ok: true, ms: expect.any(Number) } },
    version: expect.stringMatching(/\S/),
  })
})

test('health is 503 when a part does not answer, and says which', async () => {
  const METER = { idFromName: () => null, get: () => ({ ping: () => Promise.reject(new Error('away')) }) }
  const response = await ask(api, '/api/health', {}, undefined, { METER: METER as unknown as DurableObjectNamespace })
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({
    success: false,
    status: 'failing',
    checks: { d1: { ok: true }, meter: { ok: false } },
  })
})

const INSERT = 'INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, created_at) VALUES'

test('plans are listed at their newest version, the cheapest first', async () => {
  await bindings.DB.batch([
    bindings.DB.prepare(`${INSERT} ('plan_pro_1', 'pro', 1, 'Pro', 2900, 'USD', 1000, 0)`),
    bindings.DB.prepare(`${INSERT} ('plan_pro_2', 'pro', 2, 'Pro', 3900, 'USD', 2000, 0)`),
  ])
  const { data } = await (await ask(api, '/api/plans')).json<{ data: { key: string; price: number }[] }>()
  expect(data.map(({ key, price }) => [key, price])).toEqual([
    ['free', 0],
    ['pro', 3900],
  ])
})

test('usage has bars without gaps, their totals, and the month against the plan', async () => {
  const response = await ask(api, '/api/usage?range=7d', { headers: member.bearer })
  const body = await response.json<{ series: unknown[] }>()
  expect(body).toMatchObject({
    success: true,
    range: '7d',
    totals: { answered: 0, refused: 0 },
    month: { used: 0, limit: 100, exact: true },
  })
  expect(body.series).toHaveLength(7)
})

test('a range that is none is refused by name', async () => {
  const response = await ask(api, '/api/usage?range=forever', { headers: member.bearer })
  expect(response.status).toBe(422)
  expect(await response.json()).toMatchObject({ errors: [{ field: 'range' }] })
})

test('calls are a list', async () => {
  const response = await ask(api, '/api/calls', { headers: member.bearer })
  expect(await response.json()).toEqual({ success: true, data: [], next_cursor: null, searched_back_to: null })
})

test('a path under a reserved segment is never the gateway’s', async () => {
  for (const path of ['/api/keys/x/y', '/api/KEYS', '/api/v0/anything', '/api/accounts']) {
    const response = await ask(api, path, { headers: { 'X-API-Key': member.apiKey } })
    expect(await response.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  }
})
