import { expect, test } from 'vitest'
import { seedPlan } from '../../src/app/sold-plan.fixture.ts'
import { bindings, type Person, signUp } from '../../src/app/visitor.fixture.ts'
import { database } from '../../src/storage/database.ts'
import { applyDuePhases } from '../../src/storage/due-phases.ts'
import { everyMinute } from './every-minute.ts'

const { DB } = bindings
const MINUTE = 60_000
const DAY = 86_400_000
const DECEMBER = Date.UTC(2026, 11, 1)

const begin = ({ accountId }: Person, startsAt: number, planId: string) =>
  DB.prepare('INSERT INTO plan_phases VALUES (?, ?, ?, 0, 0)').bind(accountId, startsAt, planId).run()
const planOf = async ({ accountId }: Person) =>
  (await DB.prepare('SELECT plan_id FROM accounts WHERE id = ?').bind(accountId).first<{ plan_id: string }>())?.plan_id
const apply = (now: number, limit = 500) => applyDuePhases(database(DB), now, limit)

/** Someone whose account began long before. */
async function customer(name: string): Promise<Person> {
  const person = await signUp(name)
  await DB.prepare('UPDATE plan_phases SET starts_at = 0 WHERE account_id = ?').bind(person.accountId).run()
  return person
}

test('an account’s plan is that of the phase which began last, and not of one that lies ahead', async () => {
  const person = await customer('due')
  const [pro, team] = [await seedPlan('due-pro', 100), await seedPlan('due-team', 200)]
  await begin(person, DECEMBER, pro)
  await begin(person, DECEMBER + DAY, team)
  expect(await apply(DECEMBER - 1)).toBe(0)
  expect(await planOf(person)).toBe('plan_free_1')
  await everyMinute({ ...bindings, DEFAULT_SITE_URL: 'https://tollgate.example.com' } as never, DECEMBER)
  expect(await planOf(person)).toBe(pro)
  await apply(DECEMBER + DAY + MINUTE)
  expect(await planOf(person)).toBe(team)
  expect(await apply(DECEMBER + DAY + MINUTE)).toBe(0)
})

test('many that are due at once are taken lot by lot', async () => {
  const plan = await seedPlan('due-lots', 100)
  const people = [await customer('due-1'), await customer('due-2'), await customer('due-3')]
  for (const person of people) await begin(person, DECEMBER + 5 * DAY, plan)
  expect([await apply(DECEMBER + 5 * DAY, 2), await apply(DECEMBER + 5 * DAY, 2)]).toEqual([2, 1])
  expect(await Promise.all(people.map(planOf))).toEqual([plan, plan, plan])
})

test('what minutes that did not run have missed is found within the hour', async () => {
  const person = await customer('due-late')
  const plan = await seedPlan('due-missed', 100)
  await begin(person, DECEMBER, plan)
  await apply(DECEMBER + 3 * DAY + 5 * MINUTE)
  expect(await planOf(person)).toBe('plan_free_1')
  await apply(DECEMBER + 3 * DAY + 60 * MINUTE)
  expect(await planOf(person)).toBe(plan)
})
