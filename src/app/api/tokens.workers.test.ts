import { beforeAll, describe, expect, test } from 'vitest'
import { type Scope, SERVICE_SCOPES } from '../../domain/service-tokens/scopes.ts'
import { json, type Route } from '../routes.ts'
import { site } from '../site/index.ts'
import { join } from '../team.fixture.ts'
import { ask, bindings, jsonBody, type Person, seedDemoRoute, services, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

let owner: Person
let operator: Person
let stranger: Person
beforeAll(async () => {
  owner = await signUp('token-owner')
  operator = await signUp('token-operator', 'operator')
  stranger = await signUp('token-stranger')
  await seedDemoRoute()
})

interface Token {
  id: string
  account_id: string | null
  hint: string
  scopes: string[]
  revoked_at: number | null
}
interface Body {
  token: Token
  service_token: string
  data: Token[]
  code: string
  errors: { field: string; problem: string }[]
}
async function send(method: string, path: string, headers: Record<string, string>, body?: unknown) {
  const answer = await ask(api, path, body === undefined ? { method, headers } : { ...jsonBody(body, headers), method })
  const text = await answer.text()
  const isFile = /^text\/csv|^application\/zip/.test(answer.headers.get('Content-Type') ?? '')
  return { status: answer.status, text, body: (isFile ? {} : JSON.parse(text)) as Body }
}
const make = async (scopes: Scope[], person = owner, more: object = {}) =>
  (await send('POST', '/api/tokens', person.bearer, { name: 'robot', scopes, ...more })).body
const as = (text: string) => ({ Authorization: `Bearer ${text}` })
const run = (query: string, ...values: unknown[]) =>
  bindings.DB.prepare(query)
    .bind(...values)
    .run()

test('a token is shown once; later only its hint is', async () => {
  const made = await send('POST', '/api/tokens', owner.bearer, { name: 'once', scopes: ['keys:read'] })
  expect(made.status).toBe(201)
  const { service_token: text, token } = made.body
  expect(text).toMatch(/^st_[0-9A-Za-z]{43}$/)
  expect(token).toMatchObject({ account_id: owner.accountId, hint: `st_…${text.slice(-4)}`, scopes: ['keys:read'] })
  const list = await send('GET', '/api/tokens', owner.bearer)
  expect(list.body.data).toContainEqual(token)
  expect(list.text).not.toContain(text)
})

test('the text of a token is in no table and in no log line', async () => {
  const lines: string[] = []
  const { log } = console
  console.log = (...words) => lines.push(words.join(' '))
  const { service_token: text, token } = await make(['keys:read', 'keys:verify'])
  await send('GET', '/api/keys', as(text))
  await send('POST', '/api/keys/verify', as(text), { key: owner.apiKey })
  await send('DELETE', `/api/tokens/${token.id}`, owner.bearer)
  await send('GET', '/api/keys', as(text))
  console.log = log
  const tables = await bindings.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string }>()
  const rows = await bindings.DB.batch(tables.results.map(({ name }) => bindings.DB.prepare(`SELECT * FROM ${name}`)))
  const stored = JSON.stringify(rows.map(({ results }) => results))
  expect(stored).toContain(token.id)
  expect(stored + lines.join()).not.toContain(text.slice(3))
})

