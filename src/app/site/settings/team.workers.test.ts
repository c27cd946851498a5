import { beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../../../domain/people/people.ts'
import { api } from '../../api/index.ts'
import { invite, join } from '../../team.fixture.ts'
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

const HERE = { address: '192.0.2.7', agent: 'test', place: null }
const { teams, people } = services

let made = 0
let owner: Person
let mate: Person
beforeEach(async () => {
  made += 1
  owner = await signUp(`team-owner-${made}`)
  mate = await signUp(`team-mate-${made}`)
})

const rolesOf = async (accountId = owner.accountId) =>
  Object.fromEntries((await teams.members(accountId)).map((member) => [member.id, member.role]))
const eventsOf = async (action: string, accountId = owner.accountId) => {
  const { results } = await bindings.DB.prepare(
    'SELECT target, detail FROM audit_events WHERE account_id = ? AND action = ?',
  )
    .bind(accountId, action)
    .all<{ target: string; detail: string }>()
  return results.map(({ target, detail }) => ({ target, detail: JSON.parse(detail) }))
}
const revisionOf = async () =>
  bindings.DB.prepare('SELECT revision FROM accounts WHERE id = ?').bind(owner.accountId).first<number>('revision')
const won = (results: { ok: boolean }[]) => results.filter(({ ok }) => ok).length
const codes = (results: { ok: boolean; code?: string }[]) => results.filter(({ ok }) => !ok).map(({ code }) => code)

const patch = (who: Person, id: string, body: unknown) =>
  ask(api, `/api/members/${id}`, { ...jsonBody(body, who.bearer), method: 'PATCH' })
const page = (who: Person, path: string) => ask(site, path, { headers: who.cookie })
async function post(who: Person, path: string, fields: Record<string, string> = {}) {
  const csrf = /name="csrf" value="([^"]+)"/.exec(await (await page(who, '/dashboard')).text())?.[1] ?? ''
  return ask(site, path, {
    method: 'POST',
    headers: { ...who.cookie, 'Sec-Fetch-Site': 'same-origin', Referer: `${ORIGIN}/settings/members` },
    body: new URLSearchParams({ csrf, ...fields }),
  })
}
const createKey = (who: Person) => ask(api, '/api/keys', jsonBody({ name: 'new' }, who.bearer))

