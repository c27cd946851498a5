import { runInDurableObject } from 'cloudflare:test'
import { beforeEach, describe, expect, test } from 'vitest'
import type { SignInThrottle } from '../../../workers/jobs/sign-in-throttle.ts'
import { tries } from '../../domain/people/tries.ts'
import { api } from '../api/index.ts'
import { operatorConsole } from '../console/index.ts'
import { addApp, addPasskey, Browser, credentialField, wrongCode } from '../factors.fixture.ts'
import { consolePages, devPages, fragments, json, site as pages, type Route } from '../routes.ts'
import { ask, bindings, jsonBody, PASSWORD, type Person, services, signUp } from '../visitor.fixture.ts'
import { site } from './index.ts'

let made = 0
let person: Person
let address: string
beforeEach(async () => {
  made += 1
  address = `198.51.103.${made}`
  person = await signUp(`half-${made}`)
})

/** A browser in which the password was given. */
async function half(next = '') {
  const browser = new Browser(address)
  const answer = await browser.post('/login', { login: person.username, password: PASSWORD, ...(next && { next }) })
  return { browser, answer }
}
const login = (body: Record<string, string>) =>
  ask(
    api,
    '/api/auth/login',
    jsonBody({ login: person.username, password: PASSWORD, ...body }, { 'CF-Connecting-IP': address }),
  )
const placeOf = (answer: Response) => [answer.status, answer.headers.get('Location')]
const mails = async () =>
  (await bindings.DB.prepare('SELECT device FROM known_devices WHERE user_id = ?').bind(person.id).all()).results.length
const opened = async () =>
  (
    await bindings.DB.prepare("SELECT target FROM audit_events WHERE actor_id = ? AND action = 'session.opened'")
      .bind(person.id)
      .all()
  ).results.length

