import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Planted, plantBill } from '../bill.fixture.ts'
import { operatorConsole } from '../console/index.ts'
import type { Bindings } from '../context.ts'
import { parseSettings } from '../settings.ts'
import { type StripeDouble, startStripe } from '../stripe.fixture.ts'
import { ask, bindings, jsonBody, ORIGIN, type Person, signUp } from '../visitor.fixture.ts'
import { everything } from '../walk/steps.fixture.ts'
import { api } from './index.ts'

const { DB } = bindings
const AT = 'http://127.0.0.1:12111'
const [KEY, SECRET] = ['sk_test_0123456789', 'whsec_0123456789']
const SET = { STRIPE_SECRET_KEY: KEY, STRIPE_WEBHOOK_SECRET: SECRET, STRIPE_API_URL: AT } as Partial<Bindings>
const WEBHOOK = '/api/webhooks/stripe'

let people = 0
let owner: Person
let operator: Person
let bill: Planted
let stripe: StripeDouble
beforeEach(async () => {
  people += 1
  owner = await signUp(`payer-${people}`)
  operator = await signUp(`cashier-${people}`, 'operator')
  bill = await plantBill(owner)
  stripe = startStripe(KEY, SECRET)
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init)
    if (!request.url.startsWith(AT)) throw new Error(`nobody is at ${request.url}`)
    return stripe.answer(request)
  })
})
afterEach(() => vi.restoreAllMocks())

const checkout = (person = owner, id = bill.id) =>
  ask(api, `/api/bills/${id}/checkout`, jsonBody({}, person.bearer), ORIGIN, SET)
const opened = async (person = owner, id = bill.id) => {
  const { checkout: one } = await (await checkout(person, id)).json<{ checkout: { id: string; url: string } }>()
  return one
}
const deliver = async ({ body, headers }: { body: string; headers: Record<string, string> }, set = SET) => {
  const answer = await ask(api, WEBHOOK, { method: 'POST', body, headers }, ORIGIN, set)
  return [answer.status, await answer.json<{ outcome?: string; code?: string }>()] as const
}
const tell = async (type: string, objectId: string, more = {}) => deliver(await stripe.event(type, objectId, more))
const completed = (id: string, more = {}) => tell('checkout.session.completed', id, more)
const standing = async (person = owner, id = bill.id) =>
  (await ask(api, `/api/bills/${id}/payment`, { headers: person.bearer }, ORIGIN, SET)).json<{
    owed_minor: number
    ways: object
    payments: {
      id: string
      amount_minor: number
      refunded_minor: number
      refunds: { id: string; status: string; reason: string; amount_minor: number }[]
    }[]
  }>()
const billRow = (id = bill.id) =>
  DB.prepare('SELECT status, paid_minor FROM bills WHERE id = ?')
    .bind(id)
    .first<{ status: string; paid_minor: number }>()
const actions = async () =>
  (
    await DB.prepare('SELECT action FROM audit_events WHERE account_id = ? ORDER BY at, id')
      .bind(owner.accountId)
      .all<{ action: string }>()
  ).results
    .map(({ action }) => action)
    .filter((action) => !/^(user|session)\./.test(action))
const operate = (path: string, body: object) =>
  ask(api, `/api/admin${path}`, jsonBody(body, operator.bearer), ORIGIN, SET)
const paid = async () => {
  const { id } = await opened()
  stripe.pay(id)
  await completed(id)
  const [payment] = (await standing()).payments
  return { id: payment?.id ?? '', intent: stripe.sessions.get(id)?.payment_intent ?? '' }
}

