import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { api } from '../../src/app/api/index.ts'
import { plantBill } from '../../src/app/bill.fixture.ts'
import { ask, bindings, type Person, seedDemoRoute, signUp } from '../../src/app/visitor.fixture.ts'
import { pushChanges } from '../../src/platform/meter.ts'
import { settledStatements } from '../../src/storage/bill-standing.ts'
import { database } from '../../src/storage/database.ts'
import { everyMinute } from './every-minute.ts'

const { DB } = bindings
const DAY = 86_400_000
const NOW = Date.UTC(2026, 11, 15, 12)
const SITE = { DEFAULT_SITE_URL: 'https://tollgate.example.com' }
const QUEUE = { send: async () => undefined } as unknown as typeof bindings.MAIL

let people = 0
let payer: Person
beforeAll(seedDemoRoute)
beforeEach(async () => {
  await DB.batch([
    DB.prepare('DELETE FROM bill_notices'),
    DB.prepare("UPDATE bills SET status = 'void' WHERE status <> 'draft'"),
  ])
  await DB.prepare('UPDATE accounts SET payment_required_at = NULL').run()
  people += 1
  payer = await signUp(`overdue-${people}`)
})

const minute = (now = NOW, settings: object = {}) =>
  everyMinute({ ...bindings, ...SITE, MAIL: QUEUE, ...settings }, now)
const CLOSING = { OVERDUE_CLOSE_DAYS: '30' }
const notices = async (billId: string) => {
  const { results } = await DB.prepare(
    "SELECT kind, at FROM bill_notices WHERE bill_id = ? AND kind LIKE 'overdue/%' ORDER BY at",
  )
    .bind(billId)
    .all<{ kind: string; at: number }>()
  return results.map(({ kind, at }) => [kind, at])
}
const call = async () => {
  const answer = await ask(api, '/api/demo/x', { headers: { 'X-API-Key': payer.apiKey } })
  return answer.status === 200 ? 200 : [answer.status, (await answer.json<{ code: string }>()).code]
}
const REFUSED = [402, 'PAYMENT_REQUIRED']
const events = async () => {
  const { results } = await DB.prepare(
    "SELECT action, actor_id FROM audit_events WHERE account_id = ? AND action LIKE 'account.%' ORDER BY rowid",
  )
    .bind(payer.accountId)
    .all<{ action: string; actor_id: string | null }>()
  return results.map(({ action, actor_id }) => [action, actor_id])
}

test('a bill that is not paid is told of on each of the set days, once, to the millisecond', async () => {
  const { id } = await plantBill({ ...payer, dueAt: NOW })
  await minute(NOW + DAY - 1)
  expect(await notices(id)).toEqual([])
  for (const days of [1, 1.5, 6.9, 7, 8, 14, 100]) await minute(NOW + days * DAY)
  expect(await notices(id)).toEqual([
    ['overdue/1', NOW + DAY],
    ['overdue/7', NOW + 7 * DAY],
    ['overdue/14', NOW + 14 * DAY],
  ])
})

test('one that is found late is told of in its newest step alone', async () => {
  const { id } = await plantBill({ ...payer, dueAt: NOW - 8 * DAY })
  await minute()
  expect(await notices(id)).toEqual([['overdue/7', NOW]])
})

test('other days that are set later tell nobody of a day that has been told', async () => {
  const { id } = await plantBill({ ...payer, dueAt: NOW - 14 * DAY })
  await minute()
  await minute(NOW + DAY, { OVERDUE_MAIL_DAYS: '3,13' })
  await minute(NOW + 6 * DAY, { OVERDUE_MAIL_DAYS: '3,20' })
  expect((await notices(id)).map(([kind]) => kind)).toEqual(['overdue/14', 'overdue/20'])
})

test.each(['paid', 'void', 'uncollectible', 'draft'] as const)('a bill that is %s is not overdue', async (status) => {
  const { id } = await plantBill({ ...payer, status, dueAt: NOW - 60 * DAY })
  await minute(NOW, CLOSING)
  expect([await notices(id), await call()]).toEqual([[], 200])
})