describe('a role', () => {
  test('that is taken is refused at the very next request', async () => {
    mate = await join(owner, mate, 'developer')
    expect((await createKey(mate)).status).toBe(201)
    const answer = await patch(owner, mate.id, { role: 'viewer' })
    expect(await answer.json()).toMatchObject({ member: { id: mate.id, role: 'viewer' }, in_force: true })
    expect((await createKey(mate)).status).toBe(403)
    expect(await eventsOf('member.role_changed')).toEqual([
      {
        target: mate.id,
        detail: { username: mate.username, before: { role: 'developer' }, after: { role: 'viewer' } },
      },
    ])
  })

  test.each([
    ['an admin takes none from an owner', 'admin', 'owner', 'viewer'],
    ['an admin makes no owner', 'admin', 'developer', 'owner'],
  ] as const)('%s', async (_, mine, theirs, role) => {
    const admin = await join(owner, await signUp(`team-admin-${made}`), mine)
    mate = await join(owner, mate, theirs)
    const before = await rolesOf()
    const answers = [
      await patch(admin, mate.id, { role }),
      await post(admin, `/settings/members/${mate.id}/role`, { role }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403])
    expect(await rolesOf()).toEqual(before)
  })

  test('of an owner is no admin’s to remove, see to or hand over', async () => {
    const admin = await join(owner, await signUp(`team-admin-${made}`), 'admin')
    const answers = [
      await ask(api, `/api/members/${owner.id}`, { method: 'DELETE', headers: admin.bearer }),
      await post(admin, `/settings/members/${owner.id}/removal`),
      await page(admin, `/settings/members/${owner.id}`),
      await post(admin, `/settings/members/${admin.id}/ownership`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect(await rolesOf()).toEqual({ [owner.id]: 'owner', [admin.id]: 'admin' })
  })

  test.each(['owner', 'admin'] as const)('is changed by no %s for themselves', async (role) => {
    await join(owner, mate, 'owner')
    const self = role === 'owner' ? owner : await join(owner, await signUp(`team-self-${made}`), role)
    expect((await patch(self, self.id, { role: 'viewer' })).status).toBe(403)
    expect((await rolesOf())[self.id]).toBe(role)
  })

  test('comes from the session, whatever the body says', async () => {
    mate = await join(owner, mate, 'viewer')
    const { accountId } = await signUp(`team-other-${made}`)
    const answers = [
      await patch(owner, mate.id, { role: 'admin', account_id: accountId }),
      await ask(
        api,
        '/api/invitations',
        jsonBody({ email: 'x@example.com', role: 'viewer', account_id: accountId }, owner.bearer),
      ),
      await ask(api, '/api/invitations', jsonBody({ email: 'x@example.com', role: 'owner' }, owner.bearer)),
      await post(owner, '/settings/invitations', { email: 'x@example.com', role: 'viewer', account_id: accountId }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422])
    expect([await teams.invitations(accountId), await teams.invitations(owner.accountId)]).toEqual([[], []])
    expect((await rolesOf())[mate.id]).toBe('viewer')
  })

  test('that was judged on what has changed meanwhile changes nothing', async () => {
    const admin = await join(owner, await signUp(`team-admin-${made}`), 'admin')
    mate = await join(owner, mate, 'viewer')
    await patch(owner, admin.id, { role: 'viewer' })
    // The admin's request had passed the guard before.
    const late = await Promise.all([
      teams.changeRole(admin.session, mate.id, 'admin', HERE),
      teams.remove(admin.session, mate.id, HERE),
      teams.invite(admin.session, { email: 'late@example.com', role: 'admin' }, HERE),
    ])
    expect(codes(late)).toEqual(['TEAM_CHANGED', 'TEAM_CHANGED', 'TEAM_CHANGED'])
    expect((await rolesOf())[mate.id]).toBe('viewer')
    expect([await eventsOf('member.removed'), await eventsOf('member.invited')]).toEqual([[], []])
  })
})

describe('an account keeps an owner', () => {
  const ownersLeft = async () => Object.values(await rolesOf()).filter((role) => role === 'owner').length

  test('when its only one wants to leave', async () => {
    mate = await join(owner, mate, 'admin')
    const answers = [
      await post(owner, '/settings/membership/ending'),
      await ask(api, '/api/me/membership', { method: 'DELETE', headers: owner.bearer }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([409, 409])
    expect(await ownersLeft()).toBe(1)
    expect(await (await page(owner, '/settings/members')).text()).toContain('You are its only owner.')
  })

  test.each([
    ['leave', () => [teams.leave(owner.session, HERE), teams.leave(mate.session, HERE)]],
    [
      'remove each other',
      () => [teams.remove(owner.session, mate.id, HERE), teams.remove(mate.session, owner.id, HERE)],
    ],
    [
      'demote each other',
      () => [
        teams.changeRole(owner.session, mate.id, 'viewer', HERE),
        teams.changeRole(mate.session, owner.id, 'viewer', HERE),
      ],
    ],
  ])('when two owners %s at once: exactly one of them does', async (_, both) => {
    mate = await join(owner, mate, 'owner')
    const results = await Promise.all<{ ok: boolean }>(both())
    expect(won(results)).toBe(1)
    expect(await ownersLeft()).toBe(1)
  })

  test('who can sign in: a suspended one does not count', async () => {
    mate = await join(owner, mate, 'owner')
    await bindings.DB.prepare(`UPDATE users SET status = 'suspended' WHERE id = ?`).bind(mate.id).run()
    const results = [await teams.leave(owner.session, HERE), await teams.handOver(owner.session, mate.id, HERE)]
    expect(codes(results)).toEqual(['LAST_OWNER', 'LAST_OWNER'])
    expect((await rolesOf())[owner.id]).toBe('owner')
  })

  test('and the meter hears of every change of owners, and of no other', async () => {
    mate = await join(owner, mate, 'viewer')
    const revisions = [await revisionOf()]
    for (const role of ['admin', 'owner', 'developer'] satisfies Role[]) {
      await patch(owner, mate.id, { role })
      revisions.push(await revisionOf())
    }
    expect(revisions).toEqual([1, 1, 2, 3])
    const due = 'SELECT count(*) AS n FROM meter_pushes WHERE account_id = ?'
    expect(await bindings.DB.prepare(due).bind(owner.accountId).first('n')).toBe(0)
  })
})

describe('handing over', () => {
  test('makes the other an owner and oneself an admin, at once', async () => {
    mate = await join(owner, mate, 'developer')
    const asked = await (await page(owner, `/settings/members/${mate.id}/ownership`)).text()
    expect(asked).toContain(`Hand the account over to ${mate.username}?`)
    const answer = await post(owner, `/settings/members/${mate.id}/ownership`)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/settings/members'])
    expect(await rolesOf()).toEqual({ [mate.id]: 'owner', [owner.id]: 'admin' })
    expect(await eventsOf('ownership.handed_over')).toEqual([{ target: mate.id, detail: { username: mate.username } }])
    expect(await revisionOf()).toBe(2)
  })

  test('twice at once to two members leaves one owner', async () => {
    const other = await join(owner, await signUp(`team-heir-${made}`), 'admin')
    mate = await join(owner, mate, 'admin')
    const results = await Promise.all([mate, other].map(({ id }) => teams.handOver(owner.session, id, HERE)))
    expect(won(results)).toBe(1)
    expect(Object.values(await rolesOf()).sort()).toEqual(['admin', 'admin', 'owner'])
  })

  test('asks for a password typed a short while ago', async () => {
    mate = await join(owner, mate, 'developer')
    await bindings.DB.prepare('UPDATE sessions SET signed_in_at = signed_in_at - 600000 WHERE user_id = ?')
      .bind(owner.id)
      .run()
    const path = `/settings/members/${mate.id}/ownership`
    expect((await page(owner, path)).headers.get('Location')).toBe(`/login/again?next=${encodeURIComponent(path)}`)
    expect((await post(owner, path)).headers.get('Location')).toMatch(/^\/login\/again\?/)
    expect((await rolesOf())[mate.id]).toBe('developer')
  })
})

describe('who is removed', () => {
  test('goes on in another account of theirs with the same request', async () => {
    const own = mate.accountId
    mate = await join(owner, mate, 'developer')
    expect(
      (await (await ask(api, '/api/me', { headers: mate.bearer })).json<{ account: { id: string } }>()).account.id,
    ).toBe(owner.accountId)
    expect((await post(owner, `/settings/members/${mate.id}/removal`)).status).toBe(303)
    const me = await ask(api, '/api/me', { headers: mate.bearer })
    expect(await me.json()).toMatchObject({ account: { id: own }, role: 'owner', accounts: [{ id: own }] })
    expect(await eventsOf('member.removed')).toEqual([
      { target: mate.id, detail: { username: mate.username, role: 'developer' } },
    ])
  })

  test('leaves the keys that they made behind, and they work', async () => {
    mate = await join(owner, mate, 'developer')
    const { key } = await (await createKey(mate)).json<{ key: { id: string } }>()
    await teams.remove(owner.session, mate.id, HERE)
    expect((await services.keys.find(owner.accountId, key.id))?.status).toBe('active')
  })

  test('takes their open invitations along, and so does who may invite no more', async () => {
    mate = await join(owner, mate, 'admin')
    const demoted = await join(owner, await signUp(`team-demoted-${made}`), 'admin')
    await invite(mate, 'of-mate@example.com', 'admin')
    await invite(demoted, 'of-demoted@example.com', 'admin')
    await invite(owner, 'of-owner@example.com', 'admin')
    await teams.remove(owner.session, mate.id, HERE)
    await teams.changeRole(owner.session, demoted.id, 'viewer', HERE)
    expect((await teams.invitations(owner.accountId)).map(({ email }) => email)).toEqual(['of-owner@example.com'])
  })
})

describe('who is left without any account', () => {
  const forget = async () => {
    mate = await join(owner, mate, 'viewer')
    await bindings.DB.prepare('DELETE FROM memberships WHERE user_id = ? AND account_id <> ?')
      .bind(mate.id, owner.accountId)
      .run()
  }

  test('is signed out, and gets one of their own with the next sign-in', async () => {
    await forget()
    expect((await post(mate, '/settings/membership/ending')).headers.get('Location')).toBe('/dashboard')
    expect((await page(mate, '/dashboard')).headers.get('Location')).toBe('/login?next=%2Fdashboard')
    const login = await ask(api, '/api/auth/login', jsonBody({ login: mate.username, password: PASSWORD }))
    expect(login.status).toBe(200)
    const { token } = await login.json<{ token: string }>()
    const bearer = { Authorization: `Bearer ${token}` }
    const me = await (await ask(api, '/api/me', { headers: bearer })).json<{ account: { id: string } }>()
    expect(me).toMatchObject({ role: 'owner', account: { name: mate.username, plan: { key: 'free' } } })
    expect(await keysOf(me.account.id)).toEqual([])
    expect(await eventsOf('account.created', me.account.id)).toEqual([{ target: me.account.id, detail: {} }])
    const key = await (await ask(api, '/api/keys', jsonBody({ name: 'first' }, bearer))).json()
    expect(key).toMatchObject({ success: true, in_force: true })
  })

  test('gets one account, however many sign-ins come at once', async () => {
    await forget()
    await teams.leave(mate.session, HERE)
    await Promise.all(Array.from({ length: 8 }, () => people.openSession(mate.session.user, 'cookie', HERE)))
    const { results } = await bindings.DB.prepare('SELECT account_id FROM memberships WHERE user_id = ?')
      .bind(mate.id)
      .all()
    expect(results).toHaveLength(1)
    const sessions = 'SELECT count(*) AS n FROM sessions WHERE user_id = ? AND account_id = ?'
    expect(await bindings.DB.prepare(sessions).bind(mate.id, results[0]?.account_id).first('n')).toBe(8)
  })
})

describe('switching', () => {
  const current = async (cookie: string) => (await people.session(cookie.slice('session='.length)))?.account.id

  test('moves the session to the account under a new token, and back', async () => {
    const own = mate.accountId
    mate = await join(owner, mate, 'viewer')
    const answer = await post(mate, '/accounts/current', { account_id: own })
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/dashboard'])
    const [cookie = ''] = /session=[^;]+/.exec(answer.headers.get('Set-Cookie') ?? '') ?? []
    expect([await current(cookie), await current(mate.cookie.Cookie)]).toEqual([own, undefined])
    expect(await eventsOf('session.switched', own)).toEqual([{ target: mate.session.id, detail: {} }])
  })

  test('in JSON gives a new token for the old one', async () => {
    const own = mate.accountId
    mate = await join(owner, mate, 'viewer')
    const answer = await ask(api, '/api/me/account', { ...jsonBody({ account_id: own }, mate.bearer), method: 'PUT' })
    const { token } = await answer.json<{ token: string }>()
    const me = await ask(api, '/api/me', { headers: { Authorization: `Bearer ${token}` } })
    expect(await me.json()).toMatchObject({
      account: { id: own },
      accounts: [
        { id: own, role: 'owner' },
        { id: owner.accountId, role: 'viewer' },
      ],
    })
    expect((await ask(api, '/api/me', { headers: mate.bearer })).status).toBe(401)
  })

  test('to another’s account is 404 and changes nothing', async () => {
    const body = { account_id: owner.accountId }
    const answers = [
      await post(mate, '/accounts/current', body),
      await ask(api, '/api/me/account', { ...jsonBody(body, mate.bearer), method: 'PUT' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect(await current(mate.cookie.Cookie)).toBe(mate.accountId)
    expect(await eventsOf('session.switched')).toEqual([])
  })

  test('is offered on every page to who has several accounts, and to nobody else', async () => {
    expect(await (await page(mate, '/keys')).text()).not.toContain('Switch account')
    const own = mate.accountId
    mate = await join(owner, mate, 'viewer')
    const text = await (await page(mate, '/keys')).text()
    expect(text).toMatch(new RegExp(`<button[^>]* name="account_id" value="${own}"`))
    expect(text).not.toContain(`value="${owner.accountId}"`)
  })
})

describe('a page shows what its reader may do', () => {
  test.each(['billing', 'viewer'] as const)('keys to a %s, without forms', async (role) => {
    const [key] = await keysOf(owner.accountId)
    mate = await join(owner, mate, role)
    const texts = await Promise.all(['/keys', `/keys/${key?.id}`].map(async (path) => (await page(mate, path)).text()))
    for (const text of texts) {
      expect(text).toContain('Your role may look at keys')
      expect(text).not.toMatch(/method="post" action="\/keys|\/(revocations?|rotation)"/)
    }
    expect(await (await page(owner, '/keys')).text()).toContain('method="post" action="/keys"')
  })

  test('the team and its rules to a viewer, without forms, invitations or the audit log', async () => {
    await invite(owner, 'pending@example.com', 'viewer')
    mate = await join(owner, mate, 'viewer')
    const text = await (await page(mate, '/settings/members')).text()
    expect(text).toContain(owner.username)
    expect(text).toContain('Who may do what')
    expect(text).not.toMatch(/pending@example\.com|action="\/settings\/invitations|\/settings\/audit|Manage/)
  })

  test('no viewer sees who was invited in JSON either', async () => {
    mate = await join(owner, mate, 'viewer')
    const answers = ['members', 'invitations'].map((list) => ask(api, `/api/${list}`, { headers: mate.bearer }))
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 403])
  })

  test('and what it does not is refused with a page that names the role', async () => {
    mate = await join(owner, mate, 'viewer')
    const answer = await post(mate, '/keys', { name: 'x' })
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('Your role is too small for this.')
  })
})
