import { beforeEach, describe, expect, test } from 'vitest'
import type { Mail } from '../../domain/mail.ts'
import { api } from '../api/index.ts'
import type { Bindings } from '../context.ts'
import { invite, join } from '../team.fixture.ts'
import { ask, bindings, jsonBody, ORIGIN, type Person, services, signUp } from '../visitor.fixture.ts'
import { site } from './index.ts'

const HERE = { address: '192.0.2.7', agent: 'test', place: null }
const DAY = 86_400_000
const { teams, people } = services

let posted: Mail[] = []
const MAIL = { send: async (mail: Mail) => void posted.push(mail) } as unknown as Bindings['MAIL']

let made = 0
let owner: Person
let guest: Person
beforeEach(async () => {
  posted = []
  made += 1
  owner = await signUp(`host-${made}`)
  guest = await signUp(`guest-${made}`)
})

const addressOf = ({ username }: Person) => `${username}@example.com`
const csrfOf = async (headers: Record<string, string>) =>
  /name="csrf" value="([^"]+)"/.exec(await (await ask(site, '/docs', { headers })).text())?.[1] ?? ''
async function post(headers: { Cookie: string }, path: string, fields: Record<string, string> = {}) {
  const init = {
    method: 'POST',
    headers: { ...headers, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ csrf: await csrfOf(headers), ...fields }),
  }
  return ask(site, path, init, ORIGIN, { MAIL })
}
const send = (body: unknown, headers = {}) =>
  ask(api, '/api/invitations', jsonBody(body, { ...owner.bearer, ...headers }), ORIGIN, { MAIL })
/** Someone's browser after it has followed a link. */
const holding = ({ cookie }: Person, token: string) => ({ Cookie: `${cookie.Cookie}; invitation=${token}` })
/** What the mail led to. */
const linkOf = () => (posted[0]?.kind === 'invitation' ? posted[0].data.url : '')
const tokenOf = () => linkOf().slice(-43)
const show = (who: Person, token: string) => ask(site, '/invitation', { headers: holding(who, token) })
const accept = (who: Person, token: string) => post(holding(who, token), '/invitation')
const roleOf = async (who: Person) =>
  (await teams.members(owner.accountId)).find((member) => member.id === who.id)?.role
const countOf = (action: string) =>
  bindings.DB.prepare('SELECT count(*) AS n FROM audit_events WHERE account_id = ? AND action = ?')
    .bind(owner.accountId, action)
    .first<number>('n')

