import { beforeAll, describe, expect, test } from 'vitest'
import type { Mail } from '../../../domain/mail.ts'
import { api } from '../../api/index.ts'
import type { Bindings } from '../../context.ts'
import {
  ask,
  bindings,
  jsonBody,
  keysOf,
  ORIGIN,
  PASSWORD,
  type Person,
  services,
  signUp,
} from '../../visitor.fixture.ts'
import { site } from '../index.ts'

const FORM = {
  username: '',
  locale: 'zh',
  time_zone: 'Asia/Kolkata',
  theme: 'dark',
  new_sign_in: 'true',
  usage: 'true',
}

const csrfOf = async (person: Person): Promise<string> => {
  const page = await ask(site, '/settings/profile', { headers: person.cookie })
  return /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
}

const post = async (person: Person, path: string, fields: Record<string, string>) =>
  ask(site, path, {
    method: 'POST',
    headers: { ...person.cookie, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ csrf: await csrfOf(person), ...fields }),
  })

const save = (person: Person, change: Partial<typeof FORM> = {}) =>
  post(person, '/settings/profile', { ...FORM, username: person.username, ...change })

const events = async ({ id }: Person) => {
  const { results } = await bindings.DB.prepare(
    "SELECT detail FROM audit_events WHERE target = ? AND action = 'user.settings_changed' ORDER BY id",
  )
    .bind(id)
    .all<{ detail: string }>()
  return results.map(({ detail }) => JSON.parse(detail))
}

let member: Person
beforeAll(async () => {
  member = await signUp('profile-member')
})

test('what is saved follows its user to a browser that says otherwise', async () => {
  const person = await signUp('profile-traveller')
  expect((await save(person)).status).toBe(303)
  const token = await services.people.openSession(person.session.user, 'cookie', {
    address: '',
    agent: '',
    place: null,
  })
  const elsewhere = { Cookie: `session=${token.token}; locale=en; theme=light`, 'Accept-Language': 'en' }
  const page = await (await ask(site, '/dashboard', { headers: elsewhere })).text()
  expect(page).toContain('<html lang="zh-Hans" data-theme="dark">')
  expect(page).toContain('起始时间（印度）')
  const [only] = await events(person)
  expect(only).toEqual({
    before: { locale: null, timeZone: 'UTC', theme: null },
    after: { locale: 'zh', timeZone: expect.stringMatching(/^Asia\/(Kolkata|Calcutta)$/), theme: 'dark' },
  })
})

test('the choices below a page are saved with who is signed in, and recorded', async () => {
  const person = await signUp('profile-footer')
  await post(person, '/preferences/language', { locale: 'zh' })
  await post(person, '/preferences/theme', { theme: 'light' })
  const page = await (await ask(site, '/dashboard', { headers: person.cookie })).text()
  expect(page).toContain('<html lang="zh-Hans" data-theme="light">')
  expect(await events(person)).toHaveLength(2)
})

test('a sign-in gives the browser its user’s choices', async () => {
  const person = await signUp('profile-returning')
  await save(person)
  const start = await ask(site, '/login')
  const visit = (start.headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
  const csrf = /name="csrf" value="([^"]+)"/.exec(await start.text())?.[1] ?? ''
  const answer = await ask(site, '/login', {
    method: 'POST',
    headers: { Cookie: visit, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ csrf, login: person.username, password: PASSWORD }),
  })
  expect(answer.status).toBe(303)
  const cookies = answer.headers.getSetCookie().join('\n')
  expect(cookies).toMatch(/^locale=zh;/m)
  expect(cookies).toMatch(/^theme=dark;/m)
})

test('a time stands in its reader’s zone, with UTC on hover', async () => {
  const person = await signUp('profile-clock')
  await bindings.DB.prepare('UPDATE api_keys SET created_at = ? WHERE account_id = ?')
    .bind(Date.UTC(2026, 10, 20, 20, 0, 5), person.accountId)
    .run()
  await save(person, { locale: 'en' })
  const [key] = await keysOf(person.accountId)
  const page = await (await ask(site, `/keys/${key?.id}`, { headers: person.cookie })).text()
  expect(page).toContain('<time datetime="2026-11-20T20:00:05.000Z" title="20 Nov 2026, 20:00:05 UTC">21 Nov 2026')
})

