import { beforeEach, describe, expect, test } from 'vitest'
import { api } from '../../api/index.ts'
import { ask, bindings, jsonBody, ORIGIN, PASSWORD, type Person, services, signUp } from '../../visitor.fixture.ts'
import { site } from '../index.ts'

const MINUTE = 60_000
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

let made = 0
let person: Person
let stranger: Person
beforeEach(async () => {
  made += 1
  person = await signUp(`sessions-${made}`)
  stranger = await signUp(`sessions-stranger-${made}`)
})

const isAlive = async ({ cookie }: Pick<Person, 'cookie'>) =>
  (await ask(site, '/keys', { headers: cookie })).status === 200

/** Another browser of the person. */
async function signInElsewhere(agent = FIREFOX, place: { country: string; city: string } | null = null) {
  const from = { address: '198.51.100.4', agent, place }
  const { token } = await services.people.openSession(person.session.user, 'cookie', from)
  const session = await services.people.session(token)
  return { id: session?.id ?? '', token, cookie: { Cookie: `session=${token}` } }
}

const csrfOf = async (headers: Record<string, string>) =>
  /name="csrf" value="([^"]+)"/.exec(await (await ask(site, '/keys', { headers })).text())?.[1] ?? ''

async function post(path: string, fields: Record<string, string> = {}, cookie = person.cookie, referer = '/keys') {
  return ask(site, path, {
    method: 'POST',
    headers: { ...cookie, 'Sec-Fetch-Site': 'same-origin', Referer: ORIGIN + referer },
    body: new URLSearchParams({ csrf: await csrfOf(cookie), ...fields }),
  })
}

/** Makes the person's password long typed. */
const letAge = (ms: number) =>
  bindings.DB.prepare('UPDATE sessions SET signed_in_at = signed_in_at - ? WHERE user_id = ?').bind(ms, person.id).run()

const cookieOf = (answer: Response) => ({
  Cookie: /session=[^;]+/.exec(answer.headers.get('Set-Cookie') ?? '')?.[0] ?? '',
})

describe('the list', () => {
  test('names each session’s device and place in plain words, marks this one, and holds nobody else’s', async () => {
    await signInElsewhere(FIREFOX, { country: 'NO', city: 'Oslo' })
    const theirs = await services.people.sessions(stranger.session)
    const text = await (await ask(site, '/settings/sessions', { headers: person.cookie })).text()
    expect(text).toContain('Firefox on Linux')
    expect(text).toContain('Oslo, Norway')
    expect(text.match(/This session/g)).toHaveLength(1)
    for (const { id } of theirs) expect(text).not.toContain(id)
  })

  test('keeps the place that Cloudflare saw at sign-in, and no other', async () => {
    const signIn = (cf?: Record<string, string>) =>
      ask(api, '/api/auth/login', {
        ...jsonBody({ login: person.username, password: PASSWORD }, { 'CF-IPCity': 'Atlantis' }),
        ...(cf && { cf }),
      } as RequestInit)
    await signIn({ country: 'JP', city: 'Osaka' })
    await signIn({ country: 'XX' })
    const places = (await services.people.sessions(person.session)).map((one) => one.place)
    expect(places.filter((place) => place !== null)).toEqual([{ country: 'JP', city: 'Osaka' }])
  })

  test('never shows what stands for a session in storage', async () => {
    const { token } = await signInElsewhere()
    const answers = await Promise.all([
      ask(site, '/settings/sessions', { headers: person.cookie }),
      ask(api, '/api/sessions', { headers: person.bearer }),
    ])
    const { results } = await bindings.DB.prepare('SELECT id_hash FROM sessions WHERE user_id = ?')
      .bind(person.id)
      .all<{ id_hash: string }>()
    expect(results).toHaveLength(3)
    for (const answer of answers) {
      const text = await answer.text()
      expect(text).toContain('ses_')
      for (const secret of [token, ...results.map((row) => row.id_hash.slice(0, 16))])
        expect(text).not.toContain(secret)
    }
  })

  test('leaves out what is over', async () => {
    const { id } = await signInElsewhere()
    await bindings.DB.prepare('UPDATE sessions SET seen_at = seen_at - idle_ms WHERE id = ?').bind(id).run()
    expect((await services.people.sessions(person.session)).map((one) => one.id)).not.toContain(id)
    expect((await ask(site, `/settings/sessions/${id}/ending`, { headers: person.cookie })).status).toBe(404)
  })
})

