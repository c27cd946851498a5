import { sha256 } from '@oslojs/crypto/sha2'
import { encodeHexLowerCase } from '@oslojs/encoding'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { JPEG, joined, PDF, PNG, WEBP } from '../../domain/billing/paying/voucher-file.fixture.ts'
import { api } from '../api/index.ts'
import { type Planted, plantBill } from '../bill.fixture.ts'
import { browser } from '../browser.fixture.ts'
import { operatorConsole } from '../console/index.ts'
import type { Bindings } from '../context.ts'
import { type StripeDouble, startStripe } from '../stripe.fixture.ts'
import { join } from '../team.fixture.ts'
import { ask, bindings, ORIGIN, type Person, signUp } from '../visitor.fixture.ts'
import { everything } from '../walk/steps.fixture.ts'
import { site } from './index.ts'

const { DB, ARCHIVE } = bindings
const AT = 'http://127.0.0.1:12111'
const [KEY, SECRET] = ['sk_test_0123456789', 'whsec_0123456789']
const CARD = { STRIPE_SECRET_KEY: KEY, STRIPE_WEBHOOK_SECRET: SECRET, STRIPE_API_URL: AT }
const BANK = { BANK_DETAILS: 'Example Bank\nDE00 0000 0000 0000 0000 00' }
const SET = { ...CARD, ...BANK } as Partial<Bindings>

let people = 0
let owner: Person
let operator: Person
let bill: Planted
let stripe: StripeDouble
beforeEach(async () => {
  people += 1
  owner = await signUp(`transfers-${people}`)
  operator = await signUp(`reviewer-${people}`, 'operator')
  bill = await plantBill(owner)
  stripe = startStripe(KEY, SECRET)
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => stripe.answer(new Request(input, init)))
})
afterEach(() => vi.restoreAllMocks())

const pageOf = async (path: string, person = owner, set: object = SET) =>
  (await ask(site, path, { headers: person.cookie }, ORIGIN, set as Partial<Bindings>)).text()
const payment = (id = bill.id) => `/bills/${id}/payment`
const csrfOf = (page: string) => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''

interface Upload {
  person?: Person
  id?: string
  name?: string
  type?: string
  set?: object
}
async function upload(
  file: Uint8Array | null,
  { person = owner, id = bill.id, name = 'r.png', type = 'image/png', set = SET }: Upload = {},
) {
  const body = new FormData()
  body.append('csrf', csrfOf(await pageOf(payment(), person)))
  if (file) body.append('file', new File([file as Uint8Array<ArrayBuffer>], name, { type }))
  return ask(
    site,
    `/bills/${id}/voucher`,
    { method: 'POST', body, headers: { ...person.cookie, 'Sec-Fetch-Site': 'same-origin' } },
    ORIGIN,
    set as Partial<Bindings>,
  )
}
const rows = async () =>
  (
    await DB.prepare('SELECT id, object, type, bytes, state, reason FROM vouchers WHERE account_id = ? ORDER BY id')
      .bind(owner.accountId)
      .all<{
        id: string
        object: string
        type: string
        bytes: number
        state: string
        reason: string | null
      }>()
  ).results
const kept = async () => (await ARCHIVE.list({ prefix: `vouchers/${owner.accountId}/` })).objects.map(({ key }) => key)
const billRow = () => DB.prepare('SELECT status, paid_minor FROM bills WHERE id = ?').bind(bill.id).first()
const uploaded = async (file = PNG) => {
  await upload(file)
  return (await rows()).at(-1)?.id ?? ''
}
async function review(id: string, act: 'approval' | 'refusal', fields: Record<string, string>, person = operator) {
  const page = await (await ask(operatorConsole, `/admin/vouchers/${id}`, { headers: person.cookie })).text()
  const body = new URLSearchParams({ csrf: csrfOf(page), once: crypto.randomUUID(), ...fields })
  return ask(operatorConsole, `/admin/vouchers/${id}/${act}`, {
    method: 'POST',
    body,
    headers: { ...person.cookie, 'Sec-Fetch-Site': 'same-origin' },
  })
}
const approve = (id: string, amount = '34.00', date = '2026-11-02') => review(id, 'approval', { amount, date })