describe('a checkout', () => {
  test('asks for exactly what is owed, names the bill and leads back to the site', async () => {
    await DB.prepare('UPDATE bills SET credited_minor = 400, paid_minor = 1000 WHERE id = ?').bind(bill.id).run()
    const answer = await checkout()
    expect([answer.status, await answer.json()]).toMatchObject([
      201,
      { checkout: { amount_minor: 2_000, currency: 'USD', url: expect.stringContaining('checkout.stripe.example') } },
    ])
    const [session] = [...stripe.sessions.values()]
    expect(session).toMatchObject({
      amount_total: 2_000,
      currency: 'usd',
      metadata: { bill_id: bill.id, account_id: owner.accountId },
      success_url: `${ORIGIN}/bills/${bill.id}/payment?returned=1`,
    })
    expect(await actions()).toEqual(['checkout.opened'])
  })

  test('counts a currency without minor units as Stripe does', async () => {
    const yen = await plantBill({ ...owner, period: '2026-09', currency: 'JPY' })
    await checkout(owner, yen.id)
    expect([...stripe.sessions.values()][0]).toMatchObject({ amount_total: 3_400, currency: 'jpy' })
  })

  test('is one, however often it is asked for at once or again', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => opened()))
    expect(new Set([...answers, await opened()].map(({ id }) => id)).size).toBe(1)
    expect(stripe.sessions.size).toBe(1)
    expect(await actions()).toEqual(['checkout.opened'])
  })

  test('that has ended is followed by another, also of a bill that now owes less', async () => {
    const first = await opened()
    Object.assign(stripe.sessions.get(first.id) ?? {}, { status: 'expired', url: null })
    await tell('checkout.session.expired', first.id)
    const second = await opened()
    await DB.prepare('UPDATE bills SET credited_minor = 400 WHERE id = ?').bind(bill.id).run()
    const third = await opened()
    expect(new Set([first.id, second.id, third.id]).size).toBe(3)
    expect(stripe.sessions.get(third.id)?.amount_total).toBe(3_000)
  })

  test('is refused for a bill of which nothing is owed, for another’s, and without Stripe’s key', async () => {
    const done = await plantBill({ ...owner, period: '2026-08', status: 'paid' })
    const stranger = await signUp(`stranger-${people}`)
    const unset = await ask(api, `/api/bills/${bill.id}/checkout`, jsonBody({}, owner.bearer))
    const statuses = [(await checkout(owner, done.id)).status, (await checkout(stranger)).status, unset.status]
    expect(statuses).toEqual([409, 404, 404])
    expect(stripe.requests).toEqual([])
  })

  test('while Stripe is away is 503, and of an amount that it does not take 409: nothing is kept', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    stripe.isDown = true
    expect((await checkout()).status).toBe(503)
    stripe.isDown = false
    const little = await plantBill({ ...owner, period: '2026-07', lines: [{ amountMinor: 49 }] })
    expect((await checkout(owner, little.id)).status).toBe(409)
    expect(await actions()).toEqual([])
  })
})