describe('inviting', () => {
  test('writes to the address in the language of who invites, with a link that works', async () => {
    await bindings.DB.prepare(`UPDATE users SET locale = 'zh' WHERE id = ?`).bind(owner.id).run()
    const answer = await send({ email: addressOf(guest), role: 'developer' })
    expect([answer.status, posted.length]).toEqual([201, 1])
    expect(posted[0]).toMatchObject({
      to: addressOf(guest),
      locale: 'zh',
      kind: 'invitation',
      data: { inviter: owner.username, accountName: owner.username, role: 'developer', expiresInDays: 7 },
    })
    expect(linkOf()).toMatch(new RegExp(`^${ORIGIN}/invitation\\?token=[\\w-]{43}$`))
    expect((await accept(guest, tokenOf())).status).toBe(303)
    expect(await roleOf(guest)).toBe('developer')
  })

  test('keeps the token out of the answer, the list, the log and the database', async () => {
    const answer = await send({ email: addressOf(guest), role: 'viewer' })
    const { results } = await bindings.DB.prepare('SELECT * FROM tokens').all()
    const events = await bindings.DB.prepare('SELECT * FROM audit_events').all()
    const list = await ask(api, '/api/invitations', { headers: owner.bearer })
    const page = await ask(site, '/settings/members', { headers: owner.cookie })
    const texts = [await answer.text(), await list.text(), await page.text(), JSON.stringify([results, events.results])]
    for (const text of texts) {
      expect(text).toContain(addressOf(guest))
      expect(text).not.toContain(tokenOf())
    }
  })

  test('a member says so beside the field, whatever the case of the address', async () => {
    await join(owner, guest, 'viewer')
    const email = addressOf(guest).toUpperCase()
    const answer = await send({ email, role: 'admin' })
    expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([409, 'ALREADY_MEMBER'])
    const page = await post(owner.cookie, '/settings/invitations', { email, role: 'admin' })
    expect(page.status).toBe(422)
    expect(await page.text()).toMatch(/id="email-error"[^>]*>Whoever has this address is a member already\./)
    expect(posted).toEqual([])
  })

  test('an address twice ends the older invitation', async () => {
    const older = await invite(owner, addressOf(guest), 'admin')
    const newer = await invite(owner, addressOf(guest).toUpperCase(), 'viewer')
    expect((await teams.invitations(owner.accountId)).map(({ id }) => id)).toEqual([newer.id])
    expect((await accept(guest, older.token)).status).toBe(410)
    expect((await accept(guest, newer.token)).status).toBe(303)
    expect(await roleOf(guest)).toBe('viewer')
  })

  test('ends at twenty mails a day, with the time to wait', async () => {
    for (let i = 0; i < 20; i++) {
      const { id } = await invite(owner, `daily-${i}@example.com`, 'viewer')
      await teams.withdraw(owner.session, id, HERE)
    }
    const answer = await send({ email: 'daily-20@example.com', role: 'viewer' })
    expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([429, 'TOO_MANY_INVITATIONS'])
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(80_000)
    expect(posted).toEqual([])
  })

  test('ends at twenty that wait, however many come at once', async () => {
    const row = `INSERT INTO tokens (token_hash, purpose, account_id, email, role, expires_at, created_at, id, created_by)
      VALUES (?, 'invite', ?, ?, 'viewer', ?, 0, ?, ?)`
    const rows = Array.from({ length: 19 }, (_, i) =>
      bindings.DB.prepare(row).bind(
        `${owner.id}-${i}`,
        owner.accountId,
        `waiting-${i}@example.com`,
        Date.now() + DAY,
        `inv_${owner.id}-${i}`,
        owner.id,
      ),
    )
    await bindings.DB.batch(rows)
    const answers = await Promise.all([1, 2, 3, 4].map((i) => send({ email: `more-${i}@example.com`, role: 'viewer' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
    expect(await teams.invitations(owner.accountId)).toHaveLength(20)
    // In place of an older one there is room.
    expect((await send({ email: 'waiting-0@example.com', role: 'viewer' })).status).toBe(201)
    expect(await countOf('member.invited')).toBe(2)
  })
})

describe('an open invitation', () => {
  test('is sent again under a new token; the old link is dead', async () => {
    const first = await invite(owner, addressOf(guest), 'viewer')
    const answer = await post(owner.cookie, `/settings/invitations/${first.id}/resending`)
    expect([answer.status, posted.length]).toEqual([303, 1])
    expect((await show(guest, first.token)).status).toBe(410)
    expect((await accept(guest, tokenOf())).status).toBe(303)
  })

  test('is withdrawn, and its link is dead', async () => {
    const { id, token } = await invite(owner, addressOf(guest), 'viewer')
    expect((await post(owner.cookie, `/settings/invitations/${id}/withdrawal`)).status).toBe(303)
    expect([(await show(guest, token)).status, (await accept(guest, token)).status]).toEqual([410, 410])
    expect(await roleOf(guest)).toBeUndefined()
    expect(await countOf('invitation.withdrawn')).toBe(1)
  })

  test('of another account is not there to withdraw or to send again', async () => {
    const { id } = await invite(owner, 'theirs@example.com', 'viewer')
    const results = [await teams.withdraw(guest.session, id, HERE), await teams.resend(guest.session, id, HERE)]
    expect(results).toEqual(Array(2).fill({ ok: false, code: 'NOT_FOUND' }))
    expect(await teams.invitations(owner.accountId)).toHaveLength(1)
  })

  test('ends after seven days', async () => {
    const { token, createdAt, expiresAt } = await invite(owner, addressOf(guest), 'viewer')
    expect(expiresAt - createdAt).toBe(7 * DAY)
    await bindings.DB.prepare('UPDATE tokens SET expires_at = ? WHERE account_id = ?')
      .bind(Date.now(), owner.accountId)
      .run()
    expect([(await show(guest, token)).status, (await accept(guest, token)).status]).toEqual([410, 410])
    expect(await teams.invitations(owner.accountId)).toEqual([])
  })
})

describe('the link', () => {
  test('keeps its token in a private cookie and leads to an address without it', async () => {
    const { token } = await invite(owner, addressOf(guest), 'viewer')
    const answer = await ask(site, `/invitation?token=${token}`)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/invitation'])
    expect(answer.headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(answer.headers.get('Set-Cookie')).toMatch(
      new RegExp(`^invitation=${token}; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax$`),
    )
    const page = await ask(site, '/invitation', { headers: { Cookie: `invitation=${token}` } })
    const text = await page.text()
    expect(page.headers.get('Referrer-Policy')).toBe('no-referrer')
    for (const word of [owner.username, 'Viewer', addressOf(guest), '/login?next=%2Finvitation', '/register'])
      expect(text).toContain(word)
    expect(text).not.toContain(token)
  })

  test('uses nothing up when it is opened, however often', async () => {
    const { token } = await invite(owner, addressOf(guest), 'viewer')
    for (let i = 0; i < 3; i++) {
      await ask(site, `/invitation?token=${token}`, { headers: guest.cookie })
      expect((await show(guest, token)).status).toBe(200)
    }
    expect(await roleOf(guest)).toBeUndefined()
    expect((await accept(guest, token)).status).toBe(303)
  })

  test('of nothing says so, and no more', async () => {
    expect((await show(guest, 'A'.repeat(43))).status).toBe(410)
    const odd = await ask(site, '/invitation?token=%0d%0aSet-Cookie:x')
    expect([odd.status, odd.headers.get('Location')]).toEqual([303, '/invitation'])
    expect(odd.headers.get('Set-Cookie')).toMatch(/^invitation=; Max-Age=0/)
  })

  test('comes back to its reader after sign-up', async () => {
    const { token } = await invite(owner, `new-${made}@example.com`, 'viewer')
    const page = await ask(site, '/register', { headers: { Cookie: `invitation=${token}` } })
    const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    const visit = page.headers.get('Set-Cookie')?.split(';')[0] ?? ''
    const answer = await ask(site, '/register', {
      method: 'POST',
      headers: { Cookie: `${visit}; invitation=${token}`, 'Sec-Fetch-Site': 'same-origin' },
      body: new URLSearchParams({
        csrf,
        username: `new-${made}`,
        email: `new-${made}@example.com`,
        password: 'plum-ladder-41',
      }),
    })
    expect(await answer.text()).toContain('href="/invitation"')
  })
})

describe('accepting', () => {
  test('makes a member, moves the session to the account under a new token, and is told', async () => {
    const { token } = await invite(owner, addressOf(guest).toUpperCase(), 'billing')
    const answer = await accept(guest, token)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/dashboard'])
    const set = answer.headers.get('Set-Cookie') ?? ''
    const renewed = /session=([^;]+)/.exec(set)?.[1] ?? ''
    expect(await people.session(renewed)).toMatchObject({ account: { id: owner.accountId }, role: 'billing' })
    expect(set).toContain('invitation=; Max-Age=0')
    expect(await people.session(guest.cookie.Cookie.slice('session='.length))).toBeNull()
    expect(await countOf('member.joined')).toBe(1)
  })

  test('sixteen times at once makes one membership and one event, and moves one session', async () => {
    const { token } = await invite(owner, addressOf(guest), 'developer')
    const opened = await Promise.all(
      Array.from({ length: 16 }, () => people.openSession(guest.session.user, 'cookie', HERE)),
    )
    const found = await Promise.all(opened.map((one) => people.session(one.token)))
    const results = await Promise.all(found.map((session) => session && teams.accept(session, token, HERE)))
    expect(results.filter((result) => result?.ok)).toHaveLength(1)
    expect(await countOf('member.joined')).toBe(1)
    expect((await teams.members(owner.accountId)).filter(({ id }) => id === guest.id)).toHaveLength(1)
    const moved = 'SELECT count(*) AS n FROM sessions WHERE user_id = ? AND account_id = ?'
    expect(await bindings.DB.prepare(moved).bind(guest.id, owner.accountId).first('n')).toBe(1)
  })

  test('works once, even when its member has gone since', async () => {
    const { token } = await invite(owner, addressOf(guest), 'admin')
    await accept(guest, token)
    await teams.remove(owner.session, guest.id, HERE)
    const { token: session } = await people.openSession(guest.session.user, 'cookie', HERE)
    expect((await post({ Cookie: `session=${session}; invitation=${token}` }, '/invitation')).status).toBe(410)
    expect(await roleOf(guest)).toBeUndefined()
  })

  test('is for the address that was invited: another is told which, and nothing is used up', async () => {
    const { token } = await invite(owner, addressOf(guest), 'viewer')
    const thief = await signUp(`thief-${made}`)
    const page = await (await show(thief, token)).text()
    expect(page).toContain(`sent to ${addressOf(guest)}, but you are signed in as ${addressOf(thief)}`)
    expect(page).not.toContain('Accept the invitation')
    expect((await accept(thief, token)).status).toBe(403)
    expect(await roleOf(thief)).toBeUndefined()
    expect((await accept(guest, token)).status).toBe(303)
  })

  test('by who had the address when the request began, and not any more, makes no member', async () => {
    const { token } = await invite(owner, addressOf(guest), 'viewer')
    await bindings.DB.prepare('UPDATE users SET email = ? WHERE id = ?')
      .bind(`moved-${made}@example.com`, guest.id)
      .run()
    expect(await teams.accept(guest.session, token, HERE)).toEqual({ ok: false, code: 'INVITATION_OVER' })
    expect(await roleOf(guest)).toBeUndefined()
  })

  test('with a session that was ended meanwhile uses nothing up', async () => {
    const { token } = await invite(owner, addressOf(guest), 'viewer')
    await people.closeSession(guest.session, HERE)
    expect(await teams.accept(guest.session, token, HERE)).toMatchObject({ ok: false })
    expect([await roleOf(guest), await countOf('member.joined')]).toEqual([undefined, 0])
    const { token: other } = await people.openSession(guest.session.user, 'cookie', HERE)
    expect((await post({ Cookie: `session=${other}; invitation=${token}` }, '/invitation')).status).toBe(303)
  })

  test('is not for members', async () => {
    const { token } = await invite(owner, addressOf(guest), 'admin')
    guest = await join(owner, guest, 'viewer')
    expect(await (await show(guest, token)).text()).toContain('You are a member of this account already.')
    expect((await accept(guest, token)).status).toBe(409)
    expect(await roleOf(guest)).toBe('viewer')
  })

  test('takes a token of no other purpose', async () => {
    const { token } = await invite(owner, addressOf(guest), 'viewer')
    await bindings.DB.prepare(`UPDATE tokens SET purpose = 'reset' WHERE account_id = ?`).bind(owner.accountId).run()
    expect((await accept(guest, token)).status).toBe(410)
  })
})
