import { beforeEach, describe, expect, test, vi } from 'vitest'
import { PNG } from '../../domain/billing/paying/voucher-file.fixture.ts'
import { plantBill } from '../bill.fixture.ts'
import type { Bindings } from '../context.ts'
import { formsTo } from '../forms.fixture.ts'
import { servicesOf } from '../services.ts'
import { ask, bindings, ORIGIN, type Person, services, settings, signUp } from '../visitor.fixture.ts'
import { everything } from '../walk/steps.fixture.ts'
import { operatorConsole } from './index.ts'

const { DB } = bindings
let people = 0
let payer: Person
let operator: Person
beforeEach(async () => {
  people += 1
  payer = await signUp(`sent-twice-${people}`)
  operator = await signUp(`clicks-twice-${people}`, 'operator')
})

const look = async (path: string) => (await ask(operatorConsole, path, { headers: operator.cookie })).text()
/** What a browser sends of the form on a page, but for what is typed. */
const formOf = async (page: string, action = page) => formsTo(action, await look(page))[0] ?? {}
const post = (path: string, fields: Record<string, string>, changed: Partial<Bindings> = {}) => {
  const headers = { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin' }
  return ask(operatorConsole, path, { method: 'POST', headers, body: new URLSearchParams(fields) }, ORIGIN, changed)
}
const at = (answer: Response) => [answer.status, answer.headers.get('Location')]
const credits = async () =>
  (
    await DB.prepare('SELECT amount_minor AS amount FROM account_credits WHERE account_id = ?')
      .bind(payer.accountId)
      .all<{ amount: number }>()
  ).results.map(({ amount }) => amount)

/** A payment of 34.00 of a bill. */
async function newPayment() {
  const bill = await plantBill(payer)
  const note = { amountMinor: 3_400, note: 'seen' }
  const paid = await services.paying.markPaid({ userId: operator.id, address: '' }, bill.id, note)
  if (!paid.ok) throw new Error(paid.code)
  return { billId: bill.id, id: paid.value.value.id }
}
const taking = servicesOf(bindings, { ...settings, BANK_DETAILS: 'x' }, 'localhost:8788', (work) => void work)
async function newVoucher() {
  const { id: userId, accountId, tag } = payer
  const { id } = await plantBill(payer)
  const uploaded = await taking.paying.upload({ accountId, userId, tag, address: '' }, id, PNG)
  if (!uploaded.ok) throw new Error(uploaded.code)
  return uploaded.value.id
}

test('a refund of a part that is sent twice gives it back once, and leads to the same page', async () => {
  const { id, billId } = await newPayment()
  const path = `/admin/payments/${id}/refund`
  const form = { ...(await formOf(path)), amount: '10', reason: 'twice' }
  const place = [303, `/admin/bills/${billId}/payment`]
  expect([at(await post(path, form)), at(await post(path, form))]).toEqual([place, place])
  expect((await services.paying.payment(id))?.leftMinor).toBe(2_400)
})

test('a payment that is noted twice is one', async () => {
  const { id } = await plantBill(payer)
  const page = `/admin/bills/${id}/payment`
  const form = { ...(await formOf(page)), amount: '10', note: 'twice' }
  expect([at(await post(page, form)), at(await post(page, form))]).toEqual([
    [303, page],
    [303, page],
  ])
  const paid = await DB.prepare('SELECT amount_minor FROM payments WHERE bill_id = ?').bind(id).all()
  expect(paid.results).toEqual([{ amount_minor: 1_000 }])
})

test('a credit note that is sent twice is one, and the second says so', async () => {
  const { id } = await plantBill(payer)
  const path = `/admin/bills/${id}/credit-notes`
  const form = { ...(await formOf(path)), amount: '1', reason: 'twice' }
  expect(at(await post(path, form))).toEqual([303, `/admin/bills/${id}`])
  const second = await post(path, form)
  expect(at(second)).toEqual([303, `/admin/bills/${id}`])
  expect(second.headers.get('Set-Cookie')).toContain('notice=sent_before')
  expect((await services.bills.findAnywhere(id))?.bill.creditedMinor).toBe(100)
})

describe('a credit for an account', () => {
  const path = () => `/admin/accounts/${payer.accountId}/credit`

  test('that is sent sixteen times at once is one; the form shown anew gives another', async () => {
    const form = { ...(await formOf(path())), amount: '5', reason: 'sorry' }
    const answers = await Promise.all(Array.from({ length: 16 }, () => post(path(), form)))
    expect(answers.map(at)).toEqual(answers.map(() => [303, '/admin/accounts']))
    expect(await credits()).toEqual([500])
    await post(path(), { ...(await formOf(path())), amount: '5', reason: 'sorry' })
    expect(await credits()).toEqual([500, 500])
  })

  test('that was refused can be mended and sent again', async () => {
    const form = await formOf(path())
    expect((await post(path(), { ...form, amount: 'x', reason: 'sorry' })).status).toBe(422)
    expect((await post(path(), { ...form, amount: '5', reason: 'sorry' })).status).toBe(303)
    expect(await credits()).toEqual([500])
  })

  test('that was given and broke then is not given again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    let isGiving = false
    const breaking = new Proxy(DB, {
      get: (db, name) => {
        if (name === 'prepare')
          return (query: string) => {
            isGiving ||= /insert into "account_credits"/i.test(query)
            return db.prepare(query)
          }
        if (name === 'batch' && isGiving)
          return async (statements: D1PreparedStatement[]) => {
            await db.batch(statements)
            throw new Error('D1 is away')
          }
        return Reflect.get(db, name).bind(db)
      },
    })
    const form = { ...(await formOf(path())), amount: '5', reason: 'sorry' }
    expect((await post(path(), form, { DB: breaking })).status).toBe(500)
    vi.restoreAllMocks()
    expect(at(await post(path(), form))).toEqual([303, '/admin/accounts'])
    expect(await credits()).toEqual([500])
  })
})

test('a form that moves money names itself, and is refused without its name', async () => {
  const { id: payment } = await newPayment()
  const { id: bill } = await plantBill({ ...payer, period: '2026-08' })
  const { accountId } = payer
  payer = await signUp(`sent-voucher-${people}`)
  const voucher = await newVoucher()
  const forms = [
    [`/admin/accounts/${accountId}/credit`],
    [`/admin/bills/${bill}/credit-notes`],
    [`/admin/bills/${bill}/payment`],
    [`/admin/payments/${payment}/refund`],
    [`/admin/vouchers/${voucher}`, `/admin/vouchers/${voucher}/approval`],
  ] as const
  const typed = { amount: '1', reason: 'x', note: 'x' }
  for (const [page, action = page] of forms) {
    const { once, ...form } = await formOf(page, action)
    expect(once, page).toMatch(/^[\w-]{22}$/)
    const fields = Object.fromEntries(Object.entries(typed).filter(([name]) => name in form))
    const before = await everything()
    expect((await post(action, { ...form, ...fields })).status, page).toBe(422)
    expect(await everything()).toBe(before)
    expect((await post(action, { ...form, ...fields, once: once ?? '' })).status, page).toBe(303)
  }
})
