import { beforeAll, expect, test } from 'vitest'
import { makeIds } from '../../domain/ids.ts'
import { random } from '../../platform/random.ts'
import { ask, bindings, type Person, signUp } from '../visitor.fixture.ts'
import { operatorConsole } from './index.ts'

const { DB } = bindings
let operator: Person
let caller: Person
beforeAll(async () => {
  operator = await signUp('months-operator', 'operator')
  caller = await signUp('months-caller')
})

const page = async (path: string) => (await ask(operatorConsole, path, { headers: operator.cookie })).text()
async function post(path: string, fields: Record<string, string>) {
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page('/admin'))?.[1] ?? ''
  return ask(operatorConsole, path, {
    method: 'POST',
    headers: { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ csrf, once: crypto.randomUUID(), ...fields }),
  })
}

test('operators see each month’s accounts and bills, and queue what is left', async () => {
  expect(await page('/admin/periods')).toContain('No month has been closed yet')
  await DB.batch([
    DB.prepare('UPDATE accounts SET created_at = 0 WHERE id = ?').bind(caller.accountId),
    DB.prepare("INSERT INTO closing_runs (period, started_at, queued_at) VALUES ('2026-10', 1, 2)"),
    DB.prepare(
      `INSERT INTO bills (id, account_id, period, number, status, currency, subtotal_minor, tax_ppm, tax_minor, total_minor, digest, created_at)
       VALUES ('bill_x', ?, '2026-10', 1, 'open', 'USD', 123456, 0, 0, 123456, '', 0)`,
    ).bind(caller.accountId),
  ])
  const html = await page('/admin/periods')
  for (const said of ['2026-10', '$1,234.56', 'Queue what is left of 2026-10']) expect(html).toContain(said)
  const answer = await post('/admin/periods/2026-10/closing', {})
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/admin/periods'])
  const run = await DB.prepare('SELECT started_at AS at, queued FROM closing_runs').first<{
    at: number
    queued: number
  }>()
  expect(run?.at).toBeGreaterThan(2)
  expect(run?.queued).toBe(1)
})

test('an account is given money by its decimals, and what is no amount is said beside the field', async () => {
  const path = `/admin/accounts/${caller.accountId}/credit`
  expect(await page('/admin/accounts')).toContain(path)
  expect(await page(path)).toContain('Amount (USD)')
  for (const amount of ['0', '-1', '1.005', '1e3', 'x', '1,5']) {
    const refused = await post(path, { amount, reason: 'sorry' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('amount-error')
  }
  expect((await post(path, { amount: '12.30', reason: 'sorry' })).status).toBe(303)
  const { results } = await DB.prepare('SELECT account_id, amount_minor FROM account_credits').all()
  expect(results).toEqual([{ account_id: caller.accountId, amount_minor: 1_230 }])
})

test('a call is given back from its page, with a reason', async () => {
  const at = Date.now()
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
  await DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, ?, 1, 1, ?)')
    .bind(caller.accountId, at, JSON.stringify([{ ...call, status: 200, ms: 1, bytes: 1, credits: 4 }]))
    .run()
  const path = `/admin/calls/${id}/refund`
  expect(await page(`/admin/calls/${id}`)).toContain(path)
  expect(await page(path)).toContain('4 credits')
  expect((await post(path, { reason: ' ' })).status).toBe(422)
  const given = await post(path, { reason: 'late' })
  expect([given.status, given.headers.get('Location')]).toEqual([303, `/admin/calls/${id}?account=${caller.accountId}`])
  expect((await post(path, { reason: 'again' })).status).toBe(409)
  const { results } = await DB.prepare('SELECT request_id, credits FROM call_refunds').all()
  expect(results).toEqual([{ request_id: id, credits: 4 }])
})