describe('on the JSON API', () => {
  test('it acts for its maker in its account, as far as its scopes reach', async () => {
    const { service_token: text } = await make(['keys:read', 'keys:write'])
    const created = await send('POST', '/api/keys', as(text), { name: 'by a robot' })
    expect(created.status).toBe(201)
    expect((await send('GET', '/api/keys', as(text))).text).toContain('by a robot')
    expect((await send('GET', '/api/usage', as(text))).status).toBe(403)
  })

  // The same for every route there is: what a scope does not reach, what names no act, what is fresh, what operators do.
  const routes = Object.entries(json) as [string, Route][]
  const isReached = ({ audience, fresh, may }: Route, act: string) => audience === 'member' && !fresh && may === act
  test.each(routes.filter(([, { audience }]) => audience === 'member' || audience === 'operator'))(
    '%s is reached with its own scope alone',
    async (_, route) => {
      const path = route.path.replace(':id', 'none_0')
      const reach = async (scope: Scope) => {
        const { service_token: text } = await make([scope])
        return (await send(route.method, path, as(text), route.method === 'GET' ? undefined : {})).status !== 403
      }
      expect([
        await reach('keys:read'),
        await reach('keys:write'),
        await reach('usage:read'),
        await reach('billing:read'),
        await reach('keys:verify'),
      ]).toEqual([
        ...['keys.read', 'keys.write', 'usage.read', 'billing.read'].map((act) => isReached(route, act)),
        false,
      ])
    },
  )

  test('an operator’s own reaches no operator’s route', async () => {
    const { service_token: text } = await make(['keys:read', 'keys:write', 'usage:read'], operator)
    expect((await send('GET', '/api/admin/users', as(text))).status).toBe(403)
  })

  test('its maker’s smaller role is its own', async () => {
    const maker = await join(owner, await signUp('token-maker'), 'admin')
    const { service_token: text } = await make(['keys:write'], maker)
    await run("UPDATE memberships SET role = 'viewer' WHERE user_id = ? AND account_id = ?", maker.id, owner.accountId)
    expect((await send('POST', '/api/keys', as(text), { name: 'too much' })).status).toBe(403)
  })

  test('one that operators issued stands for no member', async () => {
    const { service_token: text } = await make(['keys:verify'], operator)
    expect((await send('GET', '/api/keys', as(text))).status).toBe(401)
  })

  test.each([
    ['revoked', (id: string) => send('DELETE', `/api/tokens/${id}`, owner.bearer)],
    ['past its date', (id: string) => run('UPDATE service_tokens SET expires_at = ? WHERE id = ?', Date.now(), id)],
  ])('%s it is 401 from the next request on', async (_, end) => {
    const { service_token: text, token } = await make(['keys:read'])
    expect((await send('GET', '/api/keys', as(text))).status).toBe(200)
    await end(token.id)
    const refused = await send('GET', '/api/keys', as(text))
    expect([refused.status, refused.body.code]).toEqual([401, 'UNAUTHENTICATED'])
  })

  test.each([
    ['suspended', "UPDATE users SET status = 'suspended' WHERE id = ?"],
    ['gone', 'DELETE FROM memberships WHERE user_id = ?'],
  ])('with its maker %s it is 401', async (what, query) => {
    const maker = await join(owner, await signUp(`token-${what}`), 'admin')
    const { service_token: text } = await make(['keys:read'], maker)
    expect((await send('GET', '/api/keys', as(text))).status).toBe(200)
    await run(query, maker.id)
    expect((await send('GET', '/api/keys', as(text))).status).toBe(401)
  })

  test('one that was never issued is 401', async () => {
    expect((await send('GET', '/api/keys', as(`st_${'a'.repeat(43)}`))).status).toBe(401)
  })
})

