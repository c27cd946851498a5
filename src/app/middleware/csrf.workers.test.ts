import { beforeAll, describe, expect, test } from 'vitest'
import { newApp } from '../house.ts'
import type { Method, Route } from '../routes.ts'
import { ask, ORIGIN, type Person, signUp } from '../visitor.fixture.ts'
import { csrfToken } from './csrf.ts'
import { setSessionCookie } from './session.ts'

const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
const table: Record<string, Route> = { form: { method: 'GET', path: '/form', audience: 'anyone' } }
for (const method of UNSAFE) table[method] = { method: method as Method, path: '/form', audience: 'anyone' }

function house(render: 'pages' | 'json') {
  const app = newApp(table, { render })
  app.get('/form', (c) => c.text(csrfToken(c)))
  for (const method of UNSAFE) app.on(method, '/form', (c) => c.text('done'))
  return app
}
const pages = house('pages')
const json = house('json')

let person: Person
let token: string
beforeAll(async () => {
  person = await signUp('csrf-member')
  token = await (await ask(pages, '/form', { headers: person.cookie })).text()
})

const SAME = { 'Sec-Fetch-Site': 'same-origin' }
const TYPES: [string, BodyInit][] = [
  ['application/x-www-form-urlencoded', 'a=1'],
  ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n'],
  ['text/plain', 'a=1'],
  ['application/json', '{"a":1}'],
]

describe.each(UNSAFE)('%s', (method) => {
  const send = (headers: Record<string, string>, body?: BodyInit, app = pages) =>
    ask(app, '/form', { method, headers: { ...person.cookie, ...headers }, ...(body === undefined ? {} : { body }) })

  test('passes from this site with the session’s token', async () => {
    expect(await (await send({ ...SAME, 'X-CSRF-Token': token })).text()).toBe('done')
  })

  test.each(TYPES)('is refused from another site, even with the token: %s', async (type, body) => {
    for (const site of ['cross-site', 'same-site']) {
      const response = await send({ 'Sec-Fetch-Site': site, 'Content-Type': type, 'X-CSRF-Token': token }, body)
      expect(response.status).toBe(403)
    }
  })

  test.each(TYPES)('is refused without the token: %s', async (type, body) => {
    expect((await send({ ...SAME, 'Content-Type': type }, body)).status).toBe(403)
  })

  test('is refused without body, content type and token', async () => {
    expect((await send(SAME)).status).toBe(403)
  })

  test('of a cookie session in JSON is refused just so', async () => {
    expect((await send({ 'Content-Type': 'application/json' }, '{}', json)).status).toBe(403)
    expect((await send({ 'Sec-Fetch-Site': 'cross-site', 'X-CSRF-Token': token }, '{}', json)).status).toBe(403)
    expect((await send({ ...SAME, 'X-CSRF-Token': token }, '{}', json)).status).toBe(200)
  })

  test('of a bearer token needs no CSRF token', async () => {
    const response = await ask(json, '/form', { method, headers: person.bearer })
    expect(response.status).toBe(200)
  })
})

describe('where a request comes from', () => {
  const from = async (headers: Record<string, string>) =>
    (await ask(pages, '/form', { method: 'POST', headers: { ...person.cookie, 'X-CSRF-Token': token, ...headers } }))
      .status

  test('an older browser says it by Origin', async () => {
    expect(await from({ Origin: ORIGIN })).toBe(200)
    expect(await from({ Origin: 'http://localhost:9999' })).toBe(403)
    expect(await from({ Origin: 'null' })).toBe(403)
  })

  test('a request that says nothing of it is refused', async () => {
    expect(await from({})).toBe(403)
  })

  test('a typed address counts as here', async () => {
    expect(await from({ 'Sec-Fetch-Site': 'none' })).toBe(200)
  })
})

describe('the token', () => {
  const post = (cookie: string, csrf: string) =>
    ask(pages, '/form', {
      method: 'POST',
      headers: { ...SAME, Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrf }).toString(),
    })

  test('may come as a form’s field', async () => {
    expect((await post(person.cookie.Cookie, token)).status).toBe(200)
  })

  test('of one session is none of another', async () => {
    const other = await signUp('csrf-other')
    expect((await post(other.cookie.Cookie, token)).status).toBe(403)
  })

  test('on the page that opens a session is that session’s', async () => {
    const app = newApp({ signIn: { method: 'GET', path: '/sign-in', audience: 'anyone' } }, { render: 'pages' })
    app.get('/sign-in', (c) => {
      setSessionCookie(c, person.cookie.Cookie.slice('session='.length), Date.now() + 60_000)
      return c.text(csrfToken(c))
    })
    expect(await (await ask(app, '/sign-in')).text()).toBe(token)
  })

  test('of a signed-out form is bound to a cookie that scripts cannot read', async () => {
    const page = await ask(pages, '/form')
    const set = page.headers.get('Set-Cookie') ?? ''
    expect(set).toMatch(/^visit=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    const [cookie = ''] = set.split(';')
    const signedOut = await page.text()
    expect((await post(cookie, signedOut)).status).toBe(200)
    expect((await post('visit=guessed', signedOut)).status).toBe(403)
    expect((await post('', signedOut)).status).toBe(403)
  })
})

test('over https the cookies carry the __Host- prefix and Secure', async () => {
  const page = await ask(pages, '/form', {}, 'https://tollgate.example')
  expect(page.headers.get('Set-Cookie')).toMatch(/^__Host-visit=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  const withPlainName = await ask(json, '/form', { method: 'POST', headers: person.cookie }, 'https://tollgate.example')
  // Over https the plain name is no session: nothing to protect, nothing to abuse.
  expect(withPlainName.status).toBe(200)
})