describe('half a session', () => {
  test('is what a right password opens, and leads to the second factor and on to where one wanted', async () => {
    const { code } = await addApp(person)
    const { browser, answer } = await half('/keys?x=1')
    expect(placeOf(answer)).toEqual([303, '/login/factor?next=%2Fkeys%3Fx%3D1'])
    const page = await (await browser.get('/login/factor?next=%2Fkeys%3Fx%3D1')).text()
    expect(page).toContain('value="/keys?x=1"')
    const done = await browser.post('/login/factor', { code: code(1), next: '/keys?x=1' })
    expect(placeOf(done)).toEqual([303, '/keys?x=1'])
    expect((await browser.get('/keys')).status).toBe(200)
  })

  test('reaches the page of the factor and nothing else, on every route of the site, the console and the JSON API', async () => {
    const operator = await signUp(`half-operator-${made}`, 'operator')
    await addApp(operator)
    person = operator
    const { browser } = await half()
    const csrf = await browser.csrf('/login/factor')
    const headers = { Cookie: browser.cookie, 'Sec-Fetch-Site': 'same-origin', 'X-CSRF-Token': csrf }
    const reached: string[] = []
    const walk = async (table: Record<string, Route>, app: typeof site) => {
      for (const { method, path, audience } of Object.values(table)) {
        // Its own, and what is open to whoever is signed out.
        if (audience !== 'member' && audience !== 'operator') continue
        const [status, to] = placeOf(await ask(app, path.replaceAll(':id', 'x'), { method, headers }))
        if (status !== 303 || !/^\/login\/factor(\?|$)/.test(String(to)))
          reached.push(`${method} ${path}: ${status} ${to}`)
      }
    }
    await walk({ ...pages, ...fragments, ...devPages }, site)
    await walk(consolePages, operatorConsole)
    // Pages that anyone may open take its holder for signed out.
    for (const path of ['/', '/docs']) expect(await (await browser.get(path)).text()).toContain('href="/login"')
    for (const { method, path, audience } of Object.values(json as Record<string, Route>)) {
      // A signature is looked at there, and no session.
      if (audience === 'anyone' || audience === 'signed') continue
      for (const by of [{ ...headers }, { Authorization: `Bearer ${browser.session}` }]) {
        const answer = await ask(api, path.replaceAll(':id', 'x'), { method, headers: by })
        if (answer.status !== 401) reached.push(`${method} ${path}: ${answer.status}`)
      }
    }
    expect(reached).toEqual([])
  })

  test('is no session yet: it is in no list, opened nothing that is recorded, and knows no device', async () => {
    await addApp(person)
    const [listed, recorded] = [(await services.people.sessions(person.session)).length, await opened()]
    const { browser } = await half()
    expect(await services.people.session(browser.session)).toBeNull()
    expect((await services.people.sessions(person.session)).length).toBe(listed)
    expect([await opened(), await mails()]).toEqual([recorded, 0])
  })

  test('becomes whole under a new token: whoever holds the old one holds nothing', async () => {
    const { code } = await addApp(person)
    const [listed, recorded] = [(await services.people.sessions(person.session)).length, await opened()]
    const { browser } = await half()
    const before = browser.session
    await browser.post('/login/factor', { code: code(1) })
    expect(browser.session).not.toBe(before)
    expect(await services.factors.half(browser.session)).toBeNull()
    const thief = new Browser(address, `session=${before}`)
    expect(placeOf(await thief.get('/keys'))).toEqual([303, '/login?next=%2Fkeys'])
    expect(placeOf(await thief.get('/login/factor'))).toEqual([303, '/login'])
    expect((await services.people.sessions(person.session)).length).toBe(listed + 1)
    expect([await opened(), await mails()]).toEqual([recorded + 1, 1])
  })

  test('has a token that the browser had not before it', async () => {
    await addApp(person)
    const chosen = 'A'.repeat(43)
    const browser = new Browser(address, `session=${chosen}`)
    await browser.post('/login', { login: person.username, password: PASSWORD })
    expect(browser.session).not.toBe(chosen)
  })

  test('ends after ten minutes', async () => {
    await addApp(person)
    const { browser } = await half()
    const age = (ms: number) =>
      bindings.DB.prepare(
        'UPDATE sessions SET expires_at = expires_at - ?, seen_at = seen_at - ? WHERE half = 1 AND user_id = ?',
      )
        .bind(ms, ms, person.id)
        .run()
    await age(9 * 60_000)
    expect((await browser.get('/login/factor')).status).toBe(200)
    await age(60_000)
    expect(placeOf(await browser.get('/login/factor'))).toEqual([303, '/login'])
  })

  test('can be left', async () => {
    await addApp(person)
    const { browser } = await half()
    const before = browser.session
    expect(placeOf(await browser.post('/login/factor/leaving', {}, '/login/factor'))).toEqual([303, '/login'])
    expect(await services.factors.half(before)).toBeNull()
  })

  test('leads to no other site', async () => {
    const { code } = await addApp(person)
    const { browser } = await half('//evil.example/')
    const done = await browser.post('/login/factor', { code: code(1), next: 'https://evil.example/' })
    expect(placeOf(done)).toEqual([303, '/dashboard'])
  })

  test('needs the form’s token', async () => {
    const { code } = await addApp(person)
    const { browser } = await half()
    expect((await browser.post('/login/factor', { csrf: 'forged', code: code(1) })).status).toBe(403)
  })

  test('of a user whose last factor was removed meanwhile is none', async () => {
    await addApp(person)
    const { browser } = await half()
    await services.factors.removeApp(person.session, { address, agent: '', place: null })
    expect(placeOf(await browser.get('/login/factor'))).toEqual([303, '/login'])
  })

  test('is what a password opens that was being checked while the factor was added', async () => {
    const stale = person.session.user
    await addApp(person)
    const { complete } = await services.people.openSession(stale, 'cookie', { address, agent: '', place: null })
    expect([stale.hasFactor, complete]).toEqual([false, false])
  })
})

