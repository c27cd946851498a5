import { beforeEach, expect, test } from 'vitest'
import { plantBill } from '../../src/app/bill.fixture.ts'
import { join } from '../../src/app/team.fixture.ts'
import { bindings, type Person, signUp } from '../../src/app/visitor.fixture.ts'
import type { Mail } from '../../src/domain/mail.ts'
import { readMail } from '../mailer/mail-input.ts'
import { everyMinute } from './every-minute.ts'

const { DB } = bindings
const DAY = 86_400_000
const NOW = Date.UTC(2026, 11, 15, 12)
const SITE = { DEFAULT_SITE_URL: 'https://tollgate.example.com' }

let posted: Mail[] = []
let people = 0
let owner: Person

/** The minute's tasks, with a queue that keeps what it is given. */
const minute = (more: object = {}, send = async (mail: Mail) => void posted.push(mail), now = NOW) =>
  everyMinute({ ...bindings, ...SITE, MAIL: { send } as unknown as Queue<Mail>, ...more }, now)
const notice = (billId: string, kind: string, at = 7) =>
  DB.prepare('INSERT INTO bill_notices (bill_id, kind, at) VALUES (?, ?, ?)').bind(billId, kind, at).run()
const untold = async () =>
  (await DB.prepare('SELECT count(*) AS n FROM bill_notices WHERE told_at IS NULL').first<{ n: number }>())?.n
const addressOf = ({ username }: Person) => `${username}@example.com`
const kinds = () => posted.map(({ kind }) => kind)
const set = (id: string, change: string) => DB.prepare(`UPDATE bills SET ${change} WHERE id = ?`).bind(id).run()

beforeEach(async () => {
  await DB.batch([DB.prepare('DELETE FROM bill_notices'), DB.prepare("UPDATE bills SET status = 'void'")])
  posted = []
  people += 1
  owner = await signUp(`billed-${people}`)
})

test('a bill that is ready is told of once: what for, how much, until when, and where', async () => {
  const { id, number } = await plantBill({ ...owner, dueAt: NOW + DAY })
  await notice(id, 'ready')
  await minute()
  await minute()
  expect(posted.map(({ id: _, ...mail }) => mail)).toEqual([
    {
      to: addressOf(owner),
      locale: 'en',
      timeZone: 'UTC',
      kind: 'bill_ready',
      data: {
        accountName: owner.username,
        number: `TG-${String(number).padStart(6, '0')}`,
        period: '2026-10',
        amountMinor: 3_400,
        currency: 'USD',
        dueAt: NOW + DAY,
        url: `https://tollgate.example.com/bills/${id}`,
      },
    },
  ])
  expect(readMail(posted[0])).toEqual(posted[0])
})

test('owners, admins and billing are told, each in their language and zone; nobody else is', async () => {
  const roles = ['admin', 'billing', 'developer', 'viewer'] as const
  for (const role of roles) await join(owner, await signUp(`billed-${role}-${people}`), role)
  await DB.prepare("UPDATE users SET locale = 'zh', time_zone = 'Asia/Shanghai' WHERE username = ?")
    .bind(`billed-billing-${people}`)
    .run()
  await DB.prepare('UPDATE users SET notifications = \'{"newSignIn":false,"usage":false}\' WHERE id = ?')
    .bind(owner.id)
    .run()
  const gone = await join(owner, await signUp(`billed-gone-${people}`), 'admin')
  await DB.prepare("UPDATE users SET status = 'suspended' WHERE id = ?").bind(gone.id).run()
  await notice((await plantBill(owner)).id, 'ready')
  await minute()
  expect(posted.map(({ to, locale, timeZone }) => [to, locale, timeZone]).sort()).toEqual([
    [addressOf(owner), 'en', 'UTC'],
    [`billed-admin-${people}@example.com`, 'en', 'UTC'],
    [`billed-billing-${people}@example.com`, 'zh', 'Asia/Shanghai'],
  ])
})

