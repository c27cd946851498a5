import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { api } from '../../api/index.ts'
import { operatorConsole } from '../../console/index.ts'
import { ask, bindings, jsonBody, keysOf, PASSWORD, type Person, services, signUp } from '../../visitor.fixture.ts'
import { site } from '../index.ts'

interface Entry {
  id: string
  at: number
  action: string
  by: string
  actor: { id: string; username: string } | null
  account: { id: string } | null
  target: string
  address: string | null
  detail: Record<string, unknown>
}
interface List {
  data: Entry[]
  next_cursor: string | null
}

let made = 0
let person: Person
let stranger: Person
let operator: Person
beforeAll(async () => {
  operator = await signUp('audit-operator', 'operator')
})
beforeEach(async () => {
  made += 1
  person = await signUp(`audited-${made}`)
  stranger = await signUp(`audit-stranger-${made}`)
})

const read = async (query = '', who = person): Promise<List> =>
  (await ask(api, `/api/audit${query}`, { headers: who.bearer })).json<List>()
const search = async (query = ''): Promise<List> =>
  (await ask(api, `/api/admin/audit${query}`, { headers: operator.bearer })).json<List>()
const actions = ({ data }: List) => data.map((entry) => entry.action)
const page = async (query = '') => (await ask(site, `/settings/audit${query}`, { headers: person.cookie })).text()
const consolePage = async (query = '') =>
  (await ask(operatorConsole, `/admin/audit${query}`, { headers: operator.cookie })).text()

async function renameKey(name: string): Promise<string> {
  const [key] = await keysOf(person.accountId)
  const id = key?.id ?? ''
  await ask(api, `/api/keys/${id}`, { ...jsonBody({ name }, person.bearer), method: 'PATCH' })
  return id
}

const suspend = (reason: string) =>
  ask(api, `/api/admin/accounts/${person.accountId}/suspension`, jsonBody({ reason }, operator.bearer))

describe('append-only', () => {
  test.each([
    ['changes', `UPDATE audit_events SET detail = '{}'`],
    ['moves', 'UPDATE audit_events SET account_id = NULL WHERE account_id IS NOT NULL'],
    ['deletes', 'DELETE FROM audit_events'],
  ])('nothing %s an event', async (_, statement) => {
    const count = () => bindings.DB.prepare('SELECT count(*) AS n FROM audit_events').first('n')
    const before = await count()
    await expect(bindings.DB.prepare(statement).run()).rejects.toThrow('append-only')
    expect(await count()).toBe(before)
  })
})

describe('what is recorded', () => {
  test('signing in, signing out and ending sessions, with who and from where', async () => {
    const cf = { 'CF-Connecting-IP': '198.51.100.9' }
    const body = { login: person.username, password: PASSWORD }
    const { token } = await (await ask(api, '/api/auth/login', jsonBody(body, cf))).json<{ token: string }>()
    const session = await services.people.session(token)
    await ask(api, '/api/auth/logout', { method: 'POST', headers: { Authorization: `Bearer ${token}`, ...cf } })
    const { data } = await read(`?limit=2`)
    const by = { by: 'user', actor: { id: person.id, username: person.username } }
    const at = { address: '198.51.100.9', target: session?.id, account: { id: person.accountId } }
    expect(data).toMatchObject([
      { action: 'session.closed', ...by, ...at },
      { action: 'session.opened', ...by, ...at },
    ])
    await ask(api, `/api/sessions/${person.session.id}`, { method: 'DELETE', headers: person.bearer })
    expect((await read('?limit=1')).data[0]).toMatchObject({ action: 'session.ended', target: person.session.id })
  })

  test('a session that is already gone is recorded once', async () => {
    const path = `/api/sessions/${person.session.id}`
    await Promise.all(Array.from({ length: 4 }, () => ask(api, path, { method: 'DELETE', headers: person.bearer })))
    expect((await read('?action=session.ended')).data).toHaveLength(1)
  })

  test('a change with what was before and after', async () => {
    const id = await renameKey('billing')
    expect((await read('?action=key.renamed')).data).toMatchObject([
      { target: id, detail: { from: 'default', to: 'billing' } },
    ])
    expect(await page('?action=key.renamed')).toMatch(/<del[^>]*>default<\/del>.*<ins[^>]*>billing<\/ins>/)
  })

  test('never a key, a password or a token', async () => {
    const text = JSON.stringify(await search()) + (await consolePage())
    expect(text).toContain(person.username)
    const token = person.bearer.Authorization.slice('Bearer '.length)
    for (const secret of [person.apiKey, token, person.session.idHash, PASSWORD]) expect(text).not.toContain(secret)
  })
})

