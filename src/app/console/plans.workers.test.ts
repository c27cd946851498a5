import { beforeAll, describe, expect, test } from 'vitest'
import { formsTo } from '../forms.fixture.ts'
import { madePlan, putOn } from '../plans.fixture.ts'
import { ask, bindings, type Person, services, signUp } from '../visitor.fixture.ts'
import { operatorConsole } from './index.ts'

let operator: Person
beforeAll(async () => {
  operator = await signUp('plans-operator', 'operator')
})

const get = (at: string) => ask(operatorConsole, at, { headers: operator.cookie })
const csrf = async () => /name="csrf" value="([^"]+)"/.exec(await (await get('/admin/routes')).text())?.[1] ?? ''
const send = async (at: string, fields: Record<string, string>) =>
  ask(operatorConsole, at, {
    method: 'POST',
    headers: { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ ...fields, csrf: await csrf() }),
  })
/** What stands below each field that is wrong. */
const wrongs = (html: string) =>
  Object.fromEntries([...html.matchAll(/id="([\w.]+)-error">([^<]*)</g)].map(([, field, words]) => [field, words]))

const TYPED = {
  key: 'typed',
  name: 'Typed',
  price: '29.5',
  currency: 'eur',
  included_credits: '1000',
  overage: '0-500: 0.40 / 100\r\n\r\n 500 – : 0.3 / 100 ',
  rate_limits: 'burst 600/60\r\nsteady 5000 / 3600',
  quotas: 'day 100',
  max_keys: '',
  max_members: '2',
  trial_days: '7',
  'features.en': 'One\r\nTwo',
  'features.zh': '一\r\n二',
}

const TERMS = {
  priceMinor: 2_950,
  currency: 'EUR',
  includedCredits: 1_000,
  overage: [
    { from: 0, to: 500, price_minor: 40, per: 100 },
    { from: 500, to: null, price_minor: 30, per: 100 },
  ],
  rateLimits: [
    { name: 'burst', limit: 600, window_seconds: 60 },
    { name: 'steady', limit: 5_000, window_seconds: 3_600 },
  ],
  quotas: [{ limit: 100, period: 'day' }],
  maxKeys: null,
  maxMembers: 2,
  trialDays: 7,
  byInvitation: false,
  features: { en: ['One', 'Two'], zh: ['一', '二'] },
}

test('a form says what JSON would, and its version’s form sends the same again', async () => {
  const made = await send('/admin/plans', TYPED)
  expect(made.status).toBe(303)
  const path = made.headers.get('Location') ?? ''
  expect(await services.plans.find(path.split('/').at(-1) ?? '')).toMatchObject({ key: 'typed', version: 1, ...TERMS })
  const [form = {}] = formsTo(`${path}/versions`, await (await get(`${path}/versions`)).text())
  const next = await send(`${path}/versions`, form)
  const id = next.headers.get('Location')?.split('/').at(-1) ?? ''
  expect(await services.plans.find(id)).toMatchObject({ key: 'typed', version: 2, ...TERMS })
})

describe('what is wrong is said at its field, with what was typed:', () => {
  test.each([
    ['price', '1.005', 'an amount such as 29'],
    ['price', '-1', 'an amount such as 29'],
    ['price', 'NaN', 'an amount such as 29'],
    ['price', '1e3', 'an amount such as 29'],
    ['currency', 'XXY', 'the code of a currency'],
    ['included_credits', '1.5', 'kind of value'],
    ['overage', '0-5: 0.40 / 100\n6-: 1 / 1', 'There is a gap: tier 2'],
    ['overage', '0-5: 0.40 / 100\n\n5-: free', 'Line 3 does not'],
    ['overage', '0-: 0.401 / 100', 'Line 1 does not'],
    ['rate_limits', 'burst 1/1\nburst 600', 'Line 2 does not'],
    ['rate_limits', 'quota 1/1', 'Line 1 does not'],
    ['quotas', 'month 5', 'Line 1 does not'],
    ['quotas', 'day 5\nday 6', 'Already taken'],
    ['max_keys', '0', 'At least 1'],
    ['features.zh', '一', 'as many lines'],
  ])('%s of %j', async (field, text, words) => {
    const answer = await send('/admin/plans', { ...TYPED, key: 'wrong', [field]: text })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(wrongs(html)).toEqual({ [field]: expect.stringContaining(words) })
    const [form] = formsTo('/admin/plans', html)
    expect(form?.[field]?.replaceAll('\r', '')).toBe(text)
    expect(form?.name).toBe('Typed')
  })
})

test('a list shows each version with the accounts that have it; a plan that ended says so, and offers nothing', async () => {
  const plan = await madePlan({ name: 'Counted' })
  await putOn(operator, plan)
  await services.plans.end({ userId: operator.id, address: '' }, plan.id)
  const html = await (await get('/admin/plans')).text()
  const row = new RegExp(`<tr id="${plan.id}"[\\s\\S]*?</tr>`).exec(html)?.[0].replace(/<[^>]+>/g, ' ')
  expect(row).toMatch(/Counted, version 1 .* 1 .* Ended/s)
  const page = await (await get(`/admin/plans/${plan.id}`)).text()
  expect(page).toContain('Taken off sale')
  expect([page.includes('/versions"'), page.includes('/ending"')]).toEqual([false, false])
  await bindings.DB.prepare("UPDATE accounts SET plan_id = 'plan_free_1' WHERE id = ?").bind(operator.accountId).run()
})

test('the plan that newcomers get has a next version, and no end', async () => {
  const page = await (await get('/admin/plans/plan_free_1')).text()
  expect([page.includes('/versions"'), page.includes('/ending"')]).toEqual([true, false])
  expect((await send('/admin/plans/plan_free_1/ending', {})).status).toBe(409)
})
