import { beforeAll, describe, expect, test } from 'vitest'
import { makeIds } from '../../domain/ids.ts'
import { periodAt } from '../../domain/periods.ts'
import { random } from '../../platform/random.ts'
import type { Bindings } from '../context.ts'
import { ask, bindings, jsonBody, ORIGIN, type Person, seedDemoRoute, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const { DB } = bindings
let operator: Person
let caller: Person
let made = 0
beforeAll(async () => {
  await seedDemoRoute()
  operator = await signUp('closing-operator', 'operator')
  caller = await signUp('closing-caller')
})

const send = async (path: string, body?: unknown, changed: Partial<Bindings> = {}) => {
  const init = body === undefined ? { headers: operator.bearer } : jsonBody(body, operator.bearer)
  const answer = await ask(api, `/api/admin${path}`, init, ORIGIN, changed)
  return { status: answer.status, body: await answer.json<Record<string, unknown>>() }
}
const rows = async (query: string, ...values: unknown[]) =>
  (
    await DB.prepare(query)
      .bind(...values)
      .all()
  ).results
const events = (action: string) =>
  rows('SELECT actor_id, account_id, target, detail FROM audit_events WHERE action = ? ORDER BY id', action)

/** A call that D1 holds, as it ended. */
async function newCall(change: Record<string, unknown> = {}, at = Date.now()): Promise<string> {
  const id = makeIds(() => at, random)('req')
  const call = {
    id,
    at,
    keyId: 'key_none',
    routeId: 'route_none',
    method: 'GET',
    path: '/x',
    address: '',
    outcome: 'ok',
  }
  made += 1
  await DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, ?, ?, 1, ?)')
    .bind(
      caller.accountId,
      at,
      made,
      JSON.stringify([{ ...call, status: 200, ms: 1, bytes: 1, credits: 3, ...change }]),
    )
    .run()
  return id
}

describe('a month', () => {
  test('that is over is queued whole by whoever asks, and again by who asks again', async () => {
    const lots: { period: string; accounts: { id: string }[] }[] = []
    const CLOSING = { sendBatch: async (batch: { body: never }[]) => void lots.push(...batch.map(({ body }) => body)) }
    const changed = { CLOSING } as unknown as Partial<Bindings>
    await DB.prepare('UPDATE accounts SET created_at = 0 WHERE id = ?').bind(caller.accountId).run()
    for (let i = 0; i < 2; i++) {
      const { status, body } = await send('/periods/2026-10/closing', {}, changed)
      expect(status).toBe(202)
      expect(body).toMatchObject({
        period: '2026-10',
        run: { asked_by: operator.id, queued_at: null },
        done: 0,
        left: 1,
      })
      // The operator's own account is younger than the month.
      expect(lots.splice(0)).toEqual([{ period: '2026-10', accounts: [{ id: caller.accountId, tag: caller.tag }] }])
      expect((await send('/periods/2026-10/closing')).body).toMatchObject({
        run: { queued: 1, queued_at: expect.any(Number) },
        bills: [],
      })
    }
    expect(await events('period.closing_asked')).toMatchObject([{ target: '2026-10' }, { target: '2026-10' }])
  })

  test('that is not over is refused, and what is none is not found', async () => {
    const running = periodAt('month', Date.now()).name
    expect(await send(`/periods/${running}/closing`, {})).toMatchObject({
      status: 409,
      body: { code: 'PERIOD_NOT_OVER' },
    })
    for (const wrong of ['2026-13', '2026-1', 'x', '2026-10-01'])
      expect((await send(`/periods/${wrong}/closing`, {})).status).toBe(404)
    expect((await send('/periods/2026-09/closing')).body).toMatchObject({ run: null, done: 0, left: 1 })
  })
})

