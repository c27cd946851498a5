import { runInDurableObject } from 'cloudflare:test'
import { beforeEach, describe, expect, test } from 'vitest'
import type { SignInThrottle } from '../../../../workers/jobs/sign-in-throttle.ts'
import { type Try, tries } from '../../../domain/people/tries.ts'
import { api } from '../../api/index.ts'
import { browser, mailbox, tokenIn } from '../../browser.fixture.ts'
import { ask, bindings, jsonBody, ORIGIN, PASSWORD, type Person, services, signUp } from '../../visitor.fixture.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const NEXT = 'plum-ladder-42'

let made = 0
let person: Person
let mails: ReturnType<typeof mailbox>
let tab: ReturnType<typeof browser>
let here: string
beforeEach(async () => {
  made += 1
  here = `2001:db8:a:${made.toString(16)}::1`
  person = await signUp(`keeper-${made}`)
  mails = mailbox()
  tab = browser({ MAIL: mails.MAIL }, { 'CF-Connecting-IP': here }).as(person.cookie)
})

const PAGE = '/settings/password'
const address = () => `keeper-${made}@example.com`
const confirm = async () => {
  await bindings.DB.prepare('UPDATE users SET email_verified_at = 1 WHERE id = ?').bind(person.id).run()
}
const row = () =>
  bindings.DB.prepare('SELECT email, email_verified_at, pending_email FROM users WHERE id = ?')
    .bind(person.id)
    .first<{ email: string; email_verified_at: number | null; pending_email: string | null }>()
const logIn = async (login: string, password: string) =>
  (await ask(api, '/api/auth/login', jsonBody({ login, password }))).status
const log = async () => {
  const events = await services.audit.ofAccount(person.accountId, { action: '', cursor: null, limit: 50 })
  return events.items.map(({ action, detail }) => ({ action, detail }))
}
const isAlive = async (cookie: { Cookie: string }) => (await browser().as(cookie).get('/keys')).status === 200
const objectOf = (one: Try | undefined) => {
  const namespace = bindings.THROTTLE as unknown as DurableObjectNamespace<SignInThrottle>
  return namespace.get(namespace.idFromName(one?.subject ?? ''))
}

describe('a change of password', () => {
  const change = (current: string, password: string) => tab.post(PAGE, { current, password }, PAGE)

  test('ends all other sessions and tokens, gives this one a new token, and tells by mail and in the log', async () => {
    const changed = await change(PASSWORD, NEXT)
    expect([changed.status, changed.headers.get('Location')]).toEqual([303, PAGE])
    expect(await (await tab.get(PAGE)).text()).toContain('Changed. You are signed in here alone.')
    expect(await isAlive(person.cookie)).toBe(false)
    expect((await ask(api, '/api/me', { headers: person.bearer })).status).toBe(401)
    expect([await logIn(person.username, NEXT), await logIn(person.username, PASSWORD)]).toEqual([200, 401])
    expect(mails.posted).toMatchObject([
      {
        kind: 'password_changed',
        to: address(),
        data: { username: person.username, address: here, url: ORIGIN + PAGE },
      },
    ])
    expect((await log()).map(({ action }) => action)).toContain('user.password_changed')
    expect(JSON.stringify(await log())).not.toMatch(/plum-ladder|scrypt/)
  })

  test('asks for the current one: a wrong one changes nothing, and after five even the right one must wait', async () => {
    for (let i = 0; i < 5; i++) {
      const wrong = await change('plum-ladder-40', NEXT)
      expect(wrong.status).toBe(422)
      expect(await wrong.text()).toContain('The current password is wrong.')
    }
    const late = await change(PASSWORD, NEXT)
    expect(late.status).toBe(429)
    expect(await late.text()).toContain(`Try again in ${late.headers.get('Retry-After')} seconds.`)
    expect([await isAlive(person.cookie), mails.posted]).toEqual([true, []])
  })

  test.each([
    ['password', 'Too many people use this password.'],
    ['short', 'Use at least 8 characters.'],
    ['x'.repeat(257), 'Use at most 256 characters.'],
  ])('refuses %s as registration does', async (password, why) => {
    const refused = await change(PASSWORD, password)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain(why)
    expect(await isAlive(person.cookie)).toBe(true)
  })

  test('takes no field that says whose it is', async () => {
    const refused = await tab.post(PAGE, { current: PASSWORD, password: NEXT, user_id: 'user_1' }, PAGE)
    expect(refused.status).toBe(422)
    expect(await isAlive(person.cookie)).toBe(true)
  })
})