describe('a webhook', () => {
  test('that says a checkout was paid records the payment: the bill is paid and its account let in', async () => {
    await DB.prepare('UPDATE accounts SET payment_required_at = 1 WHERE id = ?').bind(owner.accountId).run()
    const { id } = await opened()
    stripe.pay(id)
    expect(await completed(id)).toMatchObject([200, { outcome: 'recorded' }])
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
    expect((await standing()).payments).toMatchObject([{ amount_minor: 3_400, refunded_minor: 0, refunds: [] }])
    const account = await DB.prepare('SELECT payment_required_at AS at FROM accounts WHERE id = ?')
      .bind(owner.accountId)
      .first()
    expect(account).toEqual({ at: null })
    expect(await actions()).toEqual(['checkout.opened', 'payment.recorded'])
  })

  test('twenty times at once, and in any order, records one payment', async () => {
    const { id } = await opened()
    stripe.pay(id)
    const same = await stripe.event('checkout.session.completed', id)
    const late = await stripe.event('checkout.session.expired', id)
    const other = await stripe.event('checkout.session.async_payment_succeeded', id)
    const answers = await Promise.all([
      deliver(late),
      ...Array.from({ length: 20 }, () => deliver(same)),
      deliver(other),
    ])
    expect(answers.map(([status]) => status)).toEqual(Array.from({ length: 22 }, () => 200))
    await deliver(same)
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
    expect((await standing()).payments).toHaveLength(1)
    expect(await actions()).toEqual(['checkout.opened', 'payment.recorded'])
    const events = await DB.prepare('SELECT id FROM stripe_events WHERE id IN (SELECT value FROM json_each(?))')
      .bind(JSON.stringify([same, late, other].map(({ body }) => JSON.parse(body).id)))
      .all()
    expect(events.results).toHaveLength(3)
  })

  test.each([
    ['with another secret', { secret: 'whsec_another' }],
    ['301 seconds ago', { age: 301 }],
  ])('signed %s does nothing', async (_, more) => {
    const { id } = await opened()
    stripe.pay(id)
    const before = await everything()
    expect(await completed(id, more)).toMatchObject([403, { code: 'SIGNATURE_REFUSED' }])
    expect(await everything()).toBe(before)
  })

  test('299 seconds old is taken', async () => {
    const { id } = await opened()
    stripe.pay(id)
    expect(await completed(id, { age: 299 })).toMatchObject([200, { outcome: 'recorded' }])
  })

  test.each([
    ['no signature', (sent: Sent) => ({ ...sent, headers: {} })],
    ['an empty signature', (sent: Sent) => ({ ...sent, headers: { 'Stripe-Signature': '' } })],
    ['another body', (sent: Sent) => ({ ...sent, body: sent.body.replace('completed', 'expired') })],
    ['no body', (sent: Sent) => ({ ...sent, body: '' })],
  ])('with %s does nothing', async (_, forge) => {
    const { id } = await opened()
    stripe.pay(id)
    const before = await everything()
    const answer = await deliver(forge(await stripe.event('checkout.session.completed', id)))
    expect(answer).toMatchObject([403, { code: 'SIGNATURE_REFUSED' }])
    expect(await everything()).toBe(before)
  })

  test('has nowhere to go without the secrets, whatever it is signed with', async () => {
    const { id } = await opened()
    stripe.pay(id)
    for (const secret of [SECRET, '', ' ']) {
      const sent = await stripe.event('checkout.session.completed', id, { secret: secret || 'x' })
      expect((await deliver(sent, {}))[0]).toBe(404)
    }
    expect(await billRow()).toMatchObject({ status: 'open' })
  })

  test('is not believed: what is not paid at Stripe is not paid', async () => {
    const { id } = await opened()
    const { body } = await stripe.event('checkout.session.completed', id)
    const event = JSON.parse(body)
    Object.assign(event.data.object, { status: 'complete', payment_status: 'paid', payment_intent: 'pi_forged' })
    const { default: Stripe } = await import('stripe')
    const payload = JSON.stringify(event)
    const header = await Stripe.webhooks.generateTestHeaderStringAsync({
      payload,
      secret: SECRET,
      cryptoProvider: Stripe.createSubtleCryptoProvider(),
    } as Parameters<typeof Stripe.webhooks.generateTestHeaderStringAsync>[0])
    const answer = await deliver({ body: payload, headers: { 'Stripe-Signature': header } })
    expect(answer).toMatchObject([200, { outcome: 'unpaid' }])
    expect(await billRow()).toEqual({ status: 'open', paid_minor: 0 })
  })

  test.each([
    ['amount', { amount_total: 3_399 }],
    ['currency', { currency: 'eur' }],
    ['bill', { metadata: { bill_id: 'bill_another', account_id: 'x' } }],
    ['method', {}],
  ])('about a payment with another %s is refused once, where operators see it', async (problem, wrong) => {
    const { id } = await opened()
    stripe.pay(id, problem === 'method' ? { method: 'sepa_debit' } : {})
    const session = stripe.sessions.get(id)
    Object.assign(session ?? {}, wrong)
    for (let i = 0; i < 2; i++) expect(await completed(id)).toMatchObject([200, { outcome: `refused: ${problem}` }])
    expect(await billRow()).toEqual({ status: 'open', paid_minor: 0 })
    expect(await actions()).toEqual(['checkout.opened', 'payment.refused'])
  })

  test.each(['method', 'payment'] as const)(
    'before Stripe names its %s is 503, and counts when told again',
    async (part) => {
      const { id } = await opened()
      stripe.pay(id)
      const session = stripe.sessions.get(id)
      const intent = session?.payment_intent ?? ''
      const sent = await stripe.event('checkout.session.completed', id)
      const later = part === 'method' ? stripe.withoutCharge(intent) : undefined
      if (part === 'payment') Object.assign(session ?? {}, { payment_intent: null })
      expect((await deliver(sent))[0]).toBe(503)
      expect([await billRow(), await actions()]).toEqual([{ status: 'open', paid_minor: 0 }, ['checkout.opened']])
      later?.()
      Object.assign(session ?? {}, { payment_intent: intent })
      expect(await deliver(sent)).toMatchObject([200, { outcome: 'recorded' }])
      expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
    },
  )

  test('about a payment for another account’s bill is refused', async () => {
    const { id } = await opened()
    stripe.pay(id)
    const stranger = await signUp(`other-${people}`)
    const session = stripe.sessions.get(id)
    Object.assign(session ?? {}, { metadata: { bill_id: bill.id, account_id: stranger.accountId } })
    expect(await completed(id)).toMatchObject([200, { outcome: 'refused: account' }])
    expect(await billRow()).toEqual({ status: 'open', paid_minor: 0 })
  })

  test('about what this service never opened, or of another kind, is acknowledged and does nothing', async () => {
    stripe.sessions.set('cs_foreign', { id: 'cs_foreign', payment_status: 'paid' } as never)
    expect(await completed('cs_foreign')).toMatchObject([200, { outcome: 'unknown' }])
    expect(await tell('customer.created', 'cus_1')).toMatchObject([200, { outcome: 'ignored' }])
    expect(stripe.requests).toEqual([])
  })

  test('that cannot be checked because Stripe is away is 503, and works when it is told again', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    const { id } = await opened()
    stripe.pay(id)
    const sent = await stripe.event('checkout.session.completed', id)
    stripe.isDown = true
    expect((await deliver(sent))[0]).toBe(503)
    expect(await billRow()).toMatchObject({ status: 'open' })
    stripe.isDown = false
    expect(await deliver(sent)).toMatchObject([200, { outcome: 'recorded' }])
  })
})

