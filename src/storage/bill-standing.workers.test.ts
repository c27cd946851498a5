import { beforeEach, expect, test } from 'vitest'
import { plantBill } from '../app/bill.fixture.ts'
import { bindings, type Person, signUp } from '../app/visitor.fixture.ts'
import { settledStatements } from './bill-standing.ts'
import { database } from './database.ts'

const { DB } = bindings
const db = database(DB)
const NOW = Date.UTC(2026, 11, 1)

let people = 0
let payer: Person
beforeEach(async () => {
  payer = await signUp(`settles-${++people}`)
})

const run = (query: string, ...values: unknown[]) =>
  DB.prepare(query)
    .bind(...values)
    .run()
const first = (query: string, ...values: unknown[]) =>
  DB.prepare(query)
    .bind(...values)
    .first<Record<string, unknown>>()
const accountOf = () =>
  first('SELECT payment_required_at AS closed, revision FROM accounts WHERE id = ?', payer.accountId)
const billOf = (id: string) => first('SELECT status, paid_at FROM bills WHERE id = ?', id)
const notices = async (id: string) =>
  (await DB.prepare('SELECT kind, at FROM bill_notices WHERE bill_id = ?').bind(id).all()).results
const pay = (id: string, minor: number) => run('UPDATE bills SET paid_minor = paid_minor + ? WHERE id = ?', minor, id)
const close = () => run('UPDATE accounts SET payment_required_at = 5 WHERE id = ?', payer.accountId)
const settle = (billId: string, more = {}) =>
  db.batch([...settledStatements(db, { billId, accountId: payer.accountId, now: NOW, ...more })])

test('the last of what is owed makes a bill paid, told once, and lets calls pass again', async () => {
  const { id, totalMinor } = await plantBill(payer)
  await close()
  const before = await accountOf()
  await pay(id, totalMinor - 1)
  await settle(id)
  expect(await billOf(id)).toEqual({ status: 'open', paid_at: null })
  expect(await notices(id)).toEqual([])
  expect(await accountOf()).toEqual(before)
  await pay(id, 1)
  await settle(id)
  expect(await billOf(id)).toEqual({ status: 'paid', paid_at: NOW })
  expect(await accountOf()).toEqual({ closed: null, revision: Number(before?.revision) + 1 })
  expect(await first('SELECT revision FROM meter_pushes WHERE account_id = ?', payer.accountId)).toEqual({
    revision: Number(before?.revision) + 1,
  })
  await settle(id, { now: NOW + 1 })
  expect(await billOf(id)).toEqual({ status: 'paid', paid_at: NOW })
  expect(await notices(id)).toEqual([{ kind: 'paid', at: NOW }])
  expect(await accountOf()).toEqual({ closed: null, revision: Number(before?.revision) + 1 })
})

test('another bill that is overdue keeps the account closed, one that may be overdue for a while does not', async () => {
  const paid = await plantBill({ ...payer, period: '2026-09' })
  const other = await plantBill({ ...payer, dueAt: NOW - 1_000 })
  await close()
  await pay(paid.id, paid.totalMinor)
  await settle(paid.id)
  expect(await accountOf()).toMatchObject({ closed: 5 })
  await settle(paid.id, { closesBefore: NOW - 1_000 })
  expect(await accountOf()).toMatchObject({ closed: null })
  expect(await billOf(other.id)).toMatchObject({ status: 'open' })
})

test('a void bill does not become paid, nor another account’s', async () => {
  const gone = await plantBill({ ...payer, status: 'void' })
  await pay(gone.id, gone.totalMinor)
  await settle(gone.id)
  expect(await billOf(gone.id)).toMatchObject({ status: 'void' })
  const stranger = await signUp(`settles-other-${people}`)
  const theirs = await plantBill(stranger)
  await pay(theirs.id, theirs.totalMinor)
  await settle(theirs.id)
  expect(await billOf(theirs.id)).toMatchObject({ status: 'open' })
  expect(await notices(theirs.id)).toEqual([])
})