describe('guessing', () => {
  test('of sixteen browsers with one code exactly one comes in', async () => {
    const { code } = await addApp(person)
    const browsers: Browser[] = []
    while (browsers.length < 16) browsers.push((await half()).browser)
    const answers = await Promise.all(browsers.map((browser) => browser.post('/login/factor', { code: code(1) })))
    expect(answers.filter((one) => one.headers.get('Location') === '/dashboard')).toHaveLength(1)
    const inside = await Promise.all(browsers.map((browser) => browser.get('/keys')))
    expect(inside.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  const throttled = () => {
    const namespace = bindings.THROTTLE as unknown as DurableObjectNamespace<SignInThrottle>
    return namespace.get(namespace.idFromName(tries.factor(person.id, '')[1]?.subject ?? ''))
  }

  test('five wrong codes, on pages and in JSON together, then even the right one waits, and longer each time', async () => {
    const { code, codes } = await addApp(person)
    const wrong = wrongCode(code)
    const { browser } = await half()
    for (let i = 0; i < 3; i++) expect((await browser.post('/login/factor', { code: wrong })).status).toBe(422)
    for (let i = 0; i < 2; i++) expect((await login({ code: wrong })).status).toBe(401)
    const page = await browser.post('/login/factor', { code: code(1) })
    const seconds = Number(page.headers.get('Retry-After'))
    expect([page.status, seconds > 20 && seconds <= 30]).toEqual([429, true])
    expect(await page.text()).toContain(`Too many tries. Try again in ${seconds} seconds.`)
    const asked = await login({ code: codes[0] ?? '' })
    expect([asked.status, await asked.json()]).toMatchObject([429, { code: 'TOO_MANY_TRIES' }])
    // The sixth failure doubles the wait.
    const later = (ms: number) =>
      runInDurableObject(throttled(), (throttle) => {
        const now = Date.now() + ms
        throttle.clock = () => now
      })
    await later(31_000)
    expect((await browser.post('/login/factor', { code: wrong })).status).toBe(422)
    const again = await browser.post('/login/factor', { code: wrong })
    expect([again.status, Number(again.headers.get('Retry-After')) > 50]).toEqual([429, true])
    await later(31_000 + 61_000)
    expect((await browser.post('/login/factor', { code: codes[0] ?? '' })).status).toBe(303)
  })

  test('of fifty wrong codes at once, from fifty addresses, five are looked at', async () => {
    const { code } = await addApp(person)
    const { user } = person.session
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        services.factors.checkCode(user, wrongCode(code), { address: `203.0.113.${i}`, agent: '', place: null }),
      ),
    )
    const count = (reason: string) => results.filter((one) => !one.ok && one.code === reason).length
    expect([count('INVALID_CODE'), count('TOO_MANY_TRIES')]).toEqual([5, 45])
  })

  test('of many users from one network fifty codes are looked at, of IPv6 by /64', async () => {
    const { user } = person.session
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        services.factors.checkCode({ ...user, id: `user_nobody_${made}_${i}` }, '000000', {
          address: `2001:db8:9:${made}::${i}`,
          agent: '',
          place: null,
        }),
      ),
    )
    expect(results.filter((one) => !one.ok && one.code === 'INVALID_CODE')).toHaveLength(50)
  })

  test('a success forgets the failures', async () => {
    const { code, codes } = await addApp(person)
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 4; i++) expect((await login({ code: wrongCode(code) })).status).toBe(401)
      expect((await login({ code: codes[round] ?? '' })).status).toBe(200)
    }
  })
})

