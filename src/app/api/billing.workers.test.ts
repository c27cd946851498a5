import { beforeAll, describe, expect, test } from 'vitest'
import { seedPlan } from '../sold-plan.fixture.ts'
import { join } from '../team.fixture.ts'
import { ask, bindings, jsonBody, type Person, seedDemoRoute, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

const TIERS = [{ from: 0, to: null, price_minor: 10, per: 1 }]
const HOUR = 3_600_000

let operator: Person
let made = 0
beforeAll(async () => {
  operator = await signUp('biller', 'operator')
  await seedDemoRoute()
  await seedPlan('pro', 2_900)
  await seedPlan('team', 9_900)
  await seedPlan('tiny', 0, { includedCredits: 2 })
  await seedPlan('metered', 2_900, { includedCredits: 1, overage: TIERS })
  await seedPlan('tried', 2_900, { trialDays: 14 })
  await seedPlan('over', 2_900, { endedAt: 1 })
  await seedPlan('secret', 2_900, { byInvitation: true })
  await seedPlan('euro', 5_900, { currency: 'EUR' })
})

const newcomer = () => {
  made += 1
  return signUp(`billed-${made}`)
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, compared and never called.
type Answer = { status: number; body: any }
async function send({ bearer }: Person, method: string, path: string, body?: unknown): Promise<Answer> {
  const init = body === undefined ? { method, headers: bearer } : { ...jsonBody(body, bearer), method }
  const response = await ask(api, path, init)
  return { status: response.status, body: await response.json() }
}
const billing = async (person: Person) => (await send(person, 'GET', '/api/billing')).body
const choose = (person: Person, plan: string, expected?: string) =>
  send(person, 'PUT', '/api/billing/plan', { plan, ...(expected === undefined ? {} : { expected }) })
const quote = (person: Person, plan: string) => send(person, 'GET', `/api/billing/quote?plan=${plan}`)
const undo = (person: Person) => send(person, 'DELETE', '/api/billing/plan/next')
const put = (id: string, body: unknown, by = operator) => send(by, 'PUT', `/api/admin/accounts/${id}/plan`, body)

/** What the gateway says to a call with the person's key. */
async function call(person: Person): Promise<string> {
  const response = await ask(api, '/api/demo/x', { headers: { 'X-API-Key': person.apiKey } })
  const body = await response.json<{ code?: string }>()
  return response.ok ? 'VALID' : (body.code ?? '')
}
const phasesOf = async ({ accountId }: Person) =>
  (
    await bindings.DB.prepare('SELECT plan_id, trial FROM plan_phases WHERE account_id = ? ORDER BY starts_at')
      .bind(accountId)
      .all<{ plan_id: string; trial: number }>()
  ).results.map(({ plan_id, trial }) => plan_id + (trial ? ' trial' : ''))
const eventsOf = async ({ accountId }: Person) =>
  (
    await bindings.DB.prepare(
      `SELECT action FROM audit_events WHERE account_id = ? AND action NOT IN ('user.registered', 'session.opened') ORDER BY at, id`,
    )
      .bind(accountId)
      .all<{ action: string }>()
  ).results.map(({ action }) => action)
/** Puts the account's phases into the past, as if they had begun then. */
const age = ({ accountId }: Person, ms: number) =>
  bindings.DB.prepare('UPDATE plan_phases SET starts_at = starts_at - ? WHERE account_id = ?').bind(ms, accountId).run()

describe('choosing a plan', () => {
  test('that costs more: a call that was refused passes on the next one', async () => {
    const person = await newcomer()
    expect((await put(person.accountId, { plan: 'tiny' })).body.in_force).toBe(true)
    expect([await call(person), await call(person), await call(person)]).toEqual(['VALID', 'VALID', 'QUOTA_EXCEEDED'])
    expect(await choose(person, 'pro')).toMatchObject({
      status: 200,
      body: { in_force: true, quote: { kind: 'upgrade', immediate: true, plan: { key: 'pro' } } },
    })
    expect(await call(person)).toBe('VALID')
    expect(await billing(person)).toMatchObject({
      plan: { key: 'pro' },
      next: null,
      month: { exact: true, credits: 3, included_credits: 1_000, overage_minor: 0 },
    })
    expect(await eventsOf(person)).toEqual(['account.plan_set', 'subscription.changed'])
  })

  test('that costs less begins with the next month, and can be taken back', async () => {
    const person = await newcomer()
    await choose(person, 'team')
    const { month } = await billing(person)
    expect((await choose(person, 'pro')).body.quote).toMatchObject({ immediate: false, starts_at: month.end })
    expect(await billing(person)).toMatchObject({
      plan: { key: 'team' },
      next: { plan: { key: 'pro' }, starts_at: month.end },
    })
    expect(await undo(person)).toMatchObject({
      status: 200,
      body: { plan: { key: 'team' }, next: null, in_force: true },
    })
    expect(await undo(person)).toMatchObject({ status: 200, body: { next: null } })
    expect(await phasesOf(person)).toEqual(['plan_free_1', 'plan_team_1'])
    expect(await eventsOf(person)).toEqual(['subscription.changed', 'subscription.scheduled', 'subscription.undone'])
  })

  test('a later choice replaces what was agreed, and an upgrade drops it', async () => {
    const person = await newcomer()
    await choose(person, 'pro')
    await choose(person, 'free')
    await age(person, 1)
    expect((await choose(person, 'team')).body.quote.dropped).toMatchObject({ plan: { key: 'free' } })
    expect(await phasesOf(person)).toEqual(['plan_free_1', 'plan_pro_1', 'plan_team_1'])
    await choose(person, 'free')
    await choose(person, 'pro')
    expect(await phasesOf(person)).toEqual(['plan_free_1', 'plan_pro_1', 'plan_team_1', 'plan_pro_1'])
  })

  test('a trial is had once; cancelled in it, the free plan begins at its end', async () => {
    const person = await newcomer()
    expect((await choose(person, 'tried')).body.quote.trial_ends_at).toBeGreaterThan(Date.now() + 13 * 24 * HOUR)
    expect(await billing(person)).toMatchObject({ plan: { key: 'tried' }, next: null, month: { base_minor: 0 } })
    const { trial_ends_at } = await billing(person)
    expect((await choose(person, 'free')).body.quote).toMatchObject({ kind: 'cancellation', starts_at: trial_ends_at })
    expect((await undo(person)).body).toMatchObject({ trial_ends_at, next: null })
    expect(await phasesOf(person)).toEqual(['plan_free_1', 'plan_tried_1 trial', 'plan_tried_1'])
    await choose(person, 'team')
    await put(person.accountId, { plan: 'free' })
    expect((await choose(person, 'tried')).body.quote.trial_ends_at).toBeNull()
  })

  test('of two who choose at the same time one is told that the plan was changed', async () => {
    const person = await newcomer()
    const asked = ['pro', 'team', 'metered', 'tried'].map((plan) => choose(person, plan))
    const answers = await Promise.all(asked)
    const done = answers.filter(({ status }) => status === 200)
    const codes = answers.filter(({ status }) => status !== 200).map(({ body }) => body.code)
    expect(done.length).toBeGreaterThan(0)
    expect(codes.filter((code) => code !== 'SUBSCRIPTION_CHANGED')).toEqual([])
    const phases = await phasesOf(person)
    const trials = phases.filter((phase) => phase.endsWith('trial')).length
    expect(phases.length).toBe(1 + done.length + trials)
  })

  test('does nothing else than the quote that was agreed to', async () => {
    const person = await newcomer()
    const { expected } = (await quote(person, 'team')).body.quote
    await choose(person, 'pro')
    expect(await choose(person, 'team', expected)).toMatchObject({
      status: 409,
      body: { code: 'SUBSCRIPTION_CHANGED' },
    })
    const again = (await quote(person, 'team')).body.quote
    expect(again.month.base_after_minor).toBeGreaterThan(again.month.base_before_minor)
    expect((await choose(person, 'team', again.expected)).status).toBe(200)
  })

  test.each([
    ['free', 409, 'SAME_PLAN'],
    ['over', 409, 'PLAN_ENDED'],
    ['secret', 404, 'NOT_FOUND'],
    ['none', 404, 'NOT_FOUND'],
    ['', 422, 'VALIDATION_FAILED'],
    [7, 422, 'VALIDATION_FAILED'],
  ])('%s is %i %s, and nothing changes', async (plan, status, code) => {
    const person = await newcomer()
    expect(await send(person, 'PUT', '/api/billing/plan', { plan })).toMatchObject({ status, body: { code } })
    expect([await phasesOf(person), await eventsOf(person)]).toEqual([['plan_free_1'], []])
  })

  test('a plan by invitation is found by who was invited', async () => {
    const person = await newcomer()
    await bindings.DB.prepare("INSERT INTO plan_invitations VALUES ('secret', ?, ?, 0)")
      .bind(person.accountId, operator.id)
      .run()
    expect((await quote(person, 'secret')).status).toBe(200)
    expect((await choose(person, 'secret')).status).toBe(200)
  })

  test('a version that a newer one took the place of is not chosen any more; its key names the newest', async () => {
    await seedPlan('grown', 3_900)
    const newest = await seedPlan('grown', 4_900, { id: 'plan_grown_2', version: 2 })
    const person = await newcomer()
    expect((await choose(person, 'plan_grown_1')).body.code).toBe('PLAN_ENDED')
    expect((await choose(person, 'grown')).status).toBe(200)
    expect(await phasesOf(person)).toEqual(['plan_free_1', newest])
  })

  test('another currency in a month is refused', async () => {
    const person = await newcomer()
    await choose(person, 'pro')
    expect(await choose(person, 'euro')).toMatchObject({ status: 409, body: { code: 'CURRENCY_MISMATCH' } })
    expect(await put(person.accountId, { plan: 'euro' })).toMatchObject({ status: 409 })
  })

  test('is for roles that may, and for a fresh sign-in', async () => {
    const owner = await newcomer()
    const viewer = await join(owner, await newcomer(), 'viewer')
    expect(await choose(viewer, 'pro')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    await bindings.DB.prepare('UPDATE sessions SET signed_in_at = 0 WHERE user_id = ?').bind(owner.id).run()
    expect(await choose(owner, 'pro')).toMatchObject({ status: 403, body: { code: 'FRESH_SIGN_IN_REQUIRED' } })
    expect((await billing(owner)).plan.key).toBe('free')
  })
})

describe('operators', () => {
  test('put any account on any plan, with the next call or when its period ends', async () => {
    const person = await newcomer()
    expect((await put(person.accountId, { plan: 'plan_secret_1' })).body).toMatchObject({ in_force: true })
    expect((await billing(person)).plan.key).toBe('secret')
    expect((await put(person.accountId, { plan: 'free', when: 'period_end' })).body.quote.immediate).toBe(false)
    expect(await billing(person)).toMatchObject({ plan: { key: 'secret' }, next: { plan: { key: 'free' } } })
    expect(await eventsOf(person)).toEqual(['account.plan_set', 'account.plan_set'])
  })

  test.each([
    ['acct_none', { plan: 'pro' }, 404],
    [null, { plan: 'none' }, 404],
    [null, { plan: 'free' }, 409],
    [null, { plan: 'pro', when: 'soon' }, 422],
  ])('of %s to %j is %i', async (id, body, status) => {
    expect((await put(id ?? (await newcomer()).accountId, body)).status).toBe(status)
  })
})

describe('spending', () => {
  test('a cap of its own stops the account on the next call, and lifting it lets the next pass', async () => {
    const person = await newcomer()
    await choose(person, 'metered')
    expect([await call(person), await call(person)]).toEqual(['VALID', 'VALID'])
    const set = (amount_minor: unknown) => send(person, 'PUT', '/api/billing/cap', { amount_minor })
    expect((await set(15)).body).toMatchObject({ cap_minor: 15, in_force: true })
    expect(await call(person)).toBe('SPENDING_LIMIT')
    const { month, cap_minor } = await billing(person)
    expect([cap_minor, month.credits, month.overage_minor]).toEqual([15, 2, 10])
    expect(month.overage).toEqual([
      { plan: 'metered', credits: 1, tiers: [{ ...TIERS[0], credits: 1, amount_minor: 10 }], amount_minor: 10 },
    ])
    expect((await set(null)).body.in_force).toBe(true)
    expect(await call(person)).toBe('VALID')
    expect(await eventsOf(person)).toEqual(['subscription.changed', 'spending.cap_set', 'spending.cap_set'])
  })

  test.each([
    ['-1', 422],
    ['0.5', 422],
    ['1e12', 422],
    ['"5"', 422],
    ['NaN', 400],
    ['[]', 422],
  ])('a cap of %s is %i, and nothing changes', async (amount, status) => {
    const person = await newcomer()
    const init = { ...jsonBody({}, person.bearer), method: 'PUT', body: `{"amount_minor":${amount}}` }
    expect((await ask(api, '/api/billing/cap', init)).status).toBe(status)
    expect((await send(person, 'PUT', '/api/billing/cap', {})).status).toBe(422)
    expect([(await billing(person)).cap_minor, await eventsOf(person)]).toEqual([null, []])
  })

  test('alerts are kept in their order, each once, ten at most', async () => {
    const person = await newcomer()
    const set = (amounts_minor: unknown) => send(person, 'PUT', '/api/billing/alerts', { amounts_minor })
    expect((await set([500, 100, 500])).body).toMatchObject({ alerts_minor: [100, 500], in_force: true })
    const refused = [[0], [-5], [1.5], ['1'], Array.from({ length: 11 }, (_, i) => i + 1), 5]
    for (const amounts of refused) expect((await set(amounts)).status).toBe(422)
    expect((await billing(person)).alerts_minor).toEqual([100, 500])
  })

  test('billing details are kept as they are given, and control characters refused', async () => {
    const person = await newcomer()
    const set = (body: unknown) => send(person, 'PUT', '/api/billing/details', body)
    const details = { name: 'Weather desk', address: '1 High Street\nTown', tax_id: 'DE123456789' }
    expect((await set(details)).body.details).toEqual(details)
    for (const wrong of [
      {},
      { name: 'a\nb' },
      { name: 'a', address: 'x\u0000' },
      { name: 'a', address: '\n'.repeat(501) },
    ]) {
      expect((await set(wrong)).status).toBe(422)
    }
    expect((await billing(person)).details).toEqual(details)
  })
})

test('a change that the meter did not confirm says that it is not in force yet', async () => {
  const person = await newcomer()
  const METER = { idFromName: () => ({}), get: () => ({ push: () => Promise.reject(new Error('away')) }) }
  const init = { ...jsonBody({ plan: 'pro' }, person.bearer), method: 'PUT' }
  const changed = { METER: METER as unknown as DurableObjectNamespace }
  const answer = await ask(api, '/api/billing/plan', init, undefined, changed)
  expect(await answer.json()).toMatchObject({ success: true, in_force: false })
})

test('without the meter a month is as D1 last heard', async () => {
  const person = await newcomer()
  await choose(person, 'metered')
  const hour = Date.now() - (Date.now() % HOUR)
  const used = (credits: number, { accountId }: Person) =>
    bindings.DB.prepare("INSERT INTO usage_totals VALUES (?, ?, 'ok', 1, ?, 1, '[]')").bind(accountId, hour, credits)
  await bindings.DB.batch([used(9, person), used(7, operator)])
  const METER = { idFromName: () => ({}), get: () => ({ view: () => Promise.reject(new Error('away')) }) }
  const answer = await ask(api, '/api/billing', { headers: person.bearer }, undefined, {
    METER: METER as unknown as DurableObjectNamespace,
  })
  expect((await answer.json<Answer['body']>()).month).toMatchObject({ exact: false, credits: 9, overage_minor: 80 })
})