interface Sent {
  body: string
  headers: Record<string, string>
}

describe('money that nobody owes any more', () => {
  test('is recorded and given back by itself', async () => {
    const { id } = await opened()
    const manual = await operate(`/bills/${bill.id}/payments`, { amount_minor: 3_400, note: 'cash' })
    expect(manual.status).toBe(201)
    stripe.pay(id)
    await completed(id)
    const { payments } = await standing()
    expect(payments).toMatchObject([
      { amount_minor: 3_400, refunded_minor: 0 },
      {
        amount_minor: 3_400,
        refunded_minor: 3_400,
        refunds: [{ status: 'done', reason: 'overpaid', amount_minor: 3_400 }],
      },
    ])
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
    expect([...stripe.refunds.values()]).toMatchObject([{ amount: 3_400, status: 'succeeded' }])
  })

  test('is given back in part when the bill came to owe less', async () => {
    const { id } = await opened()
    await DB.prepare('UPDATE bills SET credited_minor = 400 WHERE id = ?').bind(bill.id).run()
    stripe.pay(id)
    await completed(id)
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_000 })
    expect([...stripe.refunds.values()]).toMatchObject([{ amount: 400 }])
  })

  test('waits when Stripe is away, and goes when the event is told again: once', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    const { id } = await opened()
    await operate(`/bills/${bill.id}/payments`, { amount_minor: 3_400, note: 'cash' })
    stripe.pay(id)
    const { answer } = stripe
    stripe.answer = async (request) =>
      new URL(request.url).pathname === '/v1/refunds'
        ? Response.json({ error: {} }, { status: 500, headers: { 'stripe-should-retry': 'false' } })
        : answer(request)
    const sent = await stripe.event('checkout.session.completed', id)
    expect((await deliver(sent))[0]).toBe(503)
    expect((await standing()).payments[1]?.refunds).toMatchObject([{ status: 'pending' }])
    stripe.answer = answer
    await Promise.all(Array.from({ length: 5 }, () => deliver(sent)))
    expect((await standing()).payments[1]).toMatchObject({ refunded_minor: 3_400, refunds: [{ status: 'done' }] })
    expect(stripe.refunds.size).toBe(1)
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
  })
})

describe('money that comes by card for a bill that was given up', () => {
  const givenUp = () => DB.prepare("UPDATE bills SET status = 'uncollectible' WHERE id = ?").bind(bill.id).run()
  const notices = async () =>
    (await DB.prepare('SELECT kind FROM bill_notices WHERE bill_id = ?').bind(bill.id).all()).results

  test('is kept: the bill is paid, and its people are told, once', async () => {
    const { id } = await opened()
    await givenUp()
    stripe.pay(id)
    for (let i = 0; i < 2; i++) await completed(id)
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
    expect((await standing()).payments).toMatchObject([{ amount_minor: 3_400, refunds: [] }])
    expect([stripe.refunds.size, await notices()]).toEqual([0, [{ kind: 'paid' }]])
  })

  test('is given back in part where less was owed', async () => {
    const { id } = await opened()
    await DB.prepare('UPDATE bills SET credited_minor = 400 WHERE id = ?').bind(bill.id).run()
    await givenUp()
    stripe.pay(id)
    await completed(id)
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_000 })
    expect([...stripe.refunds.values()]).toMatchObject([{ amount: 400 }])
  })

  test('that is less than what is owed leaves it given up', async () => {
    const { id } = await opened()
    await DB.prepare(
      "UPDATE bills SET status = 'uncollectible', subtotal_minor = subtotal_minor + 100, total_minor = total_minor + 100 WHERE id = ?",
    )
      .bind(bill.id)
      .run()
    stripe.pay(id)
    await completed(id)
    expect(await billRow()).toEqual({ status: 'uncollectible', paid_minor: 3_400 })
    expect([stripe.refunds.size, await notices()]).toEqual([0, []])
  })
})