describe('another link', () => {
  const resend = () => tab.post('/settings/address/link', {}, PAGE)
  const posted = () => mails.of('verify_address').length
  const later = async (ms: number) => {
    for (const one of tries.verification(person.id, here))
      await runInDurableObject(objectOf(one), (throttle) => {
        const now = Date.now() + ms
        throttle.clock = () => now
      })
  }

  test('comes at once, and the page then says for how long it does not', async () => {
    expect(await (await tab.get(PAGE)).text()).not.toContain('You can ask again')
    expect((await resend()).headers.get('Location')).toBe(PAGE)
    const page = await (await tab.get(PAGE)).text()
    expect(page).toContain('A mail with a link is on its way.')
    expect(page).toMatch(/You can ask again in (5\d|60) seconds\./)
    const late = await resend()
    expect([late.status, posted()]).toEqual([429, 1])
    expect(await late.text()).toContain(`Try again in ${late.headers.get('Retry-After')} seconds.`)
  })

  test('of sixteen at once one is mailed', async () => {
    await tab.get(PAGE)
    const csrf = /name="csrf" value="([^"]+)"/.exec(await (await tab.get(PAGE)).text())?.[1] ?? ''
    const answers = await Promise.all(Array.from({ length: 16 }, () => tab.post('/settings/address/link', { csrf })))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(posted()).toBe(1)
  })

  test('comes five times a day, with growing waits, and then not until the day is over', async () => {
    const waits: number[] = []
    let passed = 0
    for (let i = 0; i < 5; i++) {
      expect((await resend()).status).toBe(303)
      const refused = await resend()
      waits.push(Number(refused.headers.get('Retry-After')))
      passed += (waits.at(-1) ?? 0) * 1_000
      await later(passed)
    }
    expect(waits.slice(0, 4).map((s) => Math.round(s / 10) * 10)).toEqual([60, 120, 240, 480])
    expect(waits[4]).toBeGreaterThan(20 * 3_600)
    expect(posted()).toBe(5)
    // The last wait was until the end of the day.
    expect((await resend()).status).toBe(303)
  })

  test('is counted by where it is asked from too, of IPv6 by /64', async () => {
    const [network] = tries.verification('', here)
    await runInDurableObject(objectOf(network), (_, { storage }) => {
      storage.kv.put('tries', { count: 50, at: Date.now(), end: Date.now() + DAY })
    })
    expect((await resend()).status).toBe(429)
    const other = browser({ MAIL: mails.MAIL }, { 'CF-Connecting-IP': '2001:db8:b::1' }).as(person.cookie)
    expect((await other.post('/settings/address/link', {}, PAGE)).status).toBe(303)
  })

  test('is not mailed to who has nothing to confirm', async () => {
    await confirm()
    expect((await resend()).status).toBe(303)
    expect(mails.posted).toEqual([])
    expect(await (await tab.get(PAGE)).text()).not.toContain('Send another link')
  })
})

