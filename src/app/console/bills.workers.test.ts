import { beforeEach, describe, expect, test } from 'vitest'
import { api } from '../api/index.ts'
import { plantBill } from '../bill.fixture.ts'
import { site } from '../site/index.ts'
import { ask, bindings, jsonBody, type Person, services, signUp } from '../visitor.fixture.ts'
import { operatorConsole } from './index.ts'

let people = 0
let payer: Person
let operator: Person
beforeEach(async () => {
  people += 1
  payer = await signUp(`owes-${people}`)
  operator = await signUp(`asks-${people}`, 'operator')
})

const look = async (path: string) => (await ask(operatorConsole, path, { headers: operator.cookie })).text()
async function send(path: string, fields: Record<string, string> = {}) {
  const page = await ask(site, '/docs', { headers: operator.cookie })
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const headers = { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin' }
  return ask(operatorConsole, path, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ csrf, once: crypto.randomUUID(), ...fields }),
  })
}
const credit = (id: string, amount: string, reason = 'too much') =>
  send(`/admin/bills/${id}/credit-notes`, { amount, reason })
const billOf = async (id: string) => (await services.bills.findAnywhere(id))?.bill

describe('a credit note’s amount', () => {
  test.each([
    ['USD', '12.50', 1_250],
    ['USD', ' 7 ', 700],
    ['JPY', '1200', 1_200],
    ['BHD', '1.005', 1_005],
  ])('in %s, %j is exactly %i minor units', async (currency, amount, minor) => {
    const { id } = await plantBill({ ...payer, currency })
    const answer = await credit(id, amount)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toBe(`/admin/bills/${id}`)
    expect((await billOf(id))?.creditedMinor).toBe(minor)
  })

  test.each(['', '-5', '0', '0.00', '1e3', 'NaN', '12.505', '1,200.00', '９', '99999999999999999', '0x10', '.5'])(
    '%j is refused, as it was typed',
    async (amount) => {
      const { id } = await plantBill(payer)
      const answer = await credit(id, amount, 'my <reason>')
      expect(answer.status).toBe(422)
      const page = await answer.text()
      expect(page).toContain('id="amount-error"')
      expect(page).toContain('value="my &lt;reason&gt;"')
      expect((await billOf(id))?.creditedMinor).toBe(0)
    },
  )

  test('beyond what is left is refused in the currency’s own digits', async () => {
    const { id } = await plantBill(payer)
    await credit(id, '0.50')
    expect(await (await credit(id, '33.51')).text()).toMatch(/id="amount-error">At most 33\.5\./)
    expect((await credit(id, '33.50')).status).toBe(303)
    expect(await billOf(id)).toMatchObject({ status: 'paid', creditedMinor: 3_400 })
  })
})

