import { beforeAll, describe, expect, test } from 'vitest'
import { madePlan, OPERATOR, putOn } from '../plans.fixture.ts'
import { ask, bindings, jsonBody, type Person, services, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const { DB } = bindings
let operator: Person
let member: Person
beforeAll(async () => {
  operator = await signUp('plan-operator', 'operator')
  member = await signUp('plan-member')
})

const PLAN = { key: 'team', name: 'Team', price: 9_900, included_credits: 1_000 }
const TIERS = [
  { from: 0, to: 500, price_minor: 40, per: 100 },
  { from: 500, to: null, price_minor: 30, per: 100 },
]

interface Answer {
  code?: string
  message?: string
  errors?: { field: string; problem: string }[]
  plan: { id: string; version: number; key: string; price: number; ended_at: number | null }
  data: { id: string; key: string; version: number; accounts: number; ended_at: number | null }[]
}
async function send(method: string, path: string, body?: unknown, headers = operator.bearer) {
  const init = body === undefined ? { method, headers } : { ...jsonBody(body, headers), method }
  const response = await ask(api, path, init)
  return { status: response.status, body: await response.json<Answer>() }
}
const create = (body: unknown) => send('POST', '/api/admin/plans', body)
const listed = async () => (await send('GET', '/api/plans')).body.data.map(({ id }) => id)
const eventsOf = async (id: string) =>
  (
    await DB.prepare('SELECT action FROM audit_events WHERE target = ? ORDER BY id').bind(id).all<{ action: string }>()
  ).results.map(({ action }) => action)

test('a plan is made with its terms, priced in the service’s currency, and put on sale', async () => {
  const overage = { overage: TIERS, rate_limits: [{ name: 'burst', limit: 10, window_seconds: 1 }], trial_days: 7 }
  const more = { max_keys: 5, max_members: 2, features: { en: ['Fast'], zh: ['快'] } }
  const made = await create({ ...PLAN, ...overage, ...more })
  expect(made).toMatchObject({
    status: 201,
    body: { plan: { ...PLAN, ...overage, ...more, currency: 'USD', version: 1 } },
  })
  const { data } = (await send('GET', '/api/plans')).body
  expect(data.find(({ key }) => key === 'team')).toMatchObject({ ...PLAN, ...overage, ...more, id: made.body.plan.id })
  expect(await eventsOf(made.body.plan.id)).toEqual(['plan.created'])
})

test('a key names one plan, also one that has ended', async () => {
  const { key, id } = await madePlan()
  expect(await create({ ...PLAN, key })).toMatchObject({ status: 409, body: { code: 'PLAN_KEY_TAKEN' } })
  await send('DELETE', `/api/admin/plans/${id}`)
  expect(await create({ ...PLAN, key })).toMatchObject({ status: 409, body: { code: 'PLAN_KEY_TAKEN' } })
})

describe('what is no plan is refused at its field, and makes none', () => {
  test.each([
    ['price', -1, 'price'],
    ['price', 0.5, 'price'],
    ['price', 1e12, 'price'],
    ['price', '29', 'price'],
    ['price', null, 'price'],
    ['included_credits', 0.5, 'included_credits'],
    ['included_credits', -1, 'included_credits'],
    ['currency', 'XXY', 'currency'],
    ['currency', 'usd', 'currency'],
    ['key', 'Team Plan', 'key'],
    ['trial_days', 366, 'trial_days'],
    ['max_keys', 0, 'max_keys'],
    ['rate_limits', [{ name: 'quota', limit: 1, window_seconds: 1 }], 'rate_limits.0.name'],
    ['overage', [TIERS[0], { ...TIERS[1], from: 501 }], 'overage.1'],
    ['overage', [TIERS[0], { ...TIERS[1], from: 499 }], 'overage.1'],
    ['overage', [TIERS[0]], 'overage.0'],
    ['overage', [{ ...TIERS[1], from: 0, price_minor: 0.1 }], 'overage.0.price_minor'],
    ['features', { en: ['One'], zh: [] }, 'features'],
    ['owner', 'me', 'owner'],
  ])('%s %j', async (name, value, field) => {
    const refused = await create({ ...PLAN, key: 'refused', [name]: value })
    expect(refused).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED', errors: [{ field }] } })
    expect(await DB.prepare("SELECT count(*) AS n FROM plans WHERE key = 'refused'").first('n')).toBe(0)
  })

  test.each(['NaN', 'Infinity', '-Infinity', '1e999'])('a price of %s', async (price) => {
    const body = `{"key":"refused","name":"x","included_credits":1,"price":${price}}`
    const headers = { 'Content-Type': 'application/json', ...operator.bearer }
    const response = await ask(api, '/api/admin/plans', { method: 'POST', body, headers })
    expect([400, 422]).toContain(response.status)
    expect(await DB.prepare("SELECT count(*) AS n FROM plans WHERE key = 'refused'").first('n')).toBe(0)
  })
})

describe('a plan that changes', () => {
  test('is another version for who comes next; whoever has one keeps it', async () => {
    const first = await madePlan({ priceMinor: 100 })
    await putOn(member, first)
    const next = await send('POST', `/api/admin/plans/${first.id}/versions`, { price: 200 })
    expect(next).toMatchObject({
      status: 201,
      body: { plan: { key: first.key, version: 2, price: 200, name: first.name } },
    })
    expect(await eventsOf(next.body.plan.id)).toEqual(['plan.changed'])
    const onSale = await listed()
    expect([onSale.includes(first.id), onSale.includes(next.body.plan.id)]).toEqual([false, true])
    const versions = (await send('GET', '/api/admin/plans')).body.data.filter(({ key }) => key === first.key)
    expect(versions.map(({ version, accounts, ended_at }) => [version, accounts, ended_at === null])).toEqual([
      [2, 0, true],
      [1, 1, false],
    ])
    expect((await services.plans.find(first.id))?.priceMinor).toBe(100)
  })

  test('is made by one of two who look at the same version, told apart', async () => {
    const { id, key } = await madePlan()
    const answers = await Promise.all(
      [3, 4, 5, 6].map((price) => send('POST', `/api/admin/plans/${id}/versions`, { price })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409])
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('PLAN_SUPERSEDED')
    expect(await DB.prepare('SELECT count(*) AS n FROM plans WHERE key = ?').bind(key).first('n')).toBe(2)
  })

  test('is refused by the database itself once it was sold', async () => {
    const plan = await madePlan()
    await putOn(member, plan)
    for (const column of ['price_minor', 'included_credits', 'max_keys', 'trial_days']) {
      await expect(
        DB.prepare(`UPDATE plans SET ${column} = 1 WHERE id = ?`).bind(plan.id).run(),
        column,
      ).rejects.toThrow('a plan that was sold does not change')
    }
  })
})

describe('a plan that ends', () => {
  test('is off sale in all its versions, and does not come back', async () => {
    const { id } = await madePlan()
    const next = (await send('POST', `/api/admin/plans/${id}/versions`, { price: 1 })).body.plan.id
    const ended = await send('DELETE', `/api/admin/plans/${next}`)
    expect(ended).toMatchObject({ status: 200, body: { plan: { ended_at: expect.any(Number) } } })
    expect(await listed()).not.toContain(id)
    expect(await listed()).not.toContain(next)
    expect(await eventsOf(next)).toEqual(['plan.changed', 'plan.ended'])
    const refused = { status: 409, body: { code: 'PLAN_ENDED' } }
    expect(await send('DELETE', `/api/admin/plans/${next}`)).toMatchObject(refused)
    expect(await send('POST', `/api/admin/plans/${next}/versions`, { price: 2 })).toMatchObject(refused)
  })

  test('is never the one that newcomers get, whose next version they get instead', async () => {
    expect(await send('DELETE', '/api/admin/plans/plan_free_1')).toMatchObject({
      status: 409,
      body: { code: 'PLAN_NEEDED' },
    })
    const dear = await send('POST', '/api/admin/plans/plan_free_1/versions', { price: 1 })
    expect(dear).toMatchObject({ status: 422, body: { errors: [{ field: 'price' }] } })
    const next = await send('POST', '/api/admin/plans/plan_free_1/versions', { included_credits: 7 })
    const newcomer = await signUp('plan-newcomer')
    expect(newcomer.session.account.plan).toMatchObject({ id: next.body.plan.id, includedCredits: 7 })
    expect((await services.people.session(operator.cookie.Cookie.slice(8)))?.account.plan.id).toBe('plan_free_1')
  })
})

describe('a plan by invitation', () => {
  const choosable = async (person: Person) => (await services.plans.choosable(person.accountId)).map(({ id }) => id)

  test('is on no page, and for the invited alone until the invitation is withdrawn', async () => {
    const { id, key } = await madePlan({ byInvitation: true })
    const at = `/api/admin/plans/${id}/invitations`
    expect(await listed()).not.toContain(id)
    expect(await choosable(member)).not.toContain(id)
    const answers = await Promise.all([1, 2, 3].map(() => send('POST', at, { account: member.username.toUpperCase() })))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(await choosable(member)).toContain(id)
    expect(await choosable(operator)).not.toContain(id)
    expect((await send('GET', at)).body.data).toMatchObject([
      { account: { id: member.accountId, name: member.username }, invited_by: operator.username },
    ])
    expect(await eventsOf(id)).toEqual(['plan.created', 'plan.invited'])
    const next = await services.plans.renew(OPERATOR, id, { priceMinor: 1 })
    expect(await choosable(member)).toContain(next.ok && next.value.id)
    expect((await send('DELETE', `${at}/${member.accountId}`)).status).toBe(200)
    expect((await send('DELETE', `${at}/${member.accountId}`)).status).toBe(404)
    expect((await services.plans.choosable(member.accountId)).map((plan) => plan.key)).not.toContain(key)
    expect(await eventsOf(id)).toEqual(['plan.created', 'plan.invited', 'plan.invitation_withdrawn'])
  })

  test('takes accounts that are there, and each by one name', async () => {
    const { id } = await madePlan({ byInvitation: true })
    const at = `/api/admin/plans/${id}/invitations`
    const problem = async (account: string) => (await send('POST', at, { account })).body.errors?.[0]
    expect(await problem('nobody')).toMatchObject({ field: 'account', problem: 'no_such_account' })
    const [one, other] = [await signUp('plan-twin'), await signUp('plan-twin-2')]
    await DB.prepare('UPDATE accounts SET name = ? WHERE id = ?').bind(one.username, other.accountId).run()
    expect(await problem(one.username)).toMatchObject({ field: 'account', problem: 'several_accounts' })
    expect((await send('POST', at, { account: other.accountId })).status).toBe(201)
  })

  test('is not what everyone can choose', async () => {
    const { id } = await madePlan()
    const refused = await send('POST', `/api/admin/plans/${id}/invitations`, { account: member.accountId })
    expect(refused).toMatchObject({ status: 409, body: { code: 'PLAN_FOR_EVERYONE' } })
  })
})