describe('ending one', () => {
  test('holds on its next request, and only for it', async () => {
    const other = await signInElsewhere()
    const asked = await ask(site, `/settings/sessions/${other.id}/ending`, { headers: person.cookie })
    expect(await asked.text()).toContain('End the session on Firefox on Linux?')
    expect(await isAlive(other)).toBe(true)
    const answer = await post(`/settings/sessions/${other.id}/ending`)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/settings/sessions'])
    expect([await isAlive(other), await isAlive(person)]).toEqual([false, true])
  })

  test('in JSON too', async () => {
    const other = await signInElsewhere()
    const answer = await ask(api, `/api/sessions/${other.id}`, { method: 'DELETE', headers: person.bearer })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ session: { id: other.id, device: { client: 'Firefox' } } })
    expect(await isAlive(other)).toBe(false)
  })

  test('of another user is 404, and theirs lives on', async () => {
    const { id } = stranger.session
    const answers = [
      await ask(site, `/settings/sessions/${id}/ending`, { headers: person.cookie }),
      await post(`/settings/sessions/${id}/ending`),
      await ask(api, `/api/sessions/${id}`, { method: 'DELETE', headers: person.bearer }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(await isAlive(stranger)).toBe(true)
  })

  test('by what stands for it in storage is 404', async () => {
    const { idHash } = person.session
    for (const id of [idHash, idHash.slice(0, 16), '%']) {
      const answer = await ask(api, `/api/sessions/${encodeURIComponent(id)}`, {
        method: 'DELETE',
        headers: person.bearer,
      })
      expect(answer.status).toBe(404)
    }
    expect(await isAlive(person)).toBe(true)
  })

  test('one’s own signs out here', async () => {
    const answer = await post(`/settings/sessions/${person.session.id}/ending`)
    expect(answer.headers.get('Location')).toBe('/login')
    expect(await isAlive(person)).toBe(false)
  })
})

describe('ending all others', () => {
  test('ends each but this one, tokens too, and nobody else’s', async () => {
    const other = await signInElsewhere()
    expect((await post('/settings/sessions/ending')).status).toBe(303)
    expect([await isAlive(other), await isAlive(person), await isAlive(stranger)]).toEqual([false, true, true])
    expect((await ask(api, '/api/me', { headers: person.bearer })).status).toBe(401)
  })

  test('in JSON too', async () => {
    const answer = await ask(api, '/api/sessions', { method: 'DELETE', headers: person.bearer })
    expect(answer.status).toBe(200)
    expect([await isAlive(person), await isAlive(stranger)]).toEqual([false, true])
    expect((await ask(api, '/api/me', { headers: person.bearer })).status).toBe(200)
  })

  test('asks for the password when it was typed ten minutes ago, and not before', async () => {
    await letAge(10 * MINUTE - 5_000)
    const path = '/settings/sessions/ending'
    expect((await ask(site, path, { headers: person.cookie })).status).toBe(200)
    await letAge(5_000)
    const other = await signInElsewhere()
    const page = await ask(site, path, { headers: person.cookie })
    expect([page.status, page.headers.get('Location')]).toEqual([
      303,
      '/login/again?next=%2Fsettings%2Fsessions%2Fending',
    ])
    const sent = await post(path, {}, person.cookie, '/settings/sessions')
    expect([sent.status, sent.headers.get('Location')]).toEqual([303, '/login/again?next=%2Fsettings%2Fsessions'])
    const json = await ask(api, '/api/sessions', { method: 'DELETE', headers: person.bearer })
    expect([json.status, (await json.json<{ code: string }>()).code]).toEqual([403, 'FRESH_SIGN_IN_REQUIRED'])
    expect(await isAlive(other)).toBe(true)
  })
})

describe('signing in again', () => {
  const again = (password: string, next = '/settings/sessions/ending') => post('/login/again', { password, next })

  test('makes the session fresh under a new token: the old one is signed out', async () => {
    await letAge(10 * MINUTE)
    const answer = await again(PASSWORD)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/settings/sessions/ending'])
    const renewed = cookieOf(answer)
    expect((await ask(site, '/settings/sessions/ending', { headers: renewed })).status).toBe(200)
    expect(await isAlive(person)).toBe(false)
  })

  test('does not put off the session’s end', async () => {
    const renewed = cookieOf(await again(PASSWORD))
    const session = await services.people.session(renewed.Cookie.slice('session='.length))
    expect(session).toMatchObject({ id: person.session.id, expiresAt: person.session.expiresAt })
  })

  test('with another password, or another’s name, changes nothing', async () => {
    await letAge(10 * MINUTE)
    const answer = await post('/login/again', { login: stranger.username, password: 'plum-ladder-42' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('The password is wrong.')
    expect((await ask(site, '/settings/sessions/ending', { headers: person.cookie })).status).toBe(303)
  })

  test('after five wrong passwords even the right one must wait, and the page says how long', async () => {
    for (let i = 0; i < 5; i++) await again('plum-ladder-42')
    const answer = await again(PASSWORD)
    expect([answer.status, Number(answer.headers.get('Retry-After'))]).toEqual([429, expect.closeTo(30, -1)])
    expect(await answer.text()).toMatch(/Try again in \d+ seconds/)
  })

  test('leads to no other site', async () => {
    expect((await again(PASSWORD, '//evil.example/')).headers.get('Location')).toBe('/settings')
  })

  test('of a session that was ended meanwhile opens none', async () => {
    const { id } = person.session
    const ended = await services.people.endSession(person.session, id, { address: '', agent: '', place: null })
    expect(ended.ok).toBe(true)
    const renewed = await services.people.renewSession(person.session, PASSWORD, {
      address: '',
      agent: '',
      place: null,
    })
    expect(renewed).toEqual({ ok: false, code: 'UNAUTHENTICATED' })
  })
})

test('/settings leads to its first page, and nobody comes there signed out', async () => {
  const inside = await ask(site, '/settings', { headers: person.cookie })
  expect([inside.status, inside.headers.get('Location')]).toEqual([303, '/settings/profile'])
  const outside = await ask(site, '/settings/sessions')
  expect(outside.headers.get('Location')).toBe('/login?next=%2Fsettings%2Fsessions')
})
