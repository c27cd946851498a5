import { beforeEach, describe, expect, test } from 'vitest'
import { plantBill, usualLines } from '../bill.fixture.ts'
import { ask, bindings, jsonBody, type Person, services, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const { DB } = bindings

let people = 0
let payer: Person
let operator: Person
beforeEach(async () => {
  people += 1
  payer = await signUp(`billed-${people}`)
  operator = await signUp(`biller-${people}`, 'operator')
})

interface Body {
  code: string
  data: Record<string, unknown>[]
  bill: Record<string, unknown> & { credit_notes: unknown[] }
  credit_note: Record<string, unknown>
  totals: unknown[]
  next_cursor: string | null
  errors: unknown[]
}
const read = async (path: string, person = payer) => {
  const answer = await ask(api, path, { headers: person.bearer })
  return { status: answer.status, body: await answer.json<Body>() }
}
const act = async (id: string, what: string, body: unknown = { reason: 'a mistake' }) => {
  const answer = await ask(api, `/api/admin/bills/${id}/${what}`, jsonBody(body, operator.bearer))
  return { status: answer.status, body: await answer.json<Body>() }
}
const credit = (id: string, amount: unknown, reason = 'too much') =>
  act(id, 'credit-notes', { amount_minor: amount, reason })
const run = (query: string, ...values: unknown[]) =>
  DB.prepare(query)
    .bind(...values)
    .run()
const rows = async (query: string, ...values: unknown[]) =>
  (
    await DB.prepare(query)
      .bind(...values)
      .all<Record<string, unknown>>()
  ).results
const eventsOf = (id: string) =>
  rows('SELECT action, account_id, detail FROM audit_events WHERE target = ? ORDER BY at, id', id)

describe('an account', () => {
  test('reads its bills, the newest month first, a page at a time and by status', async () => {
    for (const period of ['2026-08', '2026-10', '2026-09']) {
      await plantBill({ ...payer, period, status: period === '2026-09' ? 'paid' : 'open' })
    }
    await plantBill({ ...payer, period: '2026-11', status: 'draft' })
    const first = await read('/api/bills?limit=2')
    expect(first.body.data.map(({ month }) => month)).toEqual(['2026-10', '2026-09'])
    const second = await read(`/api/bills?limit=2&cursor=${first.body.next_cursor}`)
    expect(second.body.data.map(({ month }) => month)).toEqual(['2026-08'])
    expect(second.body.next_cursor).toBeNull()
    const paid = await read('/api/bills?status=paid')
    expect(paid.body.data.map(({ month }) => month)).toEqual(['2026-09'])
    expect((await read('/api/bills?status=draft')).status).toBe(422)
  })

  test('reads one bill with its plan’s name, its lines, payments and credit notes, and not what operators noted', async () => {
    const lines = usualLines('2026-10').map((line) => ({ ...line, planId: 'plan_free_1' }))
    const { id, number } = await plantBill({ ...payer, taxPpm: 190_000, lines })
    await run(
      `INSERT INTO payments (id, account_id, bill_id, method, amount_minor, refunded_minor, currency, note, paid_at)
       VALUES (?1, ?2, ?1, 'manual', 1000, 200, 'USD', 'cash in hand', 7)`,
      id,
      payer.accountId,
    )
    await run('UPDATE bills SET paid_minor = 800 WHERE id = ?', id)
    await credit(id, 46)
    const { body } = await read(`/api/bills/${id}`)
    expect(body.bill).toMatchObject({
      number: `TG-${String(number).padStart(6, '0')}`,
      ...{ month: '2026-10', status: 'open', currency: 'USD', subtotal_minor: 3_400, tax_ppm: 190_000, tax_minor: 646 },
      ...{ total_minor: 4_046, credited_minor: 46, paid_minor: 800, outstanding_minor: 3_200 },
      lines: [
        { kind: 'base', plan: 'Free', amount_minor: 2_900, price_minor: 2_900, month_seconds: 2_678_400 },
        { kind: 'overage', quantity: 10_000, amount_minor: 500, tier: { price_minor: 50, per: 1_000 } },
      ],
      payments: [{ method: 'manual', amount_minor: 1_000, refunded_minor: 200, paid_at: 7 }],
      credit_notes: [{ amount_minor: 46, reason: 'too much' }],
    })
    expect(JSON.stringify(body)).not.toContain('cash in hand')
  })

  test('finds neither another account’s bill nor a draft, and does nothing to any', async () => {
    const stranger = await signUp(`billed-stranger-${people}`)
    const theirs = await plantBill(stranger)
    const draft = await plantBill({ ...payer, status: 'draft' })
    for (const { id } of [theirs, draft]) expect((await read(`/api/bills/${id}`)).status).toBe(404)
    const answer = await ask(api, `/api/admin/bills/${theirs.id}/voiding`, jsonBody({ reason: 'x' }, payer.bearer))
    expect(answer.status).toBe(403)
    expect((await read('/api/bills')).body.data).toEqual([])
  })
})

describe('operators', () => {
  test('find bills by number, account, month and status, with the sums of what is left, by currency', async () => {
    const [open, paid] = [
      await plantBill({ ...payer, period: '2025-01' }),
      await plantBill({ ...payer, period: '2025-02', status: 'paid' }),
    ]
    const euro = await plantBill({ ...payer, period: '2025-03', currency: 'EUR', paidMinor: 100 })
    const draft = await plantBill({ ...payer, period: '2025-04', status: 'draft' })
    const found = async (query: string) => (await read(`/api/admin/bills?${query}`, operator)).body
    const idsOf = async (query: string) => (await found(query)).data.map(({ id }) => id)
    expect(await idsOf(`number=tg-${String(paid.number).padStart(6, '0')}`)).toEqual([paid.id])
    expect(await idsOf(`number=${open.number}`)).toEqual([open.id])
    expect(await idsOf('number=TG-x')).toEqual([])
    expect(await idsOf(`account=${payer.accountId}&month=2025-02`)).toEqual([paid.id])
    expect(await idsOf(`account=${payer.username.toUpperCase()}&status=draft`)).toEqual([draft.id])
    const all = await found(`account=${payer.accountId}&limit=2`)
    expect(all.data.map(({ id }) => id)).toEqual([euro.id, paid.id])
    expect(all.data[0]).toMatchObject({ account_id: payer.accountId, account_name: payer.username })
    expect(await idsOf(`account=${payer.accountId}&limit=2&cursor=${all.next_cursor}`)).toEqual([open.id])
    expect(all.totals).toEqual([
      { currency: 'EUR', bills: 1, total_minor: 3_400, credited_minor: 0, paid_minor: 100, outstanding_minor: 3_300 },
      {
        ...{ currency: 'USD', bills: 2, total_minor: 6_800, credited_minor: 0 },
        ...{ paid_minor: 3_400, outstanding_minor: 3_400 },
      },
    ])
  })

  test('make an open bill void, once, with a reason that its account reads', async () => {
    const { id } = await plantBill(payer)
    const done = await act(id, 'voiding')
    expect(done).toMatchObject({ status: 200, body: { bill: { status: 'void', outstanding_minor: 0 } } })
    expect((await act(id, 'voiding', { reason: 'again' })).status).toBe(200)
    expect(await eventsOf(id)).toMatchObject([{ action: 'bill.voided', account_id: payer.accountId }])
    const { bill } = (await read(`/api/bills/${id}`)).body
    expect(bill.acts).toEqual([{ action: 'bill.voided', at: expect.any(Number), reason: 'a mistake' }])
    expect(await credit(id, 1)).toMatchObject({ status: 409, body: { code: 'BILL_NOT_OPEN' } })
    expect((await act(id, 'voiding', { reason: ' ' })).status).toBe(422)
  })

  test('cannot make void what was paid or credited in part, nor what is paid', async () => {
    const begun = await plantBill({ ...payer, paidMinor: 1 })
    const credited = await plantBill({ ...payer, period: '2026-09' })
    const paid = await plantBill({ ...payer, period: '2026-08', status: 'paid' })
    await credit(credited.id, 1)
    for (const { id } of [begun, credited])
      expect(await act(id, 'voiding')).toMatchObject({ status: 409, body: { code: 'BILL_BEGUN' } })
    expect(await act(paid.id, 'voiding')).toMatchObject({ status: 409, body: { code: 'BILL_NOT_OPEN' } })
    expect(await rows("SELECT id FROM bills WHERE account_id = ? AND status = 'void'", payer.accountId)).toEqual([])
  })

  test('give back with a void bill what it took of the account’s credits, and for calls of earlier months', async () => {
    await run(
      `INSERT INTO account_credits VALUES ('cred_' || ?1, ?1, 'goodwill', 500, 350, 'USD', 'sorry', ?2, 1)`,
      payer.accountId,
      operator.id,
    )
    const creditId = `cred_${payer.accountId}`
    const line = { kind: 'credit' as const, detail: { creditId, reason: 'sorry' }, amountMinor: -300 }
    const refunded = (ofPeriod: string, amountMinor: number) => {
      return { kind: 'credit' as const, detail: { requestIds: ['req_1'], ofPeriod }, amountMinor }
    }
    const given = [refunded('2026-09', -70), refunded('2026-10', -20)]
    const { id } = await plantBill({ ...payer, lines: [...usualLines('2026-10'), line, ...given] })
    await act(id, 'voiding')
    await act(id, 'voiding')
    expect(await rows('SELECT used_minor FROM account_credits WHERE id = ?', creditId)).toEqual([{ used_minor: 50 }])
    const credit = { kind: 'late_refund', amount_minor: 70, used_minor: 0, currency: 'USD', reason: 'a mistake' }
    expect(
      await rows(
        'SELECT kind, amount_minor, used_minor, currency, reason FROM account_credits WHERE account_id = ? AND id <> ?',
        payer.accountId,
        creditId,
      ),
    ).toEqual([credit])
  })

  test('give a bill up and ask for it again', async () => {
    const { id } = await plantBill(payer)
    expect(await act(id, 'reopening')).toMatchObject({ status: 200 })
    expect((await act(id, 'uncollectible')).body.bill).toMatchObject({ status: 'uncollectible', outstanding_minor: 0 })
    expect(await credit(id, 1)).toMatchObject({ status: 409, body: { code: 'BILL_NOT_OPEN' } })
    expect(await act(id, 'voiding')).toMatchObject({ status: 409, body: { code: 'BILL_NOT_OPEN' } })
    expect((await act(id, 'reopening')).body.bill).toMatchObject({ status: 'open', outstanding_minor: 3_400 })
    expect((await eventsOf(id)).map(({ action }) => action)).toEqual(['bill.uncollectible', 'bill.reopened'])
    const paid = await plantBill({ ...payer, period: '2026-09', status: 'paid' })
    for (const what of ['uncollectible', 'reopening'])
      expect(await act(paid.id, what)).toMatchObject({ status: 409, body: { code: 'BILL_NOT_OPEN' } })
  })

  test('of a bill that nothing has, an act is 404', async () => {
    for (const what of ['voiding', 'uncollectible', 'reopening'])
      expect((await act('bill_none', what)).status).toBe(404)
    expect((await credit('bill_none', 1)).status).toBe(404)
  })
})

describe('a credit note', () => {
  test('has the next number, and the last of what is owed makes the bill paid and lets calls pass again', async () => {
    const { id } = await plantBill({ ...payer, dueAt: 5 })
    await run('UPDATE accounts SET payment_required_at = 6 WHERE id = ?', payer.accountId)
    const first = await credit(id, 3_000)
    expect(first).toMatchObject({ status: 201, body: { credit_note: { amount_minor: 3_000, reason: 'too much' } } })
    expect(first.body.bill).toMatchObject({ status: 'open', credited_minor: 3_000, outstanding_minor: 400 })
    const second = await credit(id, 400)
    expect(second.body.bill).toMatchObject({ status: 'paid', credited_minor: 3_400, outstanding_minor: 0 })
    expect(second.body).toMatchObject({ in_force: true })
    const numbers = [first, second].map(({ body }) => Number(String(body.credit_note.number).slice(3)))
    expect(numbers[1]).toBe((numbers[0] ?? 0) + 1)
    expect(await rows('SELECT payment_required_at AS at FROM accounts WHERE id = ?', payer.accountId)).toEqual([
      { at: null },
    ])
    expect(await rows("SELECT kind FROM bill_notices WHERE bill_id = ? AND kind = 'paid'", id)).toHaveLength(1)
    expect(await rows('SELECT account_id FROM meter_pushes WHERE account_id = ?', payer.accountId)).toEqual([])
    expect((await eventsOf(id)).map(({ action }) => action)).toEqual(['credit_note.issued', 'credit_note.issued'])
  })

  test('over more than what is left is refused with how much that is', async () => {
    const { id } = await plantBill(payer)
    await credit(id, 3_000)
    expect(await credit(id, 401)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'amount_minor', problem: 'too_large', limit: 400 }] },
    })
    expect(await eventsOf(id)).toHaveLength(1)
  })

  test.each([-1, 0, 1.5, '100', 1e300, 2 ** 53, null, undefined])('over %s is refused', async (amount) => {
    const { id } = await plantBill(payer)
    expect((await credit(id, amount)).status).toBe(422)
    expect(await rows('SELECT id FROM credit_notes WHERE bill_id = ?', id)).toEqual([])
  })

  test('over NaN is refused by the domain itself', async () => {
    const { id } = await plantBill(payer)
    for (const amountMinor of [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5]) {
      const done = await services.bills.credit({ userId: operator.id, address: '' }, id, { amountMinor, reason: 'x' })
      expect(done).toMatchObject({ ok: false, code: 'VALIDATION_FAILED' })
    }
  })

  test('of a paid bill is money to give back: the bill stays paid', async () => {
    const { id } = await plantBill({ ...payer, status: 'paid' })
    expect((await credit(id, 100)).body.bill).toMatchObject({ status: 'paid', credited_minor: 100, paid_minor: 3_400 })
  })

  test('sixteen at once take no more than there is, under numbers without a gap', async () => {
    const { id } = await plantBill(payer)
    const before = Number((await rows('SELECT coalesce(max(number), 0) AS n FROM credit_notes'))[0]?.n)
    const tries = await Promise.all(Array.from({ length: 16 }, () => credit(id, 1_000)))
    expect(tries.filter(({ status }) => status === 201)).toHaveLength(3)
    expect(tries.filter(({ status }) => status === 422)).toHaveLength(13)
    expect(await rows('SELECT number FROM credit_notes WHERE bill_id = ? ORDER BY number', id)).toEqual(
      [1, 2, 3].map((i) => ({ number: before + i })),
    )
    expect((await read(`/api/bills/${id}`)).body.bill).toMatchObject({ status: 'open', credited_minor: 3_000 })
    expect(await eventsOf(id)).toHaveLength(3)
  })
})

test('a bill is either paid or void, whichever comes first', async () => {
  const operatorRef = { userId: operator.id, address: '' }
  for (const period of ['2026-05', '2026-06', '2026-07', '2026-08']) {
    const { id, totalMinor } = await plantBill({ ...payer, period })
    const pay = () =>
      run("UPDATE bills SET paid_minor = ?1, status = 'paid' WHERE id = ?2 AND status = 'open'", totalMinor, id)
    const isVoidFirst = period < '2026-07'
    const early = isVoidFirst ? null : pay()
    const [voided, paid] = await Promise.all([services.bills.void(operatorRef, id, 'x'), early ?? pay()])
    expect(Number(voided.ok) + paid.meta.changes).toBe(1)
    const [row] = await rows('SELECT status, paid_minor FROM bills WHERE id = ?', id)
    expect(row).toEqual(voided.ok ? { status: 'void', paid_minor: 0 } : { status: 'paid', paid_minor: totalMinor })
  }
})
