import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DELETION_GRACE } from '../../../domain/account/account.ts'
import { makeOwnAccount } from '../../../domain/account/make.ts'
import { makeIds } from '../../../domain/ids.ts'
import type { Mail } from '../../../domain/mail.ts'
import { pushChanges } from '../../../platform/meter.ts'
import { random } from '../../../platform/random.ts'
import { confirmPush } from '../../../storage/changes.ts'
import { database } from '../../../storage/database.ts'
import { ownAccountStore } from '../../../storage/own-account.ts'
import { api } from '../../api/index.ts'
import type { Bindings } from '../../context.ts'
import { ask, bindings, ORIGIN, type Person, seedDemoRoute, services, signUp } from '../../visitor.fixture.ts'
import { site } from '../index.ts'

const DAY = 86_400_000
const PATH = '/settings/account/deletion'

let posted: Mail[] = []
const MAIL = { send: async (mail: Mail) => void posted.push(mail) } as unknown as Bindings['MAIL']

let made = 0
let owner: Person
beforeAll(seedDemoRoute)
beforeEach(async () => {
  posted = []
  made += 1
  owner = await signUp(`leaver-${made}`)
})

const get = (path: string, { cookie }: Person = owner) => ask(site, path, { headers: cookie })
const csrfOf = async (person: Person) =>
  /name="csrf" value="([^"]+)"/.exec(await (await get('/keys', person)).text())?.[1] ?? ''

const post = async (path: string, fields: Record<string, string> = {}, person = owner) =>
  ask(
    site,
    path,
    {
      method: 'POST',
      headers: { ...person.cookie, 'Sec-Fetch-Site': 'same-origin', Referer: ORIGIN + PATH },
      body: new URLSearchParams({ csrf: await csrfOf(person), ...fields }),
    },
    ORIGIN,
    { MAIL },
  )
const askDeletion = (person = owner, name = person.username) => post(PATH, { name }, person)

const callCode = async (person = owner) => {
  const answer = await ask(api, '/api/demo/x', { headers: { 'X-API-Key': person.apiKey } })
  return answer.status === 200 ? 'VALID' : (await answer.json<{ code: string }>()).code
}

const dueAt = async ({ accountId } = owner) =>
  (
    await bindings.DB.prepare('SELECT deletion_due_at AS due FROM accounts WHERE id = ?')
      .bind(accountId)
      .first<{ due: number | null }>()
  )?.due ?? null

const actions = async ({ accountId } = owner) => {
  const { items } = await services.audit.ofAccount(accountId, { action: '', cursor: null, limit: 50 })
  return items.map(({ action }) => action).filter((action) => action.startsWith('account.'))
}

/** Puts another user into the owner's account. */
const join = (person: Person, role: string) =>
  bindings.DB.batch([
    bindings.DB.prepare('INSERT INTO memberships (account_id, user_id, role, created_at) VALUES (?, ?, ?, 1)').bind(
      owner.accountId,
      person.id,
      role,
    ),
    bindings.DB.prepare('UPDATE sessions SET account_id = ? WHERE user_id = ?').bind(owner.accountId, person.id),
  ])

describe('asking', () => {
  test('ends every key on the very next call, with the day 14 days off, on every page of the account', async () => {
    expect(await callCode()).toBe('VALID')
    const before = Date.now()
    expect((await askDeletion()).status).toBe(303)
    expect(await callCode()).toBe('ACCOUNT_SUSPENDED')
    const due = (await dueAt()) ?? 0
    expect(due - before).toBeGreaterThanOrEqual(14 * DAY)
    expect(due - Date.now()).toBeLessThanOrEqual(14 * DAY)
    for (const path of ['/dashboard', '/keys', '/settings/account', '/settings/sessions']) {
      const page = await (await get(path)).text()
      expect(page).toContain('This account will be erased on')
      expect(page).toContain(`href="${PATH}"`)
    }
    expect(await actions()).toEqual(['account.deletion_asked'])
  })

  test('takes the account’s name, whole and as it is', async () => {
    for (const name of ['', 'leaver', owner.username.toUpperCase()]) {
      expect((await askDeletion(owner, name)).status).toBe(422)
    }
    expect(await dueAt()).toBeNull()
    expect(await callCode()).toBe('VALID')
    expect(await actions()).toEqual([])
  })

  test('takes a password typed a short while ago', async () => {
    await bindings.DB.prepare('UPDATE sessions SET signed_in_at = signed_in_at - 600000').run()
    for (const answer of [await get(PATH), await askDeletion(), await post(`${PATH}/withdrawal`)]) {
      expect(answer.headers.get('Location')).toMatch(/^\/login\/again/)
    }
    expect(await dueAt()).toBeNull()
  })

  test.each(['admin', 'developer', 'billing', 'viewer'])('is not for a member whose role is %s', async (role) => {
    const other = await signUp(`leaver-${role}-${made}`)
    await join(other, role)
    expect((await askDeletion(other, owner.username)).status).toBe(403)
    expect((await get(PATH, other)).status).toBe(403)
    expect(await (await get('/settings/account', other)).text()).not.toContain(PATH)
    expect(await dueAt()).toBeNull()
  })

  test('again leaves the first day as it is, and tells nobody twice', async () => {
    await askDeletion()
    const first = await dueAt()
    await askDeletion()
    expect(await dueAt()).toBe(first)
    expect(await actions()).toEqual(['account.deletion_asked'])
    expect(posted).toHaveLength(1)
  })

  test('is told to every owner in their own language and zone, with the way back', async () => {
    const other = await signUp(`leaver-co-owner-${made}`)
    await bindings.DB.prepare("UPDATE users SET locale = 'zh', time_zone = 'Asia/Shanghai' WHERE id = ?")
      .bind(other.id)
      .run()
    await join(other, 'owner')
    await join(await signUp(`leaver-watcher-${made}`), 'viewer')
    await askDeletion()
    const data = { accountName: owner.username, username: owner.username, dueAt: await dueAt(), url: ORIGIN + PATH }
    expect(posted.sort((a, b) => a.locale.localeCompare(b.locale))).toMatchObject([
      { kind: 'account_deletion', to: `${owner.username}@example.com`, locale: 'en', timeZone: 'UTC', data },
      { kind: 'account_deletion', to: `${other.username}@example.com`, locale: 'zh', timeZone: 'Asia/Shanghai', data },
    ])
  })

  test('is refused where an operator would be left without an account, and granted once they have another', async () => {
    const operator = await signUp(`leaver-operator-${made}`, 'operator')
    const refused = await askDeletion(operator)
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('An operator would be left without an account')
    expect(await dueAt(operator)).toBeNull()
    await bindings.DB.prepare(
      "INSERT INTO memberships (account_id, user_id, role, created_at) VALUES (?, ?, 'viewer', 9e15)",
    )
      .bind(owner.accountId, operator.id)
      .run()
    expect((await askDeletion(operator)).status).toBe(303)
  })

  test('leaves every other account as it was', async () => {
    const other = await signUp(`leaver-neighbour-${made}`)
    await askDeletion()
    expect(await callCode(other)).toBe('VALID')
    expect(await (await get('/dashboard', other)).text()).not.toContain('will be erased')
  })
})

