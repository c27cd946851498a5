import { beforeEach, describe, expect, test } from 'vitest'
import { api } from '../../api/index.ts'
import { operatorConsole } from '../../console/index.ts'
import type { Bindings } from '../../context.ts'
import { addApp, addPasskey, appOf, Browser, HERE, wrongCode } from '../../factors.fixture.ts'
import { ask, bindings, jsonBody, type Person, services, signUp } from '../../visitor.fixture.ts'

let made = 0
let person: Person
let browser: Browser
beforeEach(async () => {
  made += 1
  person = await signUp(`own-factors-${made}`)
  browser = new Browser(`198.51.104.${made}`, person.cookie.Cookie)
})

const APP = '/settings/factors/app'
const secretOf = (page: string) =>
  /data-testid="totp-secret"[^>]*>([A-Z2-7 ]+)</.exec(page)?.[1]?.replaceAll(' ', '') ?? ''
const codesOf = (page: string) => page.match(/(?<=[>\n])[0-9a-z]{5}-[0-9a-z]{5}(?=[<\n])/g) ?? []
const enrol = async () => appOf(secretOf(await (await browser.get(APP)).text()))
const actions = async () => {
  const { results } = await bindings.DB.prepare(
    'SELECT action, detail FROM audit_events WHERE actor_id = ? ORDER BY id',
  )
    .bind(person.id)
    .all<{ action: string; detail: string }>()
  return results
}
/** Mails about factors, as they are handed to the queue. */
function queue() {
  const sent: { kind: string; data: { factor: string; change: string } }[] = []
  const MAIL = { send: async (mail: (typeof sent)[number]) => void sent.push(mail) }
  return {
    sent: () => sent.filter((one) => one.kind === 'factor_changed').map(({ data }) => `${data.factor} ${data.change}`),
    MAIL,
  }
}

describe('an authenticator app', () => {
  test('is added with a code that it shows; ten recovery codes come with it, shown this once', async () => {
    const { sent, MAIL } = queue()
    const code = await enrol()
    const answer = await browser.post(APP, { code: code(0) }, APP, { MAIL })
    const page = await answer.text()
    expect([answer.status, new Set(codesOf(page)).size]).toEqual([201, 10])
    expect(sent()).toEqual(['totp added'])
    const list = await (await browser.get('/settings/factors')).text()
    expect(list).toContain('10 of 10 left')
    for (const one of codesOf(page)) expect(list).not.toContain(one)
  })

  test('with a wrong code is not added, and the same secret is shown again', async () => {
    const secret = secretOf(await (await browser.get(APP)).text())
    const answer = await browser.post(APP, { code: wrongCode(appOf(secret)) })
    const page = await answer.text()
    expect([answer.status, secretOf(page)]).toEqual([422, secret])
    expect(page).toContain('The code is wrong')
    expect((await services.factors.of(person.id)).app).toBeNull()
  })

  test('shows its secret no more once it is added', async () => {
    const { secret } = await addApp(person)
    expect((await browser.get(APP)).headers.get('Location')).toBe('/settings/factors')
    expect(await (await browser.get('/settings/factors')).text()).not.toContain(secret)
  })

  test('is removed after a question, with its recovery codes', async () => {
    await addApp(person)
    const { sent, MAIL } = queue()
    const question = await (await browser.get(`${APP}/removal`)).text()
    expect(question).toContain('It is your last second factor')
    expect((await browser.post(`${APP}/removal`, {}, `${APP}/removal`, { MAIL })).status).toBe(303)
    expect(await services.factors.of(person.id)).toEqual({ app: null, passkeys: [], recoveryCodes: null })
    expect(sent()).toEqual(['totp removed'])
  })
})

describe('the first factor', () => {
  test('ends the user’s other sessions, which never gave one, and nobody else’s', async () => {
    const stranger = await signUp(`own-stranger-${made}`)
    await addApp(person)
    expect((await browser.get('/keys')).status).toBe(200)
    expect((await ask(api, '/api/me', { headers: person.bearer })).status).toBe(401)
    expect((await ask(api, '/api/me', { headers: stranger.bearer })).status).toBe(200)
  })

  test('is the first of sixteen that are added at once, and one set of codes is in force', async () => {
    const code = await enrol()
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => services.factors.confirmApp(person.session, code(0), HERE)),
    )
    expect(answers.filter((one) => one.ok)).toHaveLength(1)
    const rows = await bindings.DB.prepare('SELECT count(*) AS n FROM recovery_codes WHERE user_id = ?')
      .bind(person.id)
      .first('n')
    expect(rows).toBe(10)
  })

  test('alone brings codes; another ends no session', async () => {
    await addApp(person)
    const elsewhere = await services.people.openSession(person.session.user, 'cookie', HERE, { factor: 'totp' })
    expect((await addPasskey(person)).codes).toEqual([])
    expect(await services.people.session(elsewhere.token)).not.toBeNull()
  })
})