describe('the payment page', () => {
  test('offers what is set up and nothing else, and says whom to ask where nothing is', async () => {
    const all = await pageOf(payment())
    expect(all).toContain('Pay $34.00 by card')
    expect(all).toContain('Example Bank')
    const card = await pageOf(payment(), owner, CARD)
    expect([card.includes('by card …'), card.includes('type="file"')]).toEqual([true, false])
    const bank = await pageOf(payment(), owner, BANK)
    expect([bank.includes('by card …'), bank.includes('type="file"')]).toEqual([false, true])
    expect(await pageOf(payment(), owner, {})).toContain('Ask whoever runs Tollgate')
  })

  test('says when nothing is owed, and offers no way then', async () => {
    const done = await plantBill({ ...owner, period: '2026-08', status: 'paid' })
    const page = await pageOf(payment(done.id))
    expect(page).toContain('Nothing is owed of this bill.')
    expect(page).not.toContain('<form method="post" action="/bills')
  })

  test('leads out by a link, and believes Stripe rather than the address that it comes back by', async () => {
    const visit = browser(SET).as(owner.cookie)
    await visit.get(payment())
    const way = await visit.post(`/bills/${bill.id}/checkout`, {})
    expect([way.status, way.headers.get('Location')]).toEqual([200, null])
    const [session] = [...stripe.sessions.values()]
    expect(await way.text()).toContain(`href="${session?.url}"`)
    expect(await (await visit.get(`${payment()}?returned=1`)).text()).toContain('has not been confirmed yet')
    stripe.pay(session?.id ?? '')
    expect(await (await visit.get(`${payment()}?returned=1`)).text()).toContain('Your payment has arrived')
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
  })

  test('looks up what was opened last alone, however much was opened', async () => {
    const visit = browser(SET).as(owner.cookie)
    for (const credited of [0, 100, 200]) {
      await DB.prepare('UPDATE bills SET credited_minor = ? WHERE id = ?').bind(credited, bill.id).run()
      await visit.get(payment())
      await visit.post(`/bills/${bill.id}/checkout`, {})
    }
    const before = stripe.requests.length
    await visit.get(`${payment()}?returned=1`)
    const newest = [...stripe.sessions.keys()].at(-1)
    expect([stripe.sessions.size, stripe.requests.slice(before).map(({ path }) => path)]).toEqual([
      3,
      [`/v1/checkout/sessions/${newest}`],
    ])
  })

  test('another account’s bill cannot be looked up at Stripe’s', async () => {
    const stranger = await signUp(`nosy-${people}`)
    const visit = browser(SET).as(owner.cookie)
    await visit.get(payment())
    await visit.post(`/bills/${bill.id}/checkout`, {})
    const before = stripe.requests.length
    const answer = await ask(site, `${payment()}?returned=1`, { headers: stranger.cookie }, ORIGIN, SET)
    expect([answer.status, stripe.requests.length]).toEqual([404, before])
  })
})

