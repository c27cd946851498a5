import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { api } from '../api/index.ts'
import { browser, mailbox, tokenIn } from '../browser.fixture.ts'
import type { Bindings } from '../context.ts'
import { ask, bindings, jsonBody, ORIGIN, PASSWORD, type Person, services, signUp } from '../visitor.fixture.ts'

const NEXT = 'plum-ladder-42'

let made = 0
let person: Person
let mails: ReturnType<typeof mailbox>
let here: string
beforeEach(async () => {
  made += 1
  here = `2001:db8:c:${made.toString(16)}::1`
  person = await signUp(`forgetful-${made}`)
  await bindings.DB.prepare('UPDATE users SET email_verified_at = 1 WHERE id = ?').bind(person.id).run()
  mails = mailbox()
})

const visitor = (changed: Partial<Bindings> = {}, headers: Record<string, string> = {}) =>
  browser({ MAIL: mails.MAIL, ...changed }, { 'CF-Connecting-IP': here, ...headers })
const address = () => `forgetful-${made}@example.com`
const askFor = (login: string) => visitor().post('/password/reset', { login }, '/password/reset')
async function link(): Promise<string> {
  await askFor(person.username)
  return mails.link('reset_password')
}
const set = (path: string, password = NEXT, tab = visitor()) =>
  tab.post('/password/new', { token: tokenIn(path), password }, path)
const logIn = async (password: string) =>
  (await ask(api, '/api/auth/login', jsonBody({ login: person.username, password }))).status

describe('asking', () => {
  test('by name or address mails a link to the confirmed address', async () => {
    await askFor(person.username)
    await askFor(address().toUpperCase())
    expect(mails.posted).toMatchObject([
      { kind: 'reset_password', to: address(), data: { username: person.username, expiresInMinutes: 60 } },
      { kind: 'reset_password', to: address() },
    ])
    expect(mails.link('reset_password')).toMatch(/^\/password\/new\?token=[\w-]{43}$/)
  })

  test('is led to from sign-in', async () => {
    expect(await (await visitor().get('/login')).text()).toContain('href="/password/reset"')
  })

  test('twice in a minute for one login waits, with the seconds, whether it is someone’s or not', async () => {
    for (const login of [person.username, `nobody-${made}`]) {
      expect((await askFor(login)).status).toBe(200)
      const late = await askFor(login.toUpperCase())
      expect(late.status).toBe(429)
      expect(await late.text()).toContain(`Try again in ${late.headers.get('Retry-After')} seconds.`)
    }
  })

  test('of sixteen at once for one login one passes, and one mail leaves', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => askFor(person.username)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(mails.posted).toHaveLength(1)
  })

  test('for ever new logins from one network waits after fifty', async () => {
    const answers = await Promise.all(Array.from({ length: 54 }, (_, i) => askFor(`many-${made}-${i}`)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50)
  })
})

/** Counts what is asked of the bindings until the answer is there, and not behind it. */
async function workOf(login: string) {
  const counts = { hashes: 0, objects: 0, statements: 0, mails: 0 }
  const counted = <T extends object>(of: T, name: keyof typeof counts, methods: string[]): T =>
    new Proxy(of, {
      get(target, key) {
        const value = Reflect.get(target, key)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (methods.includes(String(key))) counts[name] += 1
          return Reflect.apply(value, target, args)
        }
      },
    })
  const changed: Partial<Bindings> = {
    DB: counted(bindings.DB, 'statements', ['prepare']),
    THROTTLE: counted(bindings.THROTTLE, 'objects', ['get']),
    PASSWORDS: {
      hash: async (password) => {
        counts.hashes += 1
        return bindings.PASSWORDS.hash(password)
      },
      verify: async (password, phc) => {
        counts.hashes += 1
        return bindings.PASSWORDS.verify(password, phc)
      },
    },
    MAIL: counted(mails.MAIL, 'mails', ['send']),
  }
  const page = await visitor().get('/password/reset')
  const visit = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const { site } = await import('./index.ts')
  const send = async (path: string, fields: Record<string, string>) => {
    Object.assign(counts, { hashes: 0, objects: 0, statements: 0, mails: 0 })
    const ctx = createExecutionContext()
    const answer = await site.fetch(
      new Request(ORIGIN + path, {
        method: 'POST',
        headers: { Cookie: visit, 'Sec-Fetch-Site': 'same-origin', 'CF-Connecting-IP': here },
        body: new URLSearchParams({ csrf, ...fields }),
      }),
      { ...bindings, ...changed },
      ctx,
    )
    const work = { ...counts }
    const text = await answer.text()
    await waitOnExecutionContext(ctx)
    return { status: answer.status, text: text.replaceAll(csrf, ''), headers: [...answer.headers.keys()].sort(), work }
  }
  const blank = (text: string) => text.replaceAll(login, '')
  const reset = await send('/password/reset', { login })
  const signIn = await send('/login', { login, password: NEXT })
  return { reset: { ...reset, text: blank(reset.text) }, signIn: { ...signIn, text: blank(signIn.text) } }
}