describe('in JSON', () => {
  test('a password without a code is told what is missing, and gives no token', async () => {
    await addApp(person)
    const answer = await login({})
    const body = await answer.json<Record<string, unknown>>()
    expect(answer.status).toBe(401)
    expect(body).toMatchObject({ code: 'second_factor_required', status: 401, success: false })
    expect(JSON.stringify(body)).not.toContain('token')
  })

  test('a wrong password is told nothing of a second factor', async () => {
    await addApp(person)
    expect(await (await login({ password: 'plum-ladder-42', code: '123456' })).json()).toMatchObject({
      code: 'INVALID_CREDENTIALS',
    })
  })

  test('an app’s code gives the token, once; a recovery code too', async () => {
    const { code, codes } = await addApp(person)
    const first = await login({ code: code(1) })
    const { token } = await first.json<{ token: string }>()
    expect((await ask(api, '/api/me', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200)
    const replayed = await login({ code: code(1) })
    expect([replayed.status, await replayed.json()]).toMatchObject([401, { code: 'INVALID_CODE' }])
    expect((await login({ code: codes[0]?.toUpperCase() ?? '' })).status).toBe(200)
    expect((await login({ code: codes[0] ?? '' })).status).toBe(401)
  })

  test('sixteen at once with one code get one token', async () => {
    const { code } = await addApp(person)
    const answers = await Promise.all(Array.from({ length: 16 }, () => login({ code: code(1) })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('without a second factor a code is passed over', async () => {
    expect((await login({ code: '123456' })).status).toBe(200)
  })
})

describe('a passkey', () => {
  test('is the second factor', async () => {
    const { authenticator } = await addPasskey(person)
    const { browser } = await half()
    const asked = await browser.question('/login/factor/passkey/question', '/login/factor')
    expect(asked.allowCredentials).toMatchObject([{ id: authenticator.id }])
    const credential = await credentialField(authenticator, asked.challenge)
    const before = browser.session
    expect(placeOf(await browser.post('/login/factor/passkey', { credential }, '/login/factor'))).toEqual([
      303,
      '/dashboard',
    ])
    expect(browser.session).not.toBe(before)
  })

  test('signs in by itself, and then both factors were given', async () => {
    const { authenticator } = await addPasskey(person)
    const browser = new Browser(address)
    const asked = await browser.question('/login/passkey/question', '/login')
    expect(asked.allowCredentials).toEqual([])
    const credential = await credentialField(authenticator, asked.challenge, { userHandle: person.id })
    expect(placeOf(await browser.post('/login/passkey', { credential, next: '/keys' }, '/login'))).toEqual([
      303,
      '/keys',
    ])
    expect((await browser.get('/keys')).status).toBe(200)
  })

  test('answers only in the browser that was asked', async () => {
    const { authenticator } = await addPasskey(person)
    const [victim, thief] = [new Browser(address), new Browser(address)]
    const asked = await victim.question('/login/passkey/question', '/login')
    const credential = await credentialField(authenticator, asked.challenge, { userHandle: person.id })
    expect((await thief.post('/login/passkey', { credential }, '/login')).status).toBe(422)
    expect(placeOf(await victim.post('/login/passkey', { credential }, '/login'))).toEqual([303, '/dashboard'])
  })

  test('that is refused says so on the page', async () => {
    const { authenticator } = await addPasskey(person)
    const { browser } = await half()
    const credential = await credentialField(authenticator, 'AAAA')
    for (const given of [credential, '', '{', '{"id":"x"}']) {
      const answer = await browser.post('/login/factor/passkey', { credential: given }, '/login/factor')
      expect([answer.status, await answer.text()]).toMatchObject([
        422,
        expect.stringContaining('The passkey was not accepted'),
      ])
      await forgetTries()
    }
  })

  const forgetTries = async () => {
    const namespace = bindings.THROTTLE as unknown as DurableObjectNamespace<SignInThrottle>
    await namespace.get(namespace.idFromName(tries.factor(person.id, '')[1]?.subject ?? '')).forget()
  }

  test('makes a session fresh, under a new token', async () => {
    const { authenticator } = await addPasskey(person)
    const browser = new Browser(address, person.cookie.Cookie)
    await bindings.DB.prepare('UPDATE sessions SET signed_in_at = 0 WHERE user_id = ?').bind(person.id).run()
    expect((await browser.get('/settings/factors/app')).status).toBe(303)
    const before = browser.session
    const asked = await browser.question('/login/again/passkey/question', '/login/again')
    const credential = await credentialField(authenticator, asked.challenge)
    const done = await browser.post(
      '/login/again/passkey',
      { credential, next: '/settings/factors/app' },
      '/login/again',
    )
    expect(placeOf(done)).toEqual([303, '/settings/factors/app'])
    expect((await browser.get('/settings/factors/app')).status).toBe(200)
    expect(browser.session).not.toBe(before)
    expect(await services.people.session(before)).toBeNull()
  })
})