describe('a refund', () => {
  const refund = (id: string, amount_minor: unknown, reason = 'asked nicely') =>
    operate(`/payments/${id}/refunds`, { amount_minor, reason })

  test('goes through Stripe once and lowers what is paid; the bill stays paid', async () => {
    const { id } = await paid()
    const answer = await refund(id, 1_000)
    expect([answer.status, await answer.json()]).toMatchObject([
      201,
      {
        payment: { refunded_minor: 1_000, refunds: [{ amount_minor: 1_000, status: 'done', reason: 'asked nicely' }] },
      },
    ])
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 2_400 })
    expect([...stripe.refunds.values()]).toMatchObject([{ amount: 1_000 }])
    expect((await actions()).slice(-2)).toEqual(['payment.refund_asked', 'payment.refunded'])
  })

  test('twice at once, of more than half: one is refused, and no more than was paid is given back', async () => {
    const { id } = await paid()
    const answers = await Promise.all(Array.from({ length: 6 }, () => refund(id, 2_000)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422, 422, 422])
    expect(stripe.refunds.size).toBe(1)
    expect(await billRow()).toMatchObject({ paid_minor: 1_400 })
  })

  test.each([0, -1, 1.5, 1e12, Number.NaN, '1000', null])('of %s is refused', async (amount) => {
    const { id } = await paid()
    expect((await refund(id, amount)).status).toBe(422)
    expect(stripe.refunds.size).toBe(0)
  })

  test('of more than was paid says how much is left', async () => {
    const { id } = await paid()
    const answer = await refund(id, 3_401)
    expect(await answer.json()).toMatchObject({
      errors: [{ field: 'amount_minor', problem: 'too_large', limit: 3_400 }],
    })
  })

  test('that Stripe has not finished waits for its word, and counts when it is done', async () => {
    const { id } = await paid()
    stripe.refundStatus = 'pending'
    expect((await refund(id, 3_400)).status).toBe(202)
    expect(await billRow()).toMatchObject({ paid_minor: 3_400 })
    expect((await refund(id, 1)).status).toBe(422)
    const [one] = [...stripe.refunds.values()]
    Object.assign(one ?? {}, { status: 'succeeded' })
    await tell('refund.updated', one?.id ?? '')
    expect(await billRow()).toMatchObject({ paid_minor: 0 })
  })

  test('that fails afterwards counts no longer, whatever is told later', async () => {
    const { id } = await paid()
    await refund(id, 3_400)
    const [one] = [...stripe.refunds.values()]
    Object.assign(one ?? {}, { status: 'failed' })
    await tell('refund.failed', one?.id ?? '')
    await tell('refund.updated', one?.id ?? '')
    expect(await billRow()).toMatchObject({ paid_minor: 3_400 })
    expect((await standing()).payments).toMatchObject([{ refunded_minor: 0, refunds: [{ status: 'failed' }] }])
    expect((await refund(id, 3_400)).status).toBe(201)
  })

  test('made on Stripe’s own pages is taken over, once', async () => {
    const { intent } = await paid()
    const made = stripe.giveBack(intent, 500)
    const charge = `ch_test${String(Number(intent.slice(-6)) + 1).padStart(6, '0')}`
    await Promise.all([
      tell('charge.refunded', charge),
      tell('refund.created', made.id),
      tell('refund.updated', made.id),
      ...Array.from({ length: 5 }, () => tell('charge.refunded', charge)),
    ])
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 2_900 })
    expect((await standing()).payments).toMatchObject([
      { refunded_minor: 500, refunds: [{ amount_minor: 500, reason: 'provider', status: 'done' }] },
    ])
  })

  test('that is told before its payment counts too', async () => {
    const { id } = await opened()
    stripe.pay(id)
    const made = stripe.giveBack(stripe.sessions.get(id)?.payment_intent ?? '', 400)
    expect(await tell('refund.updated', made.id)).toMatchObject([200, { outcome: 'unknown' }])
    await completed(id)
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_000 })
  })

  test('of which Stripe was not heard is kept, and not made again when operators look at it a day later', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    const { id } = await paid()
    const { answer } = stripe
    // Done, and the answer lost.
    stripe.answer = async (request) => {
      const done = await answer(request)
      return request.method === 'POST' ? Response.error() : done
    }
    const kept = await refund(id, 1_000)
    expect([kept.status, await kept.json()]).toMatchObject([
      202,
      { payment: { refunded_minor: 0, refunds: [{ amount_minor: 1_000, status: 'pending' }] } },
    ])
    stripe.answer = answer
    expect(await billRow()).toMatchObject({ paid_minor: 3_400 })
    stripe.forgetKeys()
    const page = `/admin/bills/${bill.id}/payment`
    await ask(operatorConsole, page, { headers: operator.cookie }, ORIGIN, SET)
    expect(await billRow()).toMatchObject({ paid_minor: 2_400 })
    expect(stripe.refunds.size).toBe(1)
  })

  test('of which Stripe was not heard is one, however often it is asked for again under its Idempotency-Key', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    const { id } = await paid()
    const key = { ...operator.bearer, 'Idempotency-Key': `refund-of-${id}` }
    const again = () =>
      ask(api, `/api/admin/payments/${id}/refunds`, jsonBody({ amount_minor: 1_000, reason: 'x' }, key), ORIGIN, SET)
    stripe.isDown = true
    const statuses = [(await again()).status, (await again()).status]
    stripe.isDown = false
    expect([...statuses, (await again()).status]).toEqual([202, 202, 202])
    await ask(operatorConsole, `/admin/bills/${bill.id}/payment`, { headers: operator.cookie }, ORIGIN, SET)
    expect((await standing()).payments).toMatchObject([{ refunded_minor: 1_000, refunds: [{ status: 'done' }] }])
    expect([...stripe.refunds.values()]).toMatchObject([{ amount: 1_000 }])
  })

  test('of what an operator noted is noted', async () => {
    const noted = await operate(`/bills/${bill.id}/payments`, { amount_minor: 3_400, note: 'cash' })
    const { payment } = await noted.json<{ payment: { id: string } }>()
    expect((await refund(payment.id, 400)).status).toBe(201)
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_000 })
    expect(stripe.requests).toEqual([])
  })
})