test('a run that ends before all are told says the same again, under the same ids', async () => {
  await join(owner, await signUp(`billed-guest-${people}`), 'billing')
  await notice((await plantBill(owner)).id, 'ready')
  const first: Mail[] = []
  const breaks = async (mail: Mail): Promise<undefined> => {
    if (first.length === 1) throw new Error('the queue is away')
    first.push(mail)
  }
  await expect(minute({}, breaks)).rejects.toThrow('a task of the minute failed')
  expect([first.length, await untold()]).toEqual([1, 1])
  await minute()
  expect([posted.length, new Set([...posted, ...first].map(({ id }) => id)).size]).toEqual([2, 2])
})

test('a payment is told of with what was paid; of a bill that was paid before it was told of, that alone', async () => {
  const { id } = await plantBill({ ...owner, status: 'paid' })
  await notice(id, 'ready')
  await notice(id, 'paid')
  await minute()
  expect(posted).toMatchObject([{ kind: 'bill_paid', data: { amountMinor: 3_400, currency: 'USD' } }])
  expect(await untold()).toBe(0)
})

test('a bill that asks for nothing is ready, and not paid as well', async () => {
  const { id } = await plantBill({ ...owner, status: 'paid', lines: [] })
  await notice(id, 'ready')
  await notice(id, 'paid')
  await minute()
  expect(posted).toMatchObject([{ kind: 'bill_ready', data: { amountMinor: 0 } }])
})

test.each([
  ['nothing, while no day is set', {}, null, false],
  ['when calls are refused', { OVERDUE_CLOSE_DAYS: '30' }, NOW + 22 * DAY, false],
  ['that calls are refused', { OVERDUE_CLOSE_DAYS: '8' }, NOW, true],
])('an overdue bill says %s', async (_, settings, refusesAt, refused) => {
  const { id } = await plantBill({ ...owner, dueAt: NOW - 8 * DAY })
  await set(id, 'paid_minor = 400')
  await notice(id, 'overdue/7')
  await minute(settings)
  expect(posted).toMatchObject([{ kind: 'bill_overdue', data: { amountMinor: 3_000, days: 8, refusesAt, refused } }])
  expect(readMail(posted[0])).toEqual(posted[0])
})

test('a bill that is overdue for a day says that calls are refused, when an older one is why', async () => {
  const { id } = await plantBill({ ...owner, dueAt: NOW - DAY })
  await DB.prepare('UPDATE accounts SET payment_required_at = 1 WHERE id = ?').bind(owner.accountId).run()
  await plantBill({ ...owner, period: '2026-08', dueAt: NOW - 60 * DAY })
  await notice(id, 'overdue/1')
  await minute({ OVERDUE_CLOSE_DAYS: '30' })
  const about = posted.filter((mail) => mail.kind === 'bill_overdue' && mail.data.period === '2026-10')
  expect(about).toMatchObject([{ data: { days: 1, refused: true } }])
})

test('of two steps that wait, the newer is told', async () => {
  const { id } = await plantBill({ ...owner, dueAt: NOW - 15 * DAY })
  await notice(id, 'overdue/7', 1)
  await notice(id, 'overdue/14', 2)
  await minute()
  expect([kinds(), await untold()]).toEqual([['bill_overdue'], 0])
})

test.each([
  ['ready', 'void'],
  ['overdue/7', 'paid'],
  ['overdue/7', 'void'],
  ['overdue/7', 'uncollectible'],
])('of what is over nobody is told: %s, and the bill is %s', async (kind, status) => {
  const { id } = await plantBill({ ...owner, dueAt: NOW - 8 * DAY })
  await notice(id, kind)
  await set(id, `status = '${status}'`)
  await minute()
  expect([posted, await untold()]).toEqual([[], 0])
})

test('the minute that finds a bill overdue notes it, and the next one tells', async () => {
  await plantBill({ ...owner, dueAt: NOW - DAY })
  await minute()
  await minute({}, undefined, NOW + 60_000)
  await minute({}, undefined, NOW + 120_000)
  expect(posted).toMatchObject([{ kind: 'bill_overdue', data: { days: 1 } }])
})