describe('calls', () => {
  test('pass for as long as nothing is set, however old the bill', async () => {
    await plantBill({ ...payer, dueAt: NOW - 400 * DAY })
    await minute()
    expect(await call()).toBe(200)
  })

  test('are refused from the set day on, and pass with the payment: each from the next call on', async () => {
    const { id, totalMinor } = await plantBill({ ...payer, dueAt: NOW })
    await minute(NOW + 30 * DAY - 1, CLOSING)
    expect(await call()).toBe(200)
    await minute(NOW + 30 * DAY, CLOSING)
    expect(await call()).toEqual(REFUSED)
    await minute(NOW + 31 * DAY, CLOSING)
    expect(await events()).toEqual([['account.payment_required', null]])
    const db = database(DB)
    await DB.prepare('UPDATE bills SET paid_minor = ? WHERE id = ?').bind(totalMinor, id).run()
    await db.batch([...settledStatements(db, { billId: id, accountId: payer.accountId, now: NOW + 31 * DAY })])
    expect(await pushChanges(bindings.METER, async () => undefined)({ id: payer.accountId, tag: payer.tag })).toBe(true)
    expect(await call()).toBe(200)
    await minute(NOW + 32 * DAY, CLOSING)
    expect([await call(), await events()]).toEqual([200, [['account.payment_required', null]]])
  })

  test.each([
    ['pass with the payment, though a younger bill is overdue too', 29, 200],
    ['stay refused after the payment while another bill is as overdue', 30, REFUSED],
  ])('%s', async (_, days, expected) => {
    const { id, totalMinor } = await plantBill({ ...payer, dueAt: NOW - 40 * DAY })
    await plantBill({ ...payer, period: '2026-09', dueAt: NOW - days * DAY })
    await minute(NOW, CLOSING)
    const db = database(DB)
    await DB.prepare('UPDATE bills SET paid_minor = ? WHERE id = ?').bind(totalMinor, id).run()
    await db.batch([...settledStatements(db, { billId: id, accountId: payer.accountId, now: NOW })])
    await pushChanges(bindings.METER, async () => undefined)({ id: payer.accountId, tag: payer.tag })
    expect(await call()).toEqual(expected)
  })

  test('pass while nothing is owed of an open bill', async () => {
    const { id, totalMinor } = await plantBill({ ...payer, dueAt: NOW - 40 * DAY })
    await DB.prepare('UPDATE bills SET paid_minor = ? WHERE id = ?').bind(totalMinor, id).run()
    await minute(NOW, CLOSING)
    expect([await call(), await notices(id)]).toEqual([200, []])
  })

  test('of other accounts pass', async () => {
    const other = await signUp(`overdue-other-${people}`)
    await plantBill({ ...other, dueAt: NOW - 90 * DAY })
    await minute(NOW, CLOSING)
    expect(await call()).toBe(200)
  })

  test.each([
    ['raised', { OVERDUE_CLOSE_DAYS: '31' }],
    ['taken away', {}],
  ])('pass again when the limit is %s', async (_, settings) => {
    await plantBill({ ...payer, dueAt: NOW - 30 * DAY })
    await minute(NOW, CLOSING)
    expect(await call()).toEqual(REFUSED)
    await minute(NOW, settings)
    expect(await call()).toBe(200)
    expect(await events()).toEqual([
      ['account.payment_required', null],
      ['account.calls_restored', null],
    ])
  })

  test('stay refused while another bill is as overdue', async () => {
    const { id } = await plantBill({ ...payer, dueAt: NOW - 40 * DAY })
    await plantBill({ ...payer, period: '2026-09', dueAt: NOW - 70 * DAY })
    await minute(NOW, CLOSING)
    await DB.prepare("UPDATE bills SET status = 'void' WHERE id = ?").bind(id).run()
    await minute(NOW, CLOSING)
    expect(await call()).toEqual(REFUSED)
  })
})

test('two runs at once refuse an account once', async () => {
  await plantBill({ ...payer, dueAt: NOW - 30 * DAY })
  await Promise.all([minute(NOW, CLOSING), minute(NOW, CLOSING), minute(NOW, CLOSING)])
  expect([await call(), await events()]).toEqual([REFUSED, [['account.payment_required', null]]])
})