describe('a passkey', () => {
  const first = async () => (await services.factors.of(person.id)).passkeys[0]

  test('is renamed and removed by its owner alone', async () => {
    await addPasskey(person)
    const passkey = await first()
    const at = `/settings/factors/passkeys/${passkey?.id}`
    const stranger = new Browser('198.51.104.250', (await signUp(`own-thief-${made}`)).cookie.Cookie)
    for (const path of [at, `${at}/removal`]) expect((await stranger.get(path)).status).toBe(404)
    expect((await stranger.post(`${at}/name`, { name: 'mine' }, '/keys')).status).toBe(404)
    expect((await stranger.post(`${at}/removal`, {}, '/keys')).status).toBe(404)
    expect((await browser.post(`${at}/name`, { name: '<b>Desk</b>' }, at)).status).toBe(303)
    expect((await first())?.name).toBe('<b>Desk</b>')
    const list = await (await browser.get('/settings/factors')).text()
    expect(list).toContain('&lt;b&gt;Desk&lt;/b&gt;')
    expect((await browser.post(`${at}/removal`, {}, `${at}/removal`)).status).toBe(303)
    expect(await first()).toBeUndefined()
  })

  test('that was not made is not added', async () => {
    const answer = await browser.post(
      '/settings/factors/passkeys',
      { name: 'x', credential: '{}' },
      '/settings/factors/passkeys/new',
    )
    expect([answer.status, await answer.text()]).toMatchObject([
      422,
      expect.stringContaining('The passkey was not accepted'),
    ])
  })
})

describe('recovery codes', () => {
  test('are made anew after a question, and their reader is warned when few are left', async () => {
    const { codes } = await addApp(person)
    for (const code of codes.slice(0, 7)) await services.factors.checkCode(person.session.user, code, HERE)
    expect(await (await browser.get('/settings/factors')).text()).toContain('Only 3 codes are left.')
    const at = '/settings/factors/recovery-codes'
    const { sent, MAIL } = queue()
    const answer = await browser.post(at, {}, at, { MAIL })
    expect([answer.status, codesOf(await answer.text()).length]).toEqual([201, 10])
    expect(sent()).toEqual(['recovery_codes made'])
    expect(await (await browser.get('/settings/factors')).text()).toContain('10 of 10 left')
  })

  test('are none without a factor', async () => {
    expect((await browser.get('/settings/factors/recovery-codes')).headers.get('Location')).toBe('/settings/factors')
    expect((await browser.post('/settings/factors/recovery-codes', {}, '/keys')).status).toBe(404)
  })

  test('tell their user by mail when one is used', async () => {
    const { codes } = await addApp(person)
    const { sent, MAIL } = queue()
    const body = { login: person.username, password: 'plum-ladder-41', code: codes[0] }
    const changed = { MAIL } as unknown as Partial<Bindings>
    expect((await ask(api, '/api/auth/login', jsonBody(body), undefined, changed)).status).toBe(200)
    expect(sent()).toEqual(['recovery_codes used'])
  })
})

test('adding, making and removing ask for a password typed a short while ago', async () => {
  await bindings.DB.prepare('UPDATE sessions SET signed_in_at = 0 WHERE user_id = ?').bind(person.id).run()
  const paths = ['', '/removal'].map((end) => APP + end)
  for (const path of [...paths, '/settings/factors/passkeys/new', '/settings/factors/recovery-codes']) {
    expect((await browser.get(path)).headers.get('Location')).toBe(`/login/again?next=${encodeURIComponent(path)}`)
    if (!path.endsWith('new'))
      expect((await browser.post(path, {}, '/keys')).headers.get('Location')).toMatch(/^\/login\/again/)
  }
})

test('what is done to factors is recorded, without a secret', async () => {
  const { secret, codes } = await addApp(person)
  await addPasskey(person)
  await services.factors.checkCode(person.session.user, codes[0] ?? '', HERE)
  await services.factors.makeRecoveryCodes(person.session, HERE)
  await services.factors.removeApp(person.session, HERE)
  const recorded = await actions()
  const about = recorded.filter(({ action }) => /factor|recovery|sessions/.test(action)).map(({ action }) => action)
  expect(about.sort()).toEqual(
    [
      'factor.added',
      'factor.added',
      'factor.removed',
      'recovery_code.used',
      'recovery_codes.made',
      'recovery_codes.made',
      'sessions.ended',
    ].sort(),
  )
  for (const text of [secret, ...codes]) expect(JSON.stringify(recorded)).not.toContain(text)
})

describe('operators, where they need a factor', () => {
  const changed = { OPERATORS_NEED_FACTOR: 'true' } as Partial<Bindings>
  const admin = (headers: Record<string, string>) => ask(operatorConsole, '/admin', { headers }, undefined, changed)

  test('are led to add one, told so, and then let in', async () => {
    person = await signUp(`own-operator-${made}`, 'operator')
    browser = new Browser('198.51.104.251', person.cookie.Cookie)
    expect((await admin(person.cookie)).headers.get('Location')).toBe('/settings/factors')
    expect(await (await browser.get('/settings/factors', changed)).text()).toContain('Operators need a second factor')
    const refused = await ask(api, '/api/admin/users', { headers: person.bearer }, undefined, changed)
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'FACTOR_REQUIRED' }])
    await addApp(person)
    expect((await admin(person.cookie)).status).toBe(200)
  })

  test('it is so outside development unless a setting says otherwise, and in development not', async () => {
    const operator = await signUp(`own-default-${made}`, 'operator')
    expect((await admin(operator.cookie)).status).toBe(303)
    const at = (more: Record<string, string>) =>
      ask(api, '/api/admin/users', { headers: operator.bearer }, undefined, more as Partial<Bindings>).then(
        ({ status }) => status,
      )
    expect(await at({})).toBe(200)
    expect(await at({ ENVIRONMENT: 'production' })).toBe(403)
    expect(await at({ ENVIRONMENT: 'production', OPERATORS_NEED_FACTOR: 'false' })).toBe(200)
  })

  test('whoever is no operator learns nothing of it', async () => {
    expect((await admin(person.cookie)).status).toBe(404)
  })
})