describe('a call that has ended', () => {
  test('is given back once, by its month and the plan that it was made under, and recorded', async () => {
    const id = await newCall()
    const { status, body } = await send(`/calls/${id}/refund`, { reason: 'our fault' })
    const refund = { request_id: id, account_id: caller.accountId, credits: 3, reason: 'our fault' }
    expect({ status, body }).toMatchObject({ status: 201, body: { refund } })
    expect(await send(`/calls/${id}/refund`, { reason: 'again' })).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_REFUNDED' },
    })
    const [phase] = await rows('SELECT starts_at FROM plan_phases WHERE account_id = ?', caller.accountId)
    expect(await rows('SELECT * FROM call_refunds')).toMatchObject([
      { period: periodAt('month', Date.now()).name, phase: phase?.starts_at, given_by: operator.id, bill_id: null },
    ])
    expect(await events('call.refunded')).toMatchObject([
      { account_id: caller.accountId, target: id, actor_id: operator.id },
    ])
  })

  test('by twenty at once is given back once', async () => {
    const id = await newCall()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send(`/calls/${id}/refund`, { reason: 'at once' })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await rows("SELECT 1 FROM audit_events WHERE action = 'call.refunded' AND target = ?", id)).toHaveLength(1)
  })

  test('before D1 holds it is found by its account’s id', async () => {
    const answer = await ask(api, '/api/demo/hello', { headers: { 'X-API-Key': caller.apiKey } })
    const id = answer.headers.get('X-Request-Id') ?? ''
    expect((await send(`/calls/${id}/refund`, { reason: 'late' })).status).toBe(404)
    const given = await send(`/calls/${id}/refund`, { reason: 'late', account_id: caller.accountId })
    expect(given).toMatchObject({ status: 201, body: { refund: { credits: 1 } } })
  })

  test('that cost nothing, is archived, or never was is refused by its code', async () => {
    const free = await newCall({ credits: 0 })
    const refused = await newCall({ outcome: 'QUOTA_EXCEEDED', credits: 0 })
    for (const id of [free, refused])
      expect((await send(`/calls/${id}/refund`, { reason: 'x' })).body.code).toBe('NOTHING_CHARGED')
    const long = makeIds(() => Date.UTC(2026, 5, 1, 12), random)('req')
    expect((await send(`/calls/${long}/refund`, { reason: 'x' })).body.code).toBe('NOT_FOUND')
    await DB.prepare("INSERT INTO call_archives VALUES (?, ?, 'o', 0, 1, 1, '[]', 0)")
      .bind(caller.accountId, Date.UTC(2026, 5, 1))
      .run()
    expect((await send(`/calls/${long}/refund`, { reason: 'x' })).body.code).toBe('CALL_ARCHIVED')
    expect((await send('/calls/none/refund', { reason: 'x' })).body.code).toBe('NOT_FOUND')
    expect((await send(`/calls/${free}/refund`, {})).status).toBe(422)
  })
})

describe('money in an account’s favour', () => {
  const at = () => `/accounts/${caller.accountId}/credits`

  test('is given in whole minor units of its plan’s currency, and recorded', async () => {
    const given = await send(at(), { amount_minor: 1_500, currency: 'USD', reason: 'sorry' })
    expect(given).toMatchObject({
      status: 201,
      body: { credit: { kind: 'goodwill', amount_minor: 1_500, used_minor: 0 } },
    })
    const { id } = given.body.credit as { id: string }
    expect(await rows('SELECT id, account_id, amount_minor FROM account_credits')).toEqual([
      { id, account_id: caller.accountId, amount_minor: 1_500 },
    ])
    expect(await events('credit.given')).toMatchObject([
      { target: id, detail: JSON.stringify({ amount: 1_500, currency: 'USD', reason: 'sorry' }) },
    ])
  })

  test('in another currency, of no amount, or for nobody is refused, and nothing is written', async () => {
    const before = await rows('SELECT 1 FROM account_credits')
    expect(await send(at(), { amount_minor: 5, currency: 'EUR', reason: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'CURRENCY_MISMATCH' },
    })
    for (const amount_minor of [0, -1, 1.5, 1e300, '5', null])
      expect((await send(at(), { amount_minor, currency: 'USD', reason: 'x' })).status).toBe(422)
    expect((await send('/accounts/acct_none/credits', { amount_minor: 5, currency: 'USD', reason: 'x' })).status).toBe(
      404,
    )
    expect(await rows('SELECT 1 FROM account_credits')).toEqual(before)
  })
})