describe('an account’s own log', () => {
  test('holds its events and nobody else’s, on the page and in JSON', async () => {
    const { data } = await read('?limit=100')
    expect(data.length).toBeGreaterThan(0)
    expect(data.filter((entry) => entry.account?.id !== person.accountId)).toEqual([])
    const text = await page()
    const theirs = (await read('?limit=100', stranger)).data
    expect(text).toContain(data[0]?.target)
    for (const { id, target } of theirs) for (const theirId of [id, target]) expect(text).not.toContain(theirId)
  })

  test('cannot be asked for another account’s by any word of the query', async () => {
    const query = `?account=${stranger.accountId}&actor=${stranger.id}&account_id=${stranger.accountId}`
    expect(await read(query)).toEqual(await read())
  })

  test('tells that the operators acted and why, not who of them or from where', async () => {
    await suspend('Unpaid since September')
    const { data } = await read('?action=account.suspended')
    expect(data).toMatchObject([{ by: 'operators', actor: null, address: null }])
    const text = await page()
    expect(text).toContain('The operators')
    expect(text).toContain('Unpaid since September')
    for (const hidden of [operator.username, operator.id]) expect(text + JSON.stringify(data)).not.toContain(hidden)
    expect((await search(`?action=account.suspended&account=${person.accountId}`)).data).toMatchObject([
      { by: 'operators', actor: { username: operator.username } },
    ])
  })

  test('is newest first, and its pages hold each event once', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await renameKey(name)
    const whole = (await read('?limit=100')).data
    expect(whole.map((entry) => entry.at)).toEqual(whole.map((entry) => entry.at).sort((a, b) => b - a))
    const pages: Entry[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const list: List = await read(`?limit=3${cursor && `&cursor=${cursor}`}`)
      expect(list.data.length).toBeLessThanOrEqual(3)
      pages.push(...list.data)
      cursor = list.next_cursor
    }
    expect(pages).toEqual(whole)
  })

  test('narrowed to an action says so where nothing fits, and leads on with it', async () => {
    expect(await page('?action=key.revoked')).toContain('Nothing found')
    for (const name of ['a', 'b']) await renameKey(name)
    expect(await page('?action=key.renamed&limit=1')).toMatch(/\/settings\/audit\?action=key\.renamed&amp;cursor=evt_/)
  })

  test('knows no action of the service', async () => {
    expect((await ask(api, '/api/audit?action=route.changed', { headers: person.bearer })).status).toBe(422)
    expect((await ask(site, '/settings/audit?action=x', { headers: person.cookie })).status).toBe(303)
  })
})

describe('the console’s log', () => {
  test('is for operators alone', async () => {
    expect((await ask(api, '/api/admin/audit', { headers: person.bearer })).status).toBe(403)
    expect((await ask(operatorConsole, '/admin/audit', { headers: person.cookie })).status).toBe(404)
  })

  test('is narrowed by actor, account and target, by id and by name', async () => {
    const id = await renameKey('found')
    const byTarget = await search(`?target=${id}`)
    expect(actions(byTarget)).toEqual(['key.renamed'])
    for (const query of [`actor=${person.id}`, `actor=${person.username}`, `actor=${person.username}@example.com`]) {
      const { data } = await search(`?${query}&limit=100`)
      expect(new Set(data.map((entry) => entry.actor?.id))).toEqual(new Set([person.id]))
    }
    for (const account of [person.accountId, person.username]) {
      const { data } = await search(`?account=${account}&limit=100`)
      expect(new Set(data.map((entry) => entry.account?.id))).toEqual(new Set([person.accountId]))
    }
    expect((await search('?actor=nobody-of-that-name')).data).toEqual([])
    const text = await consolePage(`?target=${id}`)
    expect(text).toContain('Key renamed')
    expect(text).toContain(`/admin/audit?account=${person.accountId}`)
  })
})
