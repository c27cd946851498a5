import { beforeAll, expect, test } from 'vitest'
import { makeSubscriptions } from '../../src/domain/subscriptions/make.ts'
import { database } from '../../src/storage/database.ts'
import { subscriptionStore } from '../../src/storage/subscriptions.ts'
import { admitAt, DB, type Fixture, newAccount, newId } from './account.fixture.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 20, 14)
const DECEMBER = Date.UTC(2026, 11, 1)
const TIERS = JSON.stringify([{ from: 0, to: null, price_minor: 10, per: 1 }])

beforeAll(async () => {
  const plan = DB.prepare(
    `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, overage, trial_days, created_at)
     VALUES (?1, ?1, 1, ?1, ?2, 'USD', ?3, '[]', ?4, ?5, 0)`,
  )
  await DB.batch([
    plan.bind('big', 900, 4, null, 0),
    plan.bind('small', 100, 1, null, 0),
    plan.bind('tried', 900, 1, TIERS, 2),
  ])
})

/** The verbs as pages have them, at an instant, pushing to the real object. */
const at = (now: number) =>
  makeSubscriptions({
    store: subscriptionStore(database(DB)),
    view: async () => null,
    push: async ({ id, tag }) => {
      const account = await DB.prepare('SELECT revision FROM accounts WHERE id = ?')
        .bind(id)
        .first<{ revision: number }>()
      return (await meters.get(tag)?.push(tag)) === account?.revision
    },
    clock: () => now,
    ids: newId,
  })
const meters = new Map<string, Fixture['meter']>()

async function customer(): Promise<Fixture> {
  const account = await newAccount({ credits: 2 })
  meters.set(account.tag, account.meter)
  return account
}
const actor = ({ id, tag }: Fixture) => ({ userId: 'user_x', accountId: id, tag, address: '' })
async function choose(account: Fixture, plan: string, now: number) {
  const changed = await at(now).change(actor(account), plan)
  expect(changed).toMatchObject({ ok: true, value: { inForce: true } })
}
const codes = async (account: Fixture, now: number, calls: number) => {
  const seen: string[] = []
  for (let i = 0; i < calls; i++) seen.push(await admitAt(account, now + i))
  return seen
}

test('who is out of credits and upgrades has the larger plan on the next call, with what was used counted on', async () => {
  const account = await customer()
  expect(await codes(account, NOW - HOUR, 3)).toEqual(['VALID', 'VALID', 'QUOTA_EXCEEDED'])
  await choose(account, 'big', NOW)
  expect(await codes(account, NOW + 1, 3)).toEqual(['VALID', 'VALID', 'QUOTA_EXCEEDED'])
})

test('a downgrade is in force with the first call of the next month, and not with the last of this one', async () => {
  const account = await customer()
  await choose(account, 'big', NOW)
  await choose(account, 'small', NOW + HOUR)
  expect(await codes(account, DECEMBER - 4, 4)).toEqual(['VALID', 'VALID', 'VALID', 'VALID'])
  expect(await codes(account, DECEMBER, 2)).toEqual(['VALID', 'QUOTA_EXCEEDED'])
})

test('a downgrade that was taken back never begins', async () => {
  const account = await customer()
  await choose(account, 'big', NOW)
  await choose(account, 'small', NOW + HOUR)
  expect(await at(NOW + 2 * HOUR).undo(actor(account))).toMatchObject({ ok: true, value: { inForce: true } })
  expect(await codes(account, DECEMBER, 4)).toEqual(['VALID', 'VALID', 'VALID', 'VALID'])
})

test('in a trial calls stop at the included credits, and with its end they go on and cost', async () => {
  const account = await customer()
  await choose(account, 'tried', NOW)
  expect(await codes(account, NOW + HOUR, 2)).toEqual(['VALID', 'QUOTA_EXCEEDED'])
  expect(await codes(account, NOW + 48 * HOUR, 2)).toEqual(['VALID', 'VALID'])
})

test('a plan that operators set is in force on the next call', async () => {
  const account = await customer()
  await choose(account, 'big', NOW)
  const put = await at(NOW + 1).put({ userId: 'user_x', address: '' }, account.id, 'small')
  expect(put).toMatchObject({ ok: true, value: { inForce: true } })
  expect(await codes(account, NOW + 2, 2)).toEqual(['VALID', 'QUOTA_EXCEEDED'])
})