test('a key’s last day ends in its maker’s zone', async () => {
  const person = await signUp('profile-expiry')
  await save(person, { locale: 'en', time_zone: 'America/Havana' })
  const made = await post(person, '/keys', { name: 'until the clocks go back', expires_at: '2037-10-31' })
  expect(made.status).toBe(201)
  const [key] = await keysOf(person.accountId)
  // Midnight of the first of November comes twice there; the day before ends with its first.
  expect(new Date(key?.expiresAt ?? 0).toISOString()).toBe('2037-11-01T04:00:00.000Z')
  const page = await (await ask(site, '/keys', { headers: person.cookie })).text()
  expect(page).toContain('>31 Oct 2037</time>')
})

describe('refused', () => {
  test.each([
    ['time_zone', 'Mars/Olympus'],
    ['time_zone', '+01:00'],
    ['locale', 'de'],
    ['theme', 'sepia'],
    ['username', 'a b'],
    ['username', 'x'],
  ])('%s %j, and nothing is saved', async (field, value) => {
    const answer = await save(member, { [field]: value })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(`id="${field}-error"`)
    const me = await (await ask(api, '/api/me', { headers: member.bearer })).json()
    expect(me).toMatchObject({ user: { username: 'profile-member' }, settings: { locale: null, time_zone: 'UTC' } })
  })

  test('a name that is taken, in whatever case, is named at its field', async () => {
    await signUp('profile-taken')
    const answer = await save(member, { username: 'Profile-Taken' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toMatch(/id="username-error">\s*Already taken|id="username-error">\s*\p{Script=Han}/u)
    const json = await ask(api, '/api/me', {
      ...jsonBody({ username: 'profile-taken' }, member.bearer),
      method: 'PATCH',
    })
    expect([json.status, await json.json()]).toMatchObject([409, { code: 'USERNAME_TAKEN' }])
    expect(await events(member)).toEqual([])
  })

  test.each(['is_operator', 'email', 'status', 'id'])('%s is nothing that a profile takes', async (field) => {
    const answer = await ask(api, '/api/me', { ...jsonBody({ [field]: true }, member.bearer), method: 'PATCH' })
    expect(answer.status).toBe(422)
  })
})

test('a new user name signs in, the old one no longer', async () => {
  const person = await signUp('profile-renamed')
  expect((await save(person, { username: 'profile-new-name' })).status).toBe(303)
  const signIn = (login: string) => ask(api, '/api/auth/login', jsonBody({ login, password: PASSWORD }))
  expect((await signIn('profile-new-name')).status).toBe(200)
  expect((await signIn('profile-renamed')).status).toBe(401)
  expect((await events(person))[0]).toMatchObject({
    before: { username: 'profile-renamed' },
    after: { username: 'profile-new-name' },
  })
})

test('JSON changes what is named and leaves the rest', async () => {
  const person = await signUp('profile-json')
  const change = { time_zone: 'Europe/Berlin', notifications: { new_sign_in: false, usage: true } }
  const answer = await ask(api, '/api/me', { ...jsonBody(change, person.bearer), method: 'PATCH' })
  expect(await answer.json()).toMatchObject({ settings: { ...change, locale: null, theme: null } })
  expect(await (await ask(api, '/api/me', { headers: person.bearer })).json()).toMatchObject({ settings: change })
})

test('who wants no mail about new devices gets none; who wants it gets it in their zone', async () => {
  const posted: Mail[] = []
  const MAIL = { send: async (mail: Mail) => void posted.push(mail) } as unknown as Bindings['MAIL']
  const person = await signUp('profile-devices')
  const signIn = (agent: string) =>
    ask(
      api,
      '/api/auth/login',
      jsonBody({ login: person.username, password: PASSWORD }, { 'User-Agent': agent }),
      ORIGIN,
      { MAIL },
    )
  const want = (new_sign_in: boolean) =>
    ask(api, '/api/me', {
      ...jsonBody({ time_zone: 'Europe/Berlin', notifications: { new_sign_in, usage: true } }, person.bearer),
      method: 'PATCH',
    })
  await signIn('curl/8')
  await want(false)
  await signIn('wget/1')
  expect(posted).toEqual([])
  await want(true)
  await signIn('lynx/2')
  expect(posted).toMatchObject([{ kind: 'new_sign_in', timeZone: 'Europe/Berlin', data: { device: 'lynx' } }])
})