describe('a change of address', () => {
  const change = (email: string) => tab.post('/settings/address', { email }, '/settings/address')
  const forget = () =>
    runInDurableObject(objectOf(tries.verification(person.id, here)[1]), (throttle) => throttle.forget())
  const wanted = () => `new-${made}@example.com`
  const press = async () => {
    const link = mails.link('verify_address')
    return tab.post('/verification', { token: tokenIn(link) }, link)
  }

  test('keeps the old one until the new one’s link is used, then tells the old one, in both logs’ words', async () => {
    await confirm()
    const asked = await change(wanted())
    expect(asked.headers.get('Location')).toBe(PAGE)
    expect(mails.posted).toMatchObject([{ kind: 'verify_address', to: wanted() }])
    expect(await row()).toMatchObject({ email: address(), pending_email: wanted() })
    const page = await (await tab.get(PAGE)).text()
    for (const text of [address(), wanted(), 'Waits for its link']) expect(page).toContain(text)
    expect(await logIn(wanted(), PASSWORD)).toBe(401)

    await press()
    expect(await row()).toMatchObject({ email: wanted(), pending_email: null })
    expect([await logIn(wanted(), PASSWORD), await logIn(address(), PASSWORD)]).toEqual([200, 401])
    expect(mails.of('address_changed')).toMatchObject([
      { to: address(), data: { username: person.username, changedTo: wanted() } },
    ])
    expect(JSON.stringify(mails.of('address_changed'))).not.toContain('token=')
    expect(await log()).toContainEqual({
      action: 'user.address_changed',
      detail: { before: { email: address() }, after: { email: wanted() } },
    })
    tab.jar.set('locale', 'zh')
    expect(await (await tab.get('/settings/audit')).text()).toContain('更换邮箱')
  })

  test('of an address that was never confirmed tells that one nothing: it may be a stranger’s', async () => {
    await change(wanted())
    await press()
    expect(await row()).toMatchObject({ email: wanted(), pending_email: null })
    expect(mails.of('address_changed')).toEqual([])
  })

  test('asks for a fresh sign-in', async () => {
    await bindings.DB.prepare('UPDATE sessions SET signed_in_at = ? WHERE user_id = ?')
      .bind(Date.now() - 10 * MINUTE, person.id)
      .run()
    await tab.get(PAGE)
    for (const answer of [await tab.get('/settings/address'), await tab.post('/settings/address', { email: wanted() })])
      expect(answer.headers.get('Location')).toMatch(/^\/login\/again/)
    expect(await row()).toMatchObject({ pending_email: null })
  })

  test('ends the links to addresses that were wanted before', async () => {
    await change(`typo-${made}@example.com`)
    const typo = mails.link('verify_address')
    await forget()
    await change(wanted())
    expect((await tab.get(typo)).status).toBe(410)
  })

  test('back to the confirmed one leaves none pending', async () => {
    await confirm()
    await bindings.DB.prepare('UPDATE users SET pending_email = ? WHERE id = ?').bind(wanted(), person.id).run()
    await change(address().toUpperCase())
    expect(await row()).toMatchObject({ email: address(), pending_email: null })
    expect(mails.posted).toEqual([])
  })

  test('to one that another user has confirmed is answered alike, and mails nobody', async () => {
    const other = await signUp(`holder-${made}`)
    await bindings.DB.prepare('UPDATE users SET email_verified_at = 1 WHERE id = ?').bind(other.id).run()
    const taken = await change(`holder-${made}@example.com`)
    const seen = async () =>
      (await (await tab.get(PAGE)).text()).replace(/(holder|new)-\d+@/g, '@').replace(/in \d+ seconds/, 'in N seconds')
    const first = await seen()
    expect([taken.status, taken.headers.get('Location'), mails.posted]).toEqual([303, PAGE, []])
    await forget()
    expect((await change(wanted())).status).toBe(303)
    expect(await seen()).toBe(first)
    expect(mails.posted).toHaveLength(1)
  })

  test('to what is no address, or nobody’s, is refused', async () => {
    for (const email of ['nobody', 'user_1@unconfirmed.invalid', 'a@example.com\r\nBcc: b@example.com'])
      expect((await change(email)).status).toBe(422)
    expect(await row()).toMatchObject({ pending_email: null })
  })
})
