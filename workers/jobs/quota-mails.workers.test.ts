import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bindings, type Person, signUp } from '../../src/app/visitor.fixture.ts'
import type { Mail } from '../../src/domain/mail.ts'
import { readMail } from '../mailer/mail-input.ts'
import { everyMinute } from './every-minute.ts'

const { DB } = bindings
const NOW = Date.UTC(2026, 10, 20)
const SITE = { DEFAULT_SITE_URL: 'https://tollgate.example.com' }

let posted: Mail[] = []
let people = 0
let owner: Person

/** The minute's tasks, with a queue that keeps what it is given. */
const minute = (more: object = {}, send = async (mail: Mail) => void posted.push(mail)) =>
  everyMinute({ ...bindings, ...SITE, MAIL: { send } as unknown as Queue<Mail>, ...more }, NOW)
const notice = (share: number, { period = '2026-11', quota = 100 } = {}) =>
  DB.prepare('INSERT INTO quota_notices (account_id, period, quota, share, used, at) VALUES (?1, ?2, ?3, ?4, ?4, 7)')
    .bind(owner.accountId, period, quota, share)
    .run()
const addressOf = ({ username }: Person) => `${username}@example.com`
const untold = async () =>
  (await DB.prepare('SELECT count(*) AS n FROM quota_notices WHERE told_at IS NULL').first<{ n: number }>())?.n

beforeEach(async () => {
  await DB.prepare('DELETE FROM quota_notices').run()
  posted = []
  people += 1
  owner = await signUp(`quota-${people}`)
})
afterEach(() => vi.restoreAllMocks())

test('who wants to know is written to once, with where to look', async () => {
  await notice(80)
  await minute()
  await minute()
  expect(posted.map(({ id: _, ...mail }) => mail)).toEqual([
    {
      to: addressOf(owner),
      locale: 'en',
      timeZone: 'UTC',
      kind: 'quota',
      data: {
        accountName: owner.username,
        percent: 80,
        used: 80,
        limit: 100,
        resetsAt: Date.UTC(2026, 11, 1),
        url: 'https://tollgate.example.com/usage',
      },
    },
  ])
  expect(readMail(posted[0])).toEqual(posted[0])
})

test('a run that ends before all is told says the same again, under the same ids', async () => {
  const guest = await signUp(`quota-guest-${people}`)
  await DB.prepare("INSERT INTO memberships VALUES (?1, ?2, 'viewer', 0)").bind(owner.accountId, guest.id).run()
  await notice(80)
  const first: Mail[] = []
  const breaks = async (mail: Mail): Promise<undefined> => {
    if (first.length === 1) throw new Error('the queue is away')
    first.push(mail)
  }
  await expect(minute({}, breaks)).rejects.toThrow('a task of the minute failed')
  expect([first.length, await untold()]).toEqual([1, 1])
  await minute()
  expect(posted.map(({ to }) => to).sort()).toEqual([addressOf(owner), addressOf(guest)].sort())
  expect(posted.map(({ id }) => id)).toContain(first[0]?.id)
  expect(new Set(posted.map(({ id }) => id)).size).toBe(2)
})

test('who has used all of it meanwhile is told that alone', async () => {
  await notice(80)
  await notice(100)
  await minute()
  expect([posted.map((mail) => mail.kind === 'quota' && mail.data.percent), await untold()]).toEqual([[100], 0])
})

test('of a period that is over nobody is told, and it is done with', async () => {
  await notice(100, { period: '2026-10' })
  await notice(100, { period: '2026-11-19' })
  await minute()
  expect([posted, await untold()]).toEqual([[], 0])
})

test('quotas by other periods say when they start anew, and a total that it does not', async () => {
  await notice(80, { period: '2026-11-20', quota: 10 })
  await notice(80, { period: 'total', quota: 20 })
  await minute()
  const resets = posted.map((mail) => mail.kind === 'quota' && mail.data.resetsAt)
  expect(resets).toEqual([Date.UTC(2026, 10, 21), null])
})

test.each([
  ['chose not to be', 'UPDATE users SET notifications = \'{"newSignIn":true,"usage":false}\' WHERE id = ?'],
  ['is suspended', "UPDATE users SET status = 'suspended' WHERE id = ?"],
])('who %s is not written to', async (_, statement) => {
  await DB.prepare(statement).bind(owner.id).run()
  await notice(100)
  await minute()
  expect([posted, await untold()]).toEqual([[], 0])
})

test('an address that is not confirmed is not written to, where addresses must be', async () => {
  await DB.prepare('UPDATE users SET email_verified_at = NULL WHERE id = ?').bind(owner.id).run()
  await notice(80)
  await minute({ REQUIRE_VERIFIED_EMAIL: 'true' })
  expect(posted).toEqual([])
})

test('without an address of the site nothing is sent and nothing is lost, and other tasks have their turn', async () => {
  await notice(80)
  await DB.prepare("INSERT INTO passkey_challenges VALUES ('old', 'old', 'sign_in', ?)").bind(NOW).run()
  await expect(minute({ DEFAULT_SITE_URL: '' })).rejects.toThrow('a task of the minute failed')
  const left = await DB.prepare("SELECT count(*) AS n FROM passkey_challenges WHERE challenge_hash = 'old'").first()
  expect([posted, await untold(), left]).toEqual([[], 1, { n: 0 }])
})

test('an address that is nobody’s is never written to', async () => {
  await DB.prepare("UPDATE users SET email = id || '@unconfirmed.invalid' WHERE id = ?").bind(owner.id).run()
  await notice(80)
  await minute({ REQUIRE_VERIFIED_EMAIL: 'false' })
  expect([posted, await untold()]).toEqual([[], 0])
})

test('what was told 400 days ago is deleted, but for a total, of which nobody is told again', async () => {
  const end = NOW - 400 * 86_400_000
  const told = (period: string, at: number | null) =>
    DB.prepare('INSERT INTO quota_notices VALUES (?1, ?2, 100, 80, 80, 7, ?3)').bind(owner.accountId, period, at)
  await DB.batch([told('2025-09', end - 1), told('2025-10', end), told('2025-08', null), told('total', end - 1)])
  await minute()
  const { results } = await DB.prepare('SELECT period FROM quota_notices ORDER BY period').all()
  expect(results).toEqual(['2025-08', '2025-10', 'total'].map((period) => ({ period })))
})

test.each([
  ['ALERT_ERROR_PERCENT', 1, 1],
  ['ALERT_MIN_CALLS', 1, 1],
  ['CALL_RETENTION_DAYS', 1, 1],
  // Mails of quotas, of spending, of bills, and alerts write to people.
  ['REQUIRE_VERIFIED_EMAIL', 4, 0],
  // Mails of bills say when calls are refused.
  ['OVERDUE_CLOSE_DAYS', 2, 1],
])('a wrong %s stops those tasks alone that need it: %i, and is named', async (name, tasks, mails) => {
  await notice(80)
  const message = expect.stringContaining(`The setting ${name} must be`)
  await expect(minute({ [name]: 'much' })).rejects.toMatchObject({ errors: Array(tasks).fill({ message }) })
  expect(posted.length).toBe(mails)
})