describe('a voucher', () => {
  test.each([
    ['image/png', PNG],
    ['image/jpeg', joined(JPEG, '\xff\xd9')],
    ['image/webp', WEBP],
    ['application/pdf', PDF],
  ])('that is %s is kept under a made-up name, by what it is and not by what it is called', async (type, file) => {
    const answer = await upload(file, { name: '../../x.html', type: 'text/html' })
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, payment()])
    const [row] = await rows()
    expect(row).toMatchObject({ type, bytes: file.length, state: 'pending' })
    expect(await kept()).toEqual([`vouchers/${owner.accountId}/${row?.id}`])
    expect(await pageOf(payment())).toContain('Not looked at yet')
  })

  test.each([
    ['a page', new TextEncoder().encode('<!doctype html><script>alert(1)</script>')],
    ['a drawing', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a script in a picture’s clothes', joined(PNG, '<script>alert(1)</script>')],
    ['nothing', null],
    ['an empty file', new Uint8Array(0)],
  ])('that is %s is refused, whatever it is called, and nothing is kept', async (_, file) => {
    const before = await everything()
    const answer = await upload(file)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('aria-invalid="true"')
    expect([await everything(), await kept()]).toEqual([before, []])
  })

  test('of 5 MB is taken and of a byte more refused; a larger body, also in chunks, is 413', async () => {
    const most = 5 * 1024 * 1024
    const padded = (size: number) => joined(PDF.subarray(0, 9), '%'.repeat(size - PDF.length), PDF.subarray(9))
    expect((await upload(padded(most))).status).toBe(303)
    expect((await upload(padded(most + 1))).status).toBe(422)
    expect((await upload(padded(most + 100_000))).status).toBe(413)
    const chunked = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 6; i++) controller.enqueue(new Uint8Array(1024 * 1024))
        controller.close()
      },
    })
    const headers = {
      ...owner.cookie,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'multipart/form-data; boundary=x',
    }
    const init = { method: 'POST', body: chunked, headers, duplex: 'half' } as RequestInit
    expect((await ask(site, `/bills/${bill.id}/voucher`, init, ORIGIN, SET)).status).toBe(413)
    expect(await kept()).toHaveLength(1)
  })

  test('is noted with its digest', async () => {
    await upload(PNG)
    const row = await DB.prepare('SELECT digest FROM vouchers WHERE account_id = ?').bind(owner.accountId).first()
    expect(row).toEqual({ digest: encodeHexLowerCase(sha256(PNG)) })
  })

  test.each([
    ['who is signed out', site, '/bills/x/voucher', 'POST', () => ({})],
    ['who is signed out, to the API', api, '/api/bills/x/vouchers', 'POST', () => ({})],
    ['a session that is none', site, '/bills/x/voucher', 'POST', () => ({ Cookie: 'session=none' })],
    ['a token that is none', api, '/api/bills/x/vouchers', 'POST', () => ({ Authorization: 'Bearer none' })],
    ['whom there is no such method for', site, '/bills/x/voucher', 'PUT', () => owner.cookie],
  ])('of 1 MB of %s is 413 without being read as a whole', async (_, app, path, method, headers) => {
    let read = 0
    const body = new ReadableStream({
      pull(controller) {
        read += 16_384
        controller.enqueue(new Uint8Array(16_384))
        if (read >= 1024 * 1024) controller.close()
      },
    })
    const type = { 'Content-Type': 'multipart/form-data; boundary=x', 'Sec-Fetch-Site': 'same-origin' }
    const init = { method, body, headers: { ...type, ...headers() }, duplex: 'half' } as RequestInit
    expect((await ask(app, path, init, ORIGIN, SET)).status).toBe(413)
    expect(read).toBeLessThan(200_000)
  })

  test('is one of five of a bill, however many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 9 }, () => upload(PNG)))
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 303, 303, 303, 303, 409, 409, 409, 409])
    expect([(await rows()).length, (await kept()).length]).toEqual([5, 5])
  })

  test('is one of twenty that an account may have waiting', async () => {
    for (const month of [1, 2, 3]) {
      const { id } = await plantBill({ ...owner, period: `2025-0${month}` })
      for (let i = 0; i < 5; i++) await upload(PNG, { id })
    }
    for (let i = 0; i < 5; i++) await upload(PNG)
    const { id } = await plantBill({ ...owner, period: '2025-04' })
    expect((await upload(PNG, { id })).status).toBe(409)
    expect((await rows()).length).toBe(20)
  })

  test('is refused for another’s bill, for one that is paid, and where no bank is set', async () => {
    const stranger = await signUp(`thief-${people}`)
    const done = await plantBill({ ...owner, period: '2026-08', status: 'paid' })
    const answers = [
      await upload(PNG, { person: stranger }),
      await upload(PNG, { id: done.id }),
      await upload(PNG, { set: {} }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 409, 404])
    expect([await rows(), await kept()]).toEqual([[], []])
  })

  test('comes back as an attachment that no browser runs, to its account and operators alone', async () => {
    const id = await uploaded()
    const path = `/bills/${bill.id}/vouchers/${id}`
    const own = await ask(site, path, { headers: owner.cookie })
    expect(new Uint8Array(await own.clone().arrayBuffer())).toEqual(PNG)
    expect(Object.fromEntries(own.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="${id}.png"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    })
    const console_ = await ask(operatorConsole, `/admin/vouchers/${id}/file`, { headers: operator.cookie })
    expect([console_.status, console_.headers.get('Content-Security-Policy')]).toEqual([
      200,
      "default-src 'none'; sandbox",
    ])
    const stranger = await signUp(`peeper-${people}`)
    const developer = await join(owner, await signUp(`developer-${people}`), 'developer')
    const other = await plantBill({ ...owner, period: '2026-07' })
    const statuses = [
      (await ask(site, path, { headers: stranger.cookie })).status,
      (await ask(site, path, { headers: developer.cookie })).status,
      (await ask(site, path)).status,
      (await ask(site, `/bills/${other.id}/vouchers/${id}`, { headers: owner.cookie })).status,
      (await ask(operatorConsole, `/admin/vouchers/${id}/file`, { headers: owner.cookie })).status,
    ]
    expect(statuses).toEqual([404, 403, 303, 404, 404])
  })
})

