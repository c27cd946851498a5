import { beforeEach, expect, test } from 'vitest'
import { join } from '../../src/app/team.fixture.ts'
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
const minute = (send = async (mail: Mail) => void posted.push(mail), now = NOW) =>
  everyMinute({ ...bindings, ...SITE, MAIL: { send } as unknown as Queue<Mail> }, now)
const notice = (amountMinor: number, period = '2026-11') =>
  DB.prepare('INSERT INTO spending_notices (account_id, period, amount_minor, at) VALUES (?, ?, ?, 7)')
    .bind(owner.accountId, period, amountMinor)
    .run()
const addressOf = ({ username }: Person) => `${username}@example.com`
const untold = async () =>
  (await DB.prepare('SELECT count(*) AS n FROM spending_notices WHERE told_at IS NULL').first<{ n: number }>())?.n
const amounts = () => posted.map((mail) => mail.kind === 'spending' && mail.data.amountMinor)

beforeEach(async () => {
  await DB.prepare('DELETE FROM spending_notices').run()
  posted = []
  people += 1
  owner = await signUp(`spends-${people}`)
})

test('who sees the billing is written to once, and nobody else of the account', async () => {
  const [billing, developer] = [await signUp(`spends-b-${people}`), await signUp(`spends-d-${people}`)]
  await join(owner, billing, 'billing')
  await join(owner, developer, 'developer')
  await DB.prepare('UPDATE accounts SET spending_cap_minor = 9000 WHERE id = ?').bind(owner.accountId).run()
  await notice(5_000)
  await minute()
  await minute()
  expect(posted.map(({ to }) => to).sort()).toEqual([addressOf(owner), addressOf(billing)].sort())
  const { id: _, to: __, ...mail } = posted[0] as Mail
  expect(mail).toEqual({
    locale: 'en',
    timeZone: 'UTC',
    kind: 'spending',
    data: {
      accountName: owner.username,
      amountMinor: 5_000,
      currency: 'USD',
      capMinor: 9_000,
      url: 'https://tollgate.example.com/billing',
    },
  })
  expect(readMail(posted[0])).toEqual(posted[0])
})

test('a run that ends before all is told says the same again, under the same ids', async () => {
  await join(owner, await signUp(`spends-g-${people}`), 'admin')
  await notice(5_000)
  const first: Mail[] = []
  const breaks = async (mail: Mail): Promise<undefined> => {
    if (first.length === 1) throw new Error('the queue is away')
    first.push(mail)
  }
  await expect(minute(breaks)).rejects.toThrow('a task of the minute failed')
  expect([first.length, await untold()]).toEqual([1, 1])
  await minute()
  expect(new Set(posted.map(({ id }) => id)).size).toBe(2)
  expect(posted.map(({ id }) => id)).toContain(first[0]?.id)
})

test('of several amounts that were passed at once the largest is told, and of a month that is over none', async () => {
  await notice(1_000)
  await notice(5_000)
  await notice(9_000, '2026-10')
  await minute()
  expect([amounts(), await untold()]).toEqual([[5_000], 0])
})

test('what was told 400 days ago is deleted', async () => {
  const end = NOW - 400 * 86_400_000
  const told = (period: string, at: number) =>
    DB.prepare('INSERT INTO spending_notices VALUES (?, ?, 100, 7, ?)').bind(owner.accountId, period, at)
  await DB.batch([told('2025-09', end - 1), told('2025-10', end)])
  await minute()
  const { results } = await DB.prepare('SELECT period FROM spending_notices').all()
  expect(results).toEqual([{ period: '2025-10' }])
})
