import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import type { AccountMeter } from '../../../workers/meter/account-meter.ts'
import { operatorConsole } from '../console/index.ts'
import { ask, bindings, type Person, seedDemoRoute, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const METER = (env as unknown as { METER: DurableObjectNamespace<AccountMeter> }).METER
const AT = '/api/admin/reconciliation'

let operator: Person
let caller: Person
beforeAll(async () => {
  await seedDemoRoute()
  operator = await signUp('books-operator', 'operator')
  caller = await signUp('books-caller')
  for (let i = 0; i < 5; i++) {
    const status = i % 2 === 0 ? 'hello' : 'status/503'
    await ask(api, `/api/demo/${status}`, { headers: { 'X-API-Key': caller.apiKey } })
  }
  await runInDurableObject(METER.get(METER.idFromName(caller.tag)), async (meter) => {
    meter.clock = () => Date.now() + 120_000
    await meter.alarm()
    meter.clock = Date.now
  })
})

const compare = async () =>
  (await ask(api, AT, { method: 'POST', headers: operator.bearer })).json<{ run: Record<string, unknown> }>()
const listed = async () =>
  (await ask(api, AT, { headers: operator.bearer })).json<{
    run: unknown
    data: { account_id: string; code: string }[]
  }>()
const page = async (path = '/admin/reconciliation') =>
  (await ask(operatorConsole, path, { headers: operator.cookie })).text()

test('operators see that nothing was compared, compare, and see that all books agree', async () => {
  expect(await listed()).toEqual({ success: true, data: [], next_cursor: null, run: null })
  expect(await page()).toContain('Nothing has been compared yet')
  const { run } = await compare()
  expect(run).toMatchObject({ since: 0, accounts: 2, skipped: 0, differences: 0, finished_at: expect.any(Number) })
  expect(await listed()).toEqual({ success: true, data: [], next_cursor: null, run })
  expect(await page()).toContain('No difference')
  expect(await page('/admin')).not.toContain('do not agree')
})

test('a call that D1 lost is named with its account, and is gone from the list when it is back', async () => {
  const hourly = (by: string) =>
    bindings.DB.prepare(`UPDATE usage_hourly SET calls = calls ${by} WHERE account_id = ? AND outcome = 'ok'`)
      .bind(caller.accountId)
      .run()
  await hourly('- 1')
  expect((await compare()).run).toMatchObject({ differences: 3 })
  const { data } = await listed()
  expect(data.map(({ account_id, code }) => [account_id, code])).toEqual(
    ['calls.count', 'daily.calls', 'totals.calls'].map((code) => [caller.accountId, code]),
  )
  const html = await page()
  for (const said of ['Not as many calls are kept as were counted', caller.accountId, 'totals.calls'])
    expect(html).toContain(said)
  expect(await page('/admin')).toContain('The books of some accounts do not agree')
  await hourly('+ 1')
  expect((await compare()).run).toMatchObject({ differences: 0 })
  expect((await listed()).data).toEqual([])
})

test('the page’s button compares', async () => {
  const token = /name="csrf" value="([^"]+)"/.exec(await page())?.[1] ?? ''
  const before = (await listed()).run
  const answer = await ask(operatorConsole, '/admin/reconciliation', {
    method: 'POST',
    headers: { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ csrf: token }),
  })
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/admin/reconciliation'])
  expect((await listed()).run).not.toEqual(before)
})

test('a day that is not the sum of its hours is added up anew, by a program and by the page', async () => {
  const lower = () =>
    bindings.DB.prepare("UPDATE usage_daily SET calls = calls - 1 WHERE account_id = ? AND outcome = 'ok'")
      .bind(caller.accountId)
      .run()
  const repair = async () => {
    const answer = await ask(api, `${AT}/repair`, { method: 'POST', headers: operator.bearer })
    return answer.json<{ repaired: number; run: unknown }>()
  }
  await lower()
  expect((await compare()).run).toMatchObject({ differences: 1 })
  expect(await repair()).toMatchObject({ repaired: 1, run: { differences: 0, finished_at: expect.any(Number) } })
  expect(await repair()).toMatchObject({ repaired: 0 })
  expect(await page()).not.toContain('/admin/reconciliation/repair')

  await lower()
  await compare()
  expect(await page()).toContain('href="/admin/reconciliation/repair"')
  const asked = await page('/admin/reconciliation/repair')
  expect(asked).toContain('added up anew from the hours')
  const token = /name="csrf" value="([^"]+)"/.exec(asked)?.[1] ?? ''
  const answer = await ask(operatorConsole, '/admin/reconciliation/repair', {
    method: 'POST',
    headers: { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ csrf: token }),
  })
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/admin/reconciliation'])
  expect((await listed()).data).toEqual([])
})
