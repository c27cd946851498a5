import { beforeAll, describe, expect, test } from 'vitest'
import { operatorConsole } from './console/index.ts'
import { site } from './site/index.ts'
import { ask, bindings, type Person, services, signUp } from './visitor.fixture.ts'

let owner: Person
let operator: Person
beforeAll(async () => {
  owner = await signUp('token-page-owner')
  operator = await signUp('token-page-operator', 'operator')
})

const PLACES = [
  ['settings', '/settings/tokens', site, () => owner, 'keys:read'],
  ['console', '/admin/tokens', operatorConsole, () => operator, 'proxy'],
] as const

describe.each(PLACES)('in the %s', (_, path, app, who, scope) => {
  const get = async (at: string = path) => (await ask(app, at, { headers: who().cookie })).text()
  async function post(at: string, fields: [string, string][]) {
    const csrf = /name="csrf" value="([^"]+)"/.exec(await get())?.[1] ?? ''
    const answer = await ask(app, at, {
      method: 'POST',
      headers: { ...who().cookie, 'Sec-Fetch-Site': 'same-origin' },
      body: new URLSearchParams([['csrf', csrf], ...fields]),
    })
    return { status: answer.status, location: answer.headers.get('Location'), text: await answer.text() }
  }
  const textIn = (html: string) => /data-testid="service-token"[^>]*>(st_\w{43})</.exec(html)?.[1]

  test('a token is made, shown once, and revoked after a question', async () => {
    const made = await post(path, [
      ['name', 'a <program>'],
      ['scopes', scope],
      ['expires_at', '2999-12-31'],
    ])
    const text = textIn(made.text) ?? ''
    expect([made.status, (await services.serviceTokens.bearer(text))?.scopes]).toEqual([201, [scope]])
    const list = await get()
    expect(list).toContain('a &lt;program&gt;')
    expect(list).not.toContain(text)
    const question = new RegExp(`${path}/tok_\\w+/revocation`).exec(list)?.[0] ?? ''
    expect(await get(question)).toContain(`st_…${text.slice(-4)}`)
    expect(await services.serviceTokens.bearer(text)).not.toBeNull()
    expect(await post(question, [])).toMatchObject({ status: 303, location: path })
    expect(await services.serviceTokens.bearer(text)).toBeNull()
  })

  test('a form without a scope comes back as it was typed', async () => {
    const refused = await post(path, [['name', 'half done']])
    expect([refused.status, textIn(refused.text)]).toEqual([422, undefined])
    expect(refused.text).toContain('value="half done"')
    expect(refused.text).toContain('id="scopes-error"')
  })

  test('boxes that were ticked stay ticked when something else is wrong', async () => {
    const refused = await post(path, [
      ['name', ''],
      ['scopes', 'keys:verify'],
      ['scopes', scope],
    ])
    expect(refused.status).toBe(422)
    for (const ticked of ['keys:verify', scope]) expect(refused.text).toMatch(new RegExp(`value="${ticked}" checked`))
  })

  test('asks for the password before, when that was typed too long ago', async () => {
    const { id, cookie } = await signUp(`stale-${path.length}`, path === '/admin/tokens' ? 'operator' : 'member')
    await bindings.DB.prepare('UPDATE sessions SET signed_in_at = 0 WHERE user_id = ?').bind(id).run()
    const page = await (await ask(app, path, { headers: cookie })).text()
    expect(page).toContain(`/login/again?next=${encodeURIComponent(path)}`)
    expect(page).not.toContain('name="scopes"')
  })
})