describe('a review', () => {
  test('that approves records the payment of the amount and the day, and pays the bill', async () => {
    const id = await uploaded()
    expect((await approve(id)).status).toBe(303)
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
    const paid = await DB.prepare('SELECT method, amount_minor, reference, paid_at FROM payments WHERE bill_id = ?')
      .bind(bill.id)
      .all()
    expect(paid.results).toEqual([
      { method: 'bank_transfer', amount_minor: 3_400, reference: id, paid_at: Date.UTC(2026, 10, 2) },
    ])
    expect(await pageOf(payment())).toContain('Approved')
  })

  test('may approve a part: the rest is still owed', async () => {
    await approve(await uploaded(), '10')
    expect(await billRow()).toEqual({ status: 'open', paid_minor: 1_000 })
    expect(await pageOf(payment())).toContain('Pay $24.00 by card')
  })

  test.each(['34.01', '0', '-1', '1e3', '10.001', 'NaN', '99999999999999', ''])('of %s is refused', async (amount) => {
    const id = await uploaded()
    expect((await approve(id, amount)).status).toBe(422)
    expect(await billRow()).toEqual({ status: 'open', paid_minor: 0 })
    expect((await rows())[0]?.state).toBe('pending')
  })

  test('of a day that is still to come is refused', async () => {
    const later = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
    expect((await approve(await uploaded(), '34.00', later)).status).toBe(422)
    expect(await billRow()).toEqual({ status: 'open', paid_minor: 0 })
  })

  test('by several at once is one', async () => {
    const id = await uploaded()
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => approve(id, '10.00')),
      ...Array.from({ length: 4 }, () => review(id, 'refusal', { reason: 'not ours' })),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409, 409, 409, 409, 409])
    const [row] = await rows()
    expect(await billRow()).toEqual({ status: 'open', paid_minor: row?.state === 'approved' ? 1_000 : 0 })
  })

  test('that refuses tells the account why, as text', async () => {
    const id = await uploaded()
    await review(id, 'refusal', { reason: 'Wrong <b>account</b>' })
    expect(await rows()).toMatchObject([{ state: 'refused', reason: 'Wrong <b>account</b>' }])
    const page = await pageOf(payment())
    expect(page).toContain('Wrong &lt;b&gt;account&lt;/b&gt;')
    expect(await billRow()).toEqual({ status: 'open', paid_minor: 0 })
  })

  test('at the same time as a card payment pays the bill once: what came by card too is given back', async () => {
    const id = await uploaded()
    const visit = browser(SET).as(owner.cookie)
    await visit.get(payment())
    await visit.post(`/bills/${bill.id}/checkout`, {})
    const [session] = [...stripe.sessions.keys()]
    stripe.pay(session ?? '')
    const [answer] = await Promise.all([approve(id), visit.get(`${payment()}?returned=1`)])
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
    const given = [...stripe.refunds.values()].map(({ amount }) => amount)
    expect([answer?.status, given]).toEqual(answer?.status === 303 ? [303, [3_400]] : [409, []])
  })
})

test('a refund that Stripe has not done is said to wait, and not to be given back', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const visit = browser(SET).as(owner.cookie)
  await visit.get(payment())
  await visit.post(`/bills/${bill.id}/checkout`, {})
  stripe.pay([...stripe.sessions.keys()][0] ?? '')
  await visit.get(`${payment()}?returned=1`)
  const paid = await DB.prepare('SELECT id FROM payments WHERE bill_id = ?').bind(bill.id).first<{ id: string }>()
  const path = `/admin/payments/${paid?.id}/refund`
  const page = await (await ask(operatorConsole, path, { headers: operator.cookie }, ORIGIN, SET)).text()
  const body = new URLSearchParams({ csrf: csrfOf(page), once: crypto.randomUUID(), amount: '10.00', reason: 'x' })
  const headers = { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin' }
  stripe.isDown = true
  const answer = await ask(operatorConsole, path, { method: 'POST', body, headers }, ORIGIN, SET)
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/admin/bills/${bill.id}/payment`])
  expect(answer.headers.get('Set-Cookie')).toContain('refund_waits')
})