test('an open bill offers what can be done with it, one that is begun no way to make it void', async () => {
  const { id } = await plantBill(payer)
  const acts = async () =>
    [...(await look(`/admin/bills/${id}`)).matchAll(/\/admin\/bills\/[^/"]+\/([a-z-]+)"/g)].map(([, act]) => act)
  expect(await acts()).toEqual(['payment', 'credit-notes', 'uncollectible', 'voiding'])
  await credit(id, '1')
  expect(await acts()).toEqual(['payment', 'credit-notes', 'uncollectible'])
  await send(`/admin/bills/${id}/uncollectible`, { reason: 'gone' })
  expect(await acts()).toEqual(['payment', 'reopening'])
  await send(`/admin/bills/${id}/reopening`)
  expect((await billOf(id))?.status).toBe('open')
})

test('making void asks first, names account and month, and wants a reason', async () => {
  const { id, number } = await plantBill(payer)
  const question = await look(`/admin/bills/${id}/voiding`)
  expect(question).toContain(`Make TG-${String(number).padStart(6, '0')} void?`)
  expect(question).toContain(payer.username)
  expect(question).toContain('October 2026')
  expect((await send(`/admin/bills/${id}/voiding`, { reason: '' })).status).toBe(422)
  expect((await billOf(id))?.status).toBe('open')
  expect((await send(`/admin/bills/${id}/voiding`, { reason: 'twice' })).status).toBe(303)
  expect((await billOf(id))?.status).toBe('void')
  expect((await send(`/admin/bills/${id}/uncollectible`, { reason: 'x' })).status).toBe(409)
})

test('what operators do about a bill or an account’s plan asks for a fresh sign-in, and does nothing before', async () => {
  const { id } = await plantBill(payer)
  await bindings.DB.prepare('UPDATE sessions SET signed_in_at = 0 WHERE user_id = ?').bind(operator.id).run()
  const acts = ['voiding', 'uncollectible', 'reopening', 'credit-notes'].map((act) => `/admin/bills/${id}/${act}`)
  for (const path of [...acts, `/admin/accounts/${payer.accountId}/plan`]) {
    const asked = [await send(path, { reason: 'x', amount: '1', plan: 'free' })]
    if (!path.endsWith('/reopening')) asked.push(await ask(operatorConsole, path, { headers: operator.cookie }))
    for (const answer of asked) expect(answer.headers.get('Location'), path).toMatch(/^\/login\/again/)
    const { accountId } = payer
    const [at, method, body] = path.endsWith('/plan')
      ? [`/api/admin/accounts/${accountId}/plan`, 'PUT', { plan: 'free' }]
      : [`/api${path}`, 'POST', { reason: 'x', amount_minor: 1 }]
    const refused = await ask(api, at, { ...jsonBody(body, operator.bearer), method })
    expect([refused.status, (await refused.json<{ code: string }>()).code], at).toEqual([403, 'FRESH_SIGN_IN_REQUIRED'])
  }
  expect(await billOf(id)).toMatchObject({ status: 'open', creditedMinor: 0 })
  expect((await ask(operatorConsole, `/admin/bills/${id}`, { headers: operator.cookie })).status).toBe(200)
})

test('what operators noted about a payment is on their page alone', async () => {
  const { id } = await plantBill(payer)
  await bindings.DB.prepare(
    `INSERT INTO payments (id, account_id, bill_id, method, amount_minor, currency, note, paid_at)
     VALUES (?1, ?2, ?1, 'manual', 100, 'USD', 'in an envelope', 7)`,
  )
    .bind(id, payer.accountId)
    .run()
  expect(await look(`/admin/bills/${id}`)).toContain('in an envelope')
  expect(await (await ask(site, `/bills/${id}`, { headers: payer.cookie })).text()).not.toContain('in an envelope')
})

test('the list keeps its filter on the way to the next page and to its file, which has every row of it', async () => {
  for (const month of ['01', '02', '03']) await plantBill({ ...payer, period: `2025-${month}` })
  await bindings.DB.prepare("UPDATE accounts SET name = '=cmd' WHERE id = ?").bind(payer.accountId).run()
  const page = await look(`/admin/bills?account=${payer.accountId}&status=open&limit=2`)
  const links = [...page.matchAll(/href="(\/admin\/bills[^"]*\?[^"]+)"/g)].map(([, link]) =>
    link?.replaceAll('&amp;', '&'),
  )
  const query = (link: string | undefined) => Object.fromEntries(new URL(link ?? '', 'http://x').searchParams)
  const file = links.find((link) => link?.startsWith('/admin/bills/download')) ?? ''
  const next = links.find((link) => link?.includes('cursor=')) ?? ''
  expect(query(file)).toEqual({ account: payer.accountId, status: 'open' })
  expect(query(next)).toMatchObject({
    account: payer.accountId,
    status: 'open',
    cursor: expect.stringMatching(/^bill_/),
  })
  const rows = (await look(file)).trimEnd().split('\r\n')
  expect(rows).toHaveLength(4)
  expect(rows[0]).toBe(
    'number,account_id,account_name,month,status,currency,subtotal_minor,tax_minor,total_minor,credited_minor,paid_minor,outstanding_minor,issued_at,due_at,paid_at',
  )
  expect(rows[1]).toMatch(/^TG-\d{6},acct_\w+,'=cmd,2025-03,open,USD,3400,0,3400,0,0,3400,2025-04-01T00:00:00\.000Z,/)
})
