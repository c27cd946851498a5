import { beforeAll, describe, expect, test } from 'vitest'
import { browser } from '../browser.fixture.ts'
import { operatorConsole } from '../console/index.ts'
import { formsTo } from '../forms.fixture.ts'
import { seedPlan } from '../sold-plan.fixture.ts'
import { join } from '../team.fixture.ts'
import { ask, bindings, type Person, services, signUp } from '../visitor.fixture.ts'

const HOUR = 3_600_000
let made = 0
let pro: string
let team: string
beforeAll(async () => {
  pro = await seedPlan('pro', 2_900, { name: 'Pro' })
  team = await seedPlan('team', 9_900, { name: 'Team' })
  await seedPlan('yen', 1_500, { name: 'Yen', currency: 'JPY' })
})

const newcomer = () => {
  made += 1
  return signUp(`bills-${made}`)
}
const visit = (person: Person) => browser().as(person.cookie)
const textOf = async (answer: Response) =>
  (await answer.text()).replaceAll(/<script[\s\S]*?<\/script>|<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
const planOf = async (person: Person) => (await services.subscriptions.agreed(person.accountId)).plan.key
/** What the page of a change would send. */
const expectedOn = async (visitor: ReturnType<typeof browser>, id: string) =>
  formsTo(`/billing/plan/${id}`, await (await visitor.get(`/billing/plan/${id}`)).text())[0]?.expected ?? ''

describe('a change of plan', () => {
  test('is shown with what it costs and when, is done from there, and is said on the page', async () => {
    const person = await newcomer()
    const visitor = visit(person)
    const shown = await textOf(await visitor.get(`/billing/plan/${pro}`))
    expect(shown).toContain('Change to Pro?')
    expect(shown).toContain('$29.00 a month instead of free')
    expect(shown).toContain('Nothing. Everything is billed when the month is over.')
    const done = await visitor.post(`/billing/plan/${pro}`, { expected: await expectedOn(visitor, pro) })
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/billing'])
    const page = await textOf(await visitor.get('/billing'))
    expect(page).toContain('Changed. The new limits hold from the next call on.')
    expect(page).toContain('Pro, $29.00 a month')
  })

  test('to a smaller plan waits for the month’s end, and is taken back by one button', async () => {
    const person = await newcomer()
    const visitor = visit(person)
    await visitor.post(`/billing/plan/${team}`, { expected: await expectedOn(visitor, team) })
    await visitor.post(`/billing/plan/${pro}`, { expected: await expectedOn(visitor, pro) })
    const page = await (await visitor.get('/billing')).text()
    expect(page).toContain('The plan becomes Pro on')
    expect(formsTo('/billing/plan/next/withdrawal', page)).toHaveLength(1)
    await visitor.post('/billing/plan/next/withdrawal', {})
    const after = await textOf(await visitor.get('/billing'))
    expect([after.includes('Taken back.'), after.includes('The plan becomes')]).toEqual([true, false])
  })

  test('that someone else made meanwhile is not made over', async () => {
    const person = await newcomer()
    const visitor = visit(person)
    const expected = await expectedOn(visitor, team)
    const { id: userId, accountId, tag } = person
    await services.subscriptions.change({ userId, accountId, tag, address: '' }, 'pro')
    const refused = await visitor.post(`/billing/plan/${team}`, { expected })
    expect([refused.status, await textOf(refused)]).toEqual([
      409,
      expect.stringContaining('The plan was changed meanwhile'),
    ])
    expect(await planOf(person)).toBe('pro')
  })

  test('asks for the password first when it was typed long ago, and comes back to the same page', async () => {
    const person = await newcomer()
    await bindings.DB.prepare('UPDATE sessions SET signed_in_at = 0 WHERE user_id = ?').bind(person.id).run()
    const answer = await visit(person).get(`/billing/plan/${pro}`)
    expect([answer.status, answer.headers.get('Location')]).toEqual([
      303,
      `/login/again?next=${encodeURIComponent(`/billing/plan/${pro}`)}`,
    ])
  })
})

describe('who may', () => {
  test('a developer has no billing, not even in the navigation', async () => {
    const developer = await join(await newcomer(), await newcomer(), 'developer')
    const visitor = visit(developer)
    expect((await visitor.get('/billing')).status).toBe(403)
    expect(await (await visitor.get('/keys')).text()).not.toContain('href="/billing"')
  })
})

describe('spending', () => {
  test('a cap is typed in the currency’s own digits, and emptied to lift it', async () => {
    const person = await newcomer()
    const visitor = visit(person)
    const capOf = async () => (await services.people.session(person.cookie.Cookie.slice(8)))?.account.spendingCapMinor
    await visitor.post('/billing/cap', { amount: '49.90' }, '/billing/spending')
    expect(await capOf()).toBe(4_990)
    expect(formsTo('/billing/cap', await (await visitor.get('/billing/spending')).text())[0]?.amount).toBe('49.90')
    await visitor.post('/billing/cap', { amount: ' ' })
    expect(await capOf()).toBeNull()
  })

  test.each(['-1', '1.234', '1e3', 'NaN', '1,50', '99999999999999', '<b>'])(
    'a cap of %s is refused beside its field',
    async (amount) => {
      const visitor = visit(await newcomer())
      const refused = await visitor.post('/billing/cap', { amount }, '/billing/spending')
      const text = await refused.text()
      expect([refused.status, text.includes('amount-error'), formsTo('/billing/cap', text)[0]?.amount]).toEqual([
        422,
        true,
        amount,
      ])
    },
  )

  test('alerts are typed one a line, and a wrong line is named', async () => {
    const person = await newcomer()
    const visitor = visit(person)
    expect((await visitor.post('/billing/alerts', { amounts: '20\r\n5.5\r\n\r\n' }, '/billing/spending')).status).toBe(
      303,
    )
    expect(await textOf(await visitor.get('/billing'))).toContain('A mail goes out at $5.50, $20.00.')
    const refused = await visitor.post('/billing/alerts', { amounts: '20\nlots' })
    expect([refused.status, await textOf(refused)]).toEqual([422, expect.stringContaining('Line 2')])
    expect((await visitor.post('/billing/alerts', { amounts: '0' })).status).toBe(422)
  })

  test('billing details are shown as text, whatever they are', async () => {
    const visitor = visit(await newcomer())
    await visitor.post(
      '/billing/details',
      { name: '<script>x</script>', address: 'a\r\nb', tax_id: '' },
      '/billing/details',
    )
    const page = await (await visitor.get('/billing')).text()
    expect([page.includes('<script>x'), page.includes('&lt;script&gt;x')]).toEqual([false, true])
  })
})

test('operators put an account on a plan from the console', async () => {
  const [operator, person] = [await signUp('bills-operator', 'operator'), await newcomer()]
  const path = `/admin/accounts/${person.accountId}/plan`
  const page = await (await ask(operatorConsole, path, { headers: operator.cookie })).text()
  const [form] = formsTo(path, page)
  const headers = { ...operator.cookie, 'Sec-Fetch-Site': 'same-origin' }
  const body = new URLSearchParams({ ...form, plan: team, when: 'now' })
  const done = await ask(operatorConsole, path, { method: 'POST', headers, body })
  expect([done.status, await planOf(person)]).toEqual([303, 'team'])
})

test('a month with usage beyond the included says which tier it is in, and how far the cap is', async () => {
  const tiers = [
    { from: 0, to: 2, price_minor: 100, per: 1 },
    { from: 2, to: null, price_minor: 50, per: 1 },
  ]
  await seedPlan('metered', 1_000, { name: 'Metered', includedCredits: 1, overage: tiers })
  const person = await newcomer()
  const { id: userId, accountId, tag } = person
  const actor = { userId, accountId, tag, address: '' }
  await services.subscriptions.change(actor, 'metered')
  await services.spending.setCap(actor, 500)
  const hour = Date.now() - (Date.now() % HOUR)
  await bindings.DB.prepare("INSERT INTO usage_totals VALUES (?, ?, 'ok', 1, 5, 1, '[]')").bind(accountId, hour).run()
  const METER = { idFromName: () => ({}), get: () => ({ view: () => Promise.reject(new Error('away')) }) }
  const away = browser({ METER: METER as unknown as DurableObjectNamespace }).as(person.cookie)
  const page = await textOf(await away.get('/billing'))
  expect(page).toContain('2 credits beyond the included on Metered, $1.00 per credit')
  expect(page).toContain('2 credits beyond the included on Metered, $0.50 per credit')
  expect(page).toContain('$3.00 of $5.00 spent on credits beyond the included.')
  expect(page).toContain('The meter does not answer just now')
})