describe('issuing', () => {
  test('an operator’s for verifying or proxies is for every account, and stands in the operators’ list', async () => {
    for (const scope of SERVICE_SCOPES) {
      const { token } = await make([scope], operator)
      expect(token.account_id).toBeNull()
      expect((await send('GET', '/api/admin/tokens', operator.bearer)).body.data).toContainEqual(token)
      expect((await send('GET', '/api/tokens', operator.bearer)).body.data).toContainEqual(token)
      const ended = await send('DELETE', `/api/tokens/${token.id}`, operator.bearer)
      expect(ended.body.token.revoked_at).toEqual(expect.any(Number))
    }
  })

  test('an operator without the second factor that is asked of operators issues none', async () => {
    const settings = { ...bindings, OPERATORS_NEED_FACTOR: 'true' }
    const body = jsonBody({ name: 'x', scopes: ['keys:verify'] }, operator.bearer)
    const answer = await ask(api, '/api/tokens', body, undefined, settings)
    expect([answer.status, (await answer.json<Body>()).code]).toEqual([403, 'FACTOR_REQUIRED'])
  })

  test('nobody else’s is for every account, nor for a proxy', async () => {
    expect((await make(['keys:verify'])).token.account_id).toBe(owner.accountId)
    const refused = await make(['proxy'])
    expect(refused.errors).toMatchObject([{ field: 'scopes', problem: 'format' }])
    const own = await make(['keys:read'], operator)
    expect(own.token.account_id).toBe(operator.accountId)
    const { token } = await make(['proxy'], operator)
    expect((await send('GET', '/api/tokens', stranger.bearer)).body.data).toEqual([])
    expect((await send('DELETE', `/api/tokens/${token.id}`, stranger.bearer)).status).toBe(404)
  })

  test('what is made and revoked stands in the account’s log, once', async () => {
    const { token } = await make(['usage:read'])
    await send('DELETE', `/api/tokens/${token.id}`, owner.bearer)
    await send('DELETE', `/api/tokens/${token.id}`, owner.bearer)
    const { items } = await services.audit.ofAccount(owner.accountId, { action: '', cursor: null, limit: 100 })
    const events = items.filter(({ target }) => target === token.id)
    expect(events.map(({ action }) => action)).toEqual(['token.revoked', 'token.created'])
    expect(events[1]?.detail).toEqual({ name: 'robot', hint: token.hint, scopes: ['usage:read'] })
  })

  test('what a token does to keys names it beside its maker: in JSON, on the page, in the export', async () => {
    const { token, service_token: text } = await make(['keys:write'], owner, { name: 'nightly <robot>' })
    const { body } = await send('POST', '/api/keys', as(text), { name: 'by a token' })
    const { id } = (body as unknown as { key: { id: string } }).key
    await send('PATCH', `/api/keys/${id}`, as(text), { note: 'changed' })
    await send('POST', `/api/keys/${id}/rotation`, as(text), { grace_seconds: 60 })
    await send('DELETE', `/api/keys/${id}`, as(text))
    await send('DELETE', `/api/tokens/${token.id}`, owner.bearer)
    const log = await send('GET', '/api/audit?limit=5', owner.bearer)
    const events = log.body.data as unknown as { action: string; token: unknown; actor: unknown; detail: object }[]
    const [maker, robot] = [
      { id: owner.id, username: owner.username },
      { id: token.id, name: 'nightly <robot>' },
    ]
    expect(events.map(({ action, actor, token: by }) => [action, actor, by])).toEqual([
      ['token.revoked', maker, null],
      ...['key.revoked', 'key.rotated', 'key.changed', 'key.created'].map((action) => [action, maker, robot]),
    ])
    expect(events.some(({ detail }) => 'token' in detail)).toBe(false)
    expect(events[1]?.detail).toMatchObject({ name: 'by a token' })
    const pages = ['en', 'zh'].map(async (language) => {
      const headers = { Cookie: `${owner.cookie.Cookie}; locale=${language}` }
      return (await ask(site, '/settings/audit', { headers })).text()
    })
    const [en, zh] = await Promise.all(pages)
    expect(en).toContain('with the token “nightly &lt;robot&gt;”')
    expect(zh).toContain('通过令牌“nightly &lt;robot&gt;”')
    expect(en?.split(`>${token.id}<`).length).toBe(1 + 4 + 2)
    const cut = await services.accountExport.open(owner.session, { address: '', agent: '', place: null })
    const exported = []
    if (cut.ok) for await (const page of cut.value.events()) exported.push(...page)
    expect(exported.filter(({ token: by }) => by?.id === token.id)).toHaveLength(4)
  })

  test.each([
    [{ scopes: [] }, 'scopes', 'too_short'],
    [{ scopes: ['everything'] }, 'scopes.0', 'format'],
    [{ name: '' }, 'name', 'required'],
    [{ expires_at: 1 }, 'expires_at', 'in_the_past'],
    [{ account_id: 'acct_other' }, 'account_id', 'unknown'],
  ])('%j is refused: %s %s', async (wrong, field, problem) => {
    const body = await make(['keys:read'], owner, wrong)
    expect(body.errors).toMatchObject([{ field, problem }])
  })
})