describe('nobody learns who there is', () => {
  test.each([
    ['an unknown name', async () => `nobody-${made}`],
    ['an unknown address', async () => `nobody-${made}@example.com`],
    ['an unconfirmed user', async () => (await signUp(`unproven-${made}`)).username],
    [
      'a suspended user',
      async () => {
        const { id, username } = await signUp(`suspended-${made}`)
        await bindings.DB.prepare(`UPDATE users SET status = 'suspended', email_verified_at = 1 WHERE id = ?`)
          .bind(id)
          .run()
        return username
      },
    ],
  ])('%s is answered like a known one, after the same work, and gets no mail', async (_, login) => {
    const known = await workOf(person.username)
    expect(mails.posted).toHaveLength(1)
    const other = await workOf(await login())
    expect(other).toEqual(known)
    expect(known.reset).toMatchObject({ status: 200, work: { hashes: 0, objects: 2, mails: 0 } })
    expect(known.signIn).toMatchObject({ status: 422, work: { hashes: 1, objects: 2, statements: 1, mails: 0 } })
    expect(mails.posted).toHaveLength(1)
  })
})

describe('the link', () => {
  test('shows a form, however often it is opened; the form sets the password, once, and signs nobody in', async () => {
    const path = await link()
    const tab = visitor()
    for (let i = 0; i < 3; i++) {
      const page = await tab.get(path)
      expect([page.status, page.headers.get('Referrer-Policy'), page.headers.get('Cache-Control')]).toEqual([
        200,
        'no-referrer',
        'no-store',
      ])
      expect((await page.text()).split(tokenIn(path))).toHaveLength(2)
    }
    const done = await set(path, NEXT, tab)
    expect([done.status, done.headers.get('Location'), tab.jar.has('session')]).toEqual([303, '/login', false])
    expect(await (await tab.get('/login')).text()).toContain('The password is set, and every session has ended.')
    expect([await logIn(NEXT), await logIn(PASSWORD)]).toEqual([200, 401])
    const again = await set(path, 'plum-ladder-43')
    expect(again.status).toBe(410)
    expect(await again.text()).toContain('href="/password/reset"')
    expect(await logIn(NEXT)).toBe(200)
  })

  test('ends every session, leaves the second factor, tells by mail and in the log', async () => {
    await bindings.DB.prepare(
      `INSERT INTO second_factors (id, user_id, kind, secret, confirmed_at, created_at) VALUES (?, ?, 'totp', 'sealed', 1, 1)`,
    )
      .bind(`fac_${person.id}`, person.id)
      .run()
    await set(await link())
    expect((await ask(api, '/api/me', { headers: person.bearer })).status).toBe(401)
    expect((await browser().as(person.cookie).get('/keys')).status).toBe(303)
    const factors = await bindings.DB.prepare('SELECT confirmed_at FROM second_factors WHERE user_id = ?')
      .bind(person.id)
      .all()
    expect(factors.results).toEqual([{ confirmed_at: 1 }])
    expect(mails.of('password_changed')).toMatchObject([{ to: address(), data: { address: here } }])
    const events = await services.audit.ofAccount(person.accountId, { action: '', cursor: null, limit: 50 })
    expect(events.items.map(({ action }) => action)).toContain('user.password_reset')
  })

  test('opened where the user was signed in leads to sign-in; where another is, leaves that one in', async () => {
    const own = visitor().as(person.cookie)
    const path = await link()
    await set(path, NEXT, own)
    expect(own.jar.has('session')).toBe(false)
    const stranger = await signUp(`bystander-${made}`)
    const theirs = visitor().as(stranger.cookie)
    mails.posted.length = 0
    await askFor(address())
    await set(mails.link('reset_password'), 'plum-ladder-44', theirs)
    expect((await theirs.get('/keys')).status).toBe(200)
    expect(await logIn('plum-ladder-44')).toBe(200)
  })

  test.each(['password', 'short'])('refuses %s, and still works after that', async (password) => {
    const path = await link()
    const refused = await set(path, password)
    expect(refused.status).toBe(422)
    const text = await refused.text()
    expect(text).toContain(person.username)
    expect(text).not.toContain(`value="${password}"`)
    expect((await set(path)).status).toBe(303)
  })

  test('that is wrong costs no hash, and after fifty from one network even a right one must wait', async () => {
    const path = await link()
    const hash = vi.fn(async () => '')
    const PASSWORDS = { hash, verify: async () => false as const }
    const wrong = (i: number) => String(i).padStart(43, 'A')
    const tried = (token: string) =>
      visitor({ PASSWORDS }).post('/password/new', { token, password: NEXT }, '/password/reset')
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => tried(wrong(i))))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([410]))
    const late = await tried(path.split('token=')[1] ?? '')
    expect(late.status).toBe(429)
    expect(await late.text()).toContain(`Try again in ${late.headers.get('Retry-After')} seconds.`)
    // Opening a link counts for nothing: any page could make its visitors do so.
    expect((await visitor().get(path)).status).toBe(200)
    expect(hash).not.toHaveBeenCalled()
    expect((await visitor({}, { 'CF-Connecting-IP': '2001:db8:d::1' }).get(path)).status).toBe(200)
  })

  test('does nothing from another site', async () => {
    const path = await link()
    expect((await set(path, NEXT, visitor({}, { 'Sec-Fetch-Site': 'cross-site' }))).status).toBe(403)
    expect(await logIn(PASSWORD)).toBe(200)
  })
})