describe('taking it back', () => {
  test('admits the very next call', async () => {
    await askDeletion()
    expect(await callCode()).toBe('ACCOUNT_SUSPENDED')
    expect((await post(`${PATH}/withdrawal`)).status).toBe(303)
    expect(await callCode()).toBe('VALID')
    expect(await (await get('/dashboard')).text()).not.toContain('will be erased')
    expect(await actions()).toEqual(['account.deletion_withdrawn', 'account.deletion_asked'])
  })

  test('lifts no suspension, and the end of a suspension takes nothing back', async () => {
    const operator = { userId: 'user_operator', address: '' }
    await services.operating.suspendAccount(operator, owner.accountId, 'unpaid')
    await askDeletion()
    await services.operating.reactivateAccount(operator, owner.accountId)
    expect(await callCode()).toBe('ACCOUNT_SUSPENDED')
    await services.operating.suspendAccount(operator, owner.accountId, 'unpaid')
    await post(`${PATH}/withdrawal`)
    expect(await callCode()).toBe('ACCOUNT_SUSPENDED')
    await services.operating.reactivateAccount(operator, owner.accountId)
    expect(await callCode()).toBe('VALID')
  })

  test('works up to the last millisecond of the 14 days, and not in the next', async () => {
    const db = database(bindings.DB)
    let now = Date.now()
    const clock = () => now
    const store = ownAccountStore(db)
    const push = pushChanges(bindings.METER, (id, revision) => confirmPush(db, id, revision, Date.now()))
    const verbs = makeOwnAccount({ store, push, clock, ids: makeIds(clock, random) })
    const actor = { userId: owner.id, accountId: owner.accountId, tag: owner.tag, address: '' }
    const asked = await verbs.askDeletion(actor, owner.username)
    expect(asked).toMatchObject({ ok: true, value: { value: now + DELETION_GRACE, inForce: true } })
    now += DELETION_GRACE
    expect(await verbs.withdrawDeletion(actor)).toMatchObject({ ok: false, code: 'DELETION_UNDER_WAY' })
    now -= 1
    expect(await verbs.withdrawDeletion(actor)).toMatchObject({ ok: true })
    expect(await dueAt()).toBeNull()
  })

  test('where there is nothing to take back changes nothing', async () => {
    expect((await post(`${PATH}/withdrawal`)).status).toBe(303)
    expect(await actions()).toEqual([])
    expect(await callCode()).toBe('VALID')
  })
})

describe('the name', () => {
  test('is changed, recorded with what it was, and read by everyone in the account', async () => {
    expect((await post('/settings/account/name', { name: '  Weather <desk>  ' })).status).toBe(303)
    expect(await (await get('/dashboard')).text()).toContain('Weather &lt;desk&gt;')
    const { items } = await services.audit.ofAccount(owner.accountId, {
      action: 'account.renamed',
      cursor: null,
      limit: 9,
    })
    expect(items.map(({ detail }) => detail)).toEqual([{ from: owner.username, to: 'Weather <desk>' }])
  })

  test.each(['', ' ', 'x'.repeat(81), 'two\nlines', 'nul\0'])('%j is none', async (name) => {
    expect((await post('/settings/account/name', { name })).status).toBe(422)
    expect(await actions()).toEqual([])
  })

  test('is an owner’s or an admin’s to change', async () => {
    const other = await signUp(`leaver-reader-${made}`)
    await join(other, 'developer')
    expect((await post('/settings/account/name', { name: 'Mine' }, other)).status).toBe(403)
  })
})