describe('the settings', () => {
  const parse = (given: object) => parseSettings({ KEY_SECRETS: 'x'.repeat(32), ...given })

  test.each([
    ['one secret without the other', { STRIPE_SECRET_KEY: KEY }, 'goes with STRIPE_WEBHOOK_SECRET'],
    ['the other without the one', { STRIPE_WEBHOOK_SECRET: SECRET }, 'goes with STRIPE_WEBHOOK_SECRET'],
    ['an empty secret', { STRIPE_SECRET_KEY: KEY, STRIPE_WEBHOOK_SECRET: '' }, 'STRIPE_WEBHOOK_SECRET must be'],
    ['another place than Stripe’s in production', { STRIPE_API_URL: AT }, 'is for development alone'],
  ])('refuse %s', (_, given, problem) => {
    expect(() => parse(given)).toThrow(problem)
  })
})

describe('a payment that an operator notes', () => {
  test.each([0, -1, 0.5, 3_401, 1e15, '3400', null])('of %s is refused and changes nothing', async (amount) => {
    const before = await everything()
    expect((await operate(`/bills/${bill.id}/payments`, { amount_minor: amount, note: 'x' })).status).toBe(422)
    expect(await everything()).toBe(before)
  })

  test('shows its note to operators alone: neither the audit log nor the bill’s payments have it', async () => {
    const answer = await operate(`/bills/${bill.id}/payments`, { amount_minor: 100, note: 'said by phone' })
    expect(await answer.json()).toMatchObject({ payment: { note: 'said by phone' } })
    const audit = await (await ask(api, '/api/audit', { headers: owner.bearer })).text()
    expect(audit).toContain('payment.recorded')
    expect([audit, JSON.stringify(await standing())].filter((text) => text.includes('said by phone'))).toEqual([])
  })

  test('many at once never come to more than is owed', async () => {
    const send = () => operate(`/bills/${bill.id}/payments`, { amount_minor: 1_700, note: 'x' })
    const answers = await Promise.all(Array.from({ length: 6 }, send))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409, 409])
    expect(await billRow()).toEqual({ status: 'paid', paid_minor: 3_400 })
  })

  test.each(['draft', 'void', 'uncollectible', 'paid'] as const)('for a bill that is %s is refused', async (status) => {
    const other = await plantBill({ ...owner, period: '2026-06', status })
    const answer = await operate(`/bills/${other.id}/payments`, { amount_minor: 1, note: 'x' })
    expect(answer.status).toBe(status === 'draft' ? 404 : 409)
  })
})
