import { runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { AccountMeter } from '../../../workers/meter/account-meter.ts'
import { api } from '../api/index.ts'
import { ask, bindings, type Person, seedDemoRoute, signUp } from '../visitor.fixture.ts'
import { operatorConsole } from './index.ts'

const METER = bindings.METER as unknown as DurableObjectNamespace<AccountMeter>

let operator: Person
let caller: Person
beforeAll(async () => {
  await seedDemoRoute()
  operator = await signUp('delivery-operator', 'operator')
  caller = await signUp('delivery-caller')
})

afterEach(() => vi.restoreAllMocks())

interface Row {
  account_id: string
  late: boolean
  waiting: number
  oldest_age_ms: number
  failures: number
}
const rowOf = async (person: Person) => {
  const answer = await ask(api, '/api/admin/delivery', { headers: operator.bearer })
  const { data } = (await answer.json()) as { data: Row[] }
  return data.find((row) => row.account_id === person.accountId)
}
const page = async (path: string) => (await ask(operatorConsole, path, { headers: operator.cookie })).text()
const call = async () => {
  const answer = await ask(api, '/api/demo/status/204', { headers: { 'X-API-Key': caller.apiKey } })
  await answer.text()
}
/** Lets the object deliver, to a database that is up or down. */
const deliver = (isUp: boolean) =>
  runInDurableObject(METER.get(METER.idFromName(caller.tag)), async (meter) => {
    const { d1 } = meter
    const batch = () => Promise.reject(new Error('D1 is down'))
    if (!isUp)
      meter.d1 = new Proxy(d1, { get: (target, name) => (name === 'batch' ? batch : Reflect.get(target, name)) })
    // A minute after the other, so that what failed is due again.
    minutes += 1
    const now = Date.now() + minutes * 120_000
    meter.clock = () => now
    await meter.alarm()
    meter.clock = Date.now
    meter.d1 = d1
  })
let minutes = 0

test('what an object cannot deliver is shown with its failures, and is gone when it could', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  expect(await page('/admin/delivery')).toContain('No calls yet')
  await call()
  await deliver(true)
  expect(await rowOf(caller)).toMatchObject({ late: false, waiting: 0, oldest_age_ms: 0, failures: 0 })
  await call()
  await call()
  await deliver(false)
  const row = await rowOf(caller)
  expect([row?.late, row?.failures, row && row.waiting > 0]).toEqual([true, 1, true])
  expect(await page('/admin/delivery')).toContain('1 failed try')
  expect(await page('/admin')).toContain('1 account is late with their calls')
  await deliver(true)
  expect(await rowOf(caller)).toMatchObject({ late: false, waiting: 0, failures: 0 })
  expect(await page('/admin')).not.toContain('late with their calls')
})
