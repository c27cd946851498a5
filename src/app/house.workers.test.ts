import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Bindings } from './context.ts'
import { newApp } from './house.ts'
import { type Route, site } from './routes.ts'
import { ask, jsonBody, ORIGIN, type Person, services, signUp } from './visitor.fixture.ts'

const table = {
  open: { method: 'GET', path: '/open', audience: 'anyone' },
  filled: { method: 'POST', path: '/open', audience: 'anyone' },
  guests: { method: 'GET', path: '/guests', audience: 'guest' },
  members: { method: 'GET', path: '/members/:id', audience: 'member' },
  acting: { method: 'POST', path: '/members/:id', audience: 'member' },
  operators: { method: 'GET', path: '/operators', audience: 'operator' },
  broken: { method: 'GET', path: '/broken', audience: 'anyone' },
} satisfies Record<string, Route>

function house(render: 'pages' | 'json') {
  const app = newApp(table, { render })
  app.all('/open', (c) => c.text(`open ${c.var.locale}`))
  for (const path of ['/guests', '/members/:id', '/operators', '/forgotten']) app.get(path, (c) => c.text('inside'))
  app.get('/broken', () => {
    throw new Error(`it broke over ${CANARY}`)
  })
  return app
}
const CANARY = `sk_${'a1B2'.repeat(12)}`
const HERE = { address: '192.0.2.8', agent: 'test', place: null }
const pages = house('pages')
const json = house('json')

let member: Person
let operator: Person
beforeAll(async () => {
  member = await signUp('house-member')
  operator = await signUp('house-operator', 'operator')
})
afterEach(() => vi.restoreAllMocks())

describe('closed by default', () => {
  test('a handler whose path no table names is 404, for an operator too', async () => {
    const answers = await Promise.all([
      ask(pages, '/forgotten', { headers: operator.cookie }),
      ask(json, '/forgotten', { headers: operator.bearer }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
  })

  test('a method that the table does not name is 405 with what is allowed, whatever handler there is', async () => {
    const response = await ask(json, '/open', { method: 'DELETE' })
    expect(response.status).toBe(405)
    expect(response.headers.get('Allow')).toBe('GET, POST, HEAD')
    expect(await response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
  })

  test.each(['//members/1', '/members/1/', '/MEMBERS/1'])('%s is no way around the guard', async (path) => {
    expect((await ask(pages, path)).status).toBe(404)
  })
})

describe('who may come', () => {
  test('signed out, a page leads to sign-in and back, and a fragment takes the whole page there', async () => {
    const page = await ask(pages, '/members/1?tab=2')
    expect([page.status, page.headers.get('Location')]).toEqual([303, '/login?next=%2Fmembers%2F1%3Ftab%3D2'])
    const at = { 'HX-Request': 'true', 'HX-Current-URL': 'http://localhost:8788/dashboard?range=7d' }
    const fragment = await ask(pages, '/members/1', { headers: at })
    expect([fragment.status, fragment.headers.get('HX-Redirect')]).toEqual([
      200,
      '/login?next=%2Fdashboard%3Frange%3D7d',
    ])
  })

  test('the page to come back to is never another site’s', async () => {
    const at = { 'HX-Request': 'true', 'HX-Current-URL': 'https://evil.example/dashboard' }
    expect((await ask(pages, '/members/1', { headers: at })).headers.get('HX-Redirect')).toBe('/login')
  })

  test('signed out, JSON is 401 with a challenge', async () => {
    const response = await ask(json, '/members/1')
    expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer'])
  })

  test('a member sees no operators’ page, and is forbidden it in JSON', async () => {
    expect((await ask(pages, '/operators', { headers: member.cookie })).status).toBe(404)
    expect((await ask(json, '/operators', { headers: member.bearer })).status).toBe(403)
    expect(await (await ask(pages, '/operators', { headers: operator.cookie })).text()).toBe('inside')
  })

  test('where Cloudflare Access is set, an operator without its word is refused, and a member learns nothing of it', async () => {
    const behind = { ACCESS_TEAM: 'https://team.example.com', ACCESS_AUDIENCE: 'f00d' } as Partial<Bindings>
    const at = (app: typeof pages, headers: Record<string, string>) =>
      ask(app, '/operators', { headers }, ORIGIN, behind)
    const [page, problem] = await Promise.all([at(pages, operator.cookie), at(json, operator.bearer)])
    expect([page.status, problem.status]).toEqual([403, 403])
    expect(await problem.json()).toMatchObject({ code: 'ACCESS_REQUIRED' })
    expect((await at(pages, member.cookie)).status).toBe(404)
    expect(await (await at(json, {})).json()).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('who is signed in is taken from a guests’ page to the dashboard', async () => {
    const response = await ask(pages, '/guests', { headers: member.cookie })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/dashboard'])
  })

  test('pages take no bearer token, and a token of one kind is none of the other', async () => {
    const token = member.bearer.Authorization.slice('Bearer '.length)
    const answers = await Promise.all([
      ask(pages, '/members/1', { headers: member.bearer }),
      ask(pages, '/members/1', { headers: { Cookie: `session=${token}` } }),
      ask(json, '/members/1', {
        headers: { Authorization: `Bearer ${member.cookie.Cookie.slice('session='.length)}` },
      }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 401])
  })

  test('beside an Authorization header no cookie counts', async () => {
    const right = await ask(json, '/members/1', { headers: { ...member.cookie, ...member.bearer } })
    expect(right.status).toBe(200)
    const response = await ask(json, '/members/1', { headers: { ...member.cookie, Authorization: 'Bearer wrong' } })
    expect(response.status).toBe(401)
  })
})

describe('a body that comes slowly', () => {
  test('does nothing for a session that was ended meanwhile', async () => {
    const thief = await signUp('house-slow')
    const app = house('json')
    let acted = 0
    app.post('/members/:id', async (c) => c.text(`acted ${(await c.req.text()).length} ${++acted}`))
    const body = new ReadableStream({
      async pull(controller) {
        await services.people.endOtherSessions({ ...thief.session, id: 'ses_other' }, HERE)
        controller.enqueue(new TextEncoder().encode('{}'))
        controller.close()
      },
    })
    const headers = { ...thief.bearer, 'Content-Type': 'application/json' }
    const late = await ask(app, '/members/1', { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    expect([late.status, acted]).toEqual([401, 0])
  })
})

describe('headers', () => {
  const secure = {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri /csp-reports",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cache-control': 'no-store',
    vary: 'HX-Request',
  }

  test.each(['/open', '/nowhere', '/members/1', '/operators'])('%s has every secure header', async (path) => {
    const response = await ask(pages, path, { headers: path === '/operators' ? member.cookie : {} })
    expect(Object.fromEntries(response.headers)).toMatchObject(secure)
  })

  test('HSTS lasts two years, over https alone', async () => {
    const overHttps = await ask(pages, '/open', {}, 'https://tollgate.example')
    expect(overHttps.headers.get('Strict-Transport-Security')).toBe('max-age=63072000')
    expect((await ask(pages, '/open')).headers.has('Strict-Transport-Security')).toBe(false)
  })

  test('each answer has its own request id, whatever the client says', async () => {
    const response = await ask(pages, '/open', { headers: { 'X-Request-Id': 'mine' } })
    expect(response.headers.get('X-Request-Id')).toMatch(/^req_[0-9a-z]{26}$/)
  })

  test('any site may ask the JSON API before it calls, without a session', async () => {
    const response = await ask(json, '/members/1', {
      method: 'OPTIONS',
      headers: { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'PATCH' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Access-Control-Allow-Methods')).toBe('GET,HEAD,POST,PUT,PATCH,DELETE')
  })

  test('any site may read the JSON API, none with credentials', async () => {
    const response = await ask(json, '/open', { headers: { Origin: 'https://elsewhere.example' } })
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.has('Access-Control-Allow-Credentials')).toBe(false)
    expect(
      (await ask(pages, '/open', { headers: { Origin: 'https://elsewhere.example' } })).headers.has(
        'Access-Control-Allow-Origin',
      ),
    ).toBe(false)
  })
})

describe('language', () => {
  test.each([
    [{ 'Accept-Language': 'de, zh-CN;q=0.8, en;q=0.5' }, 'zh'],
    [{ 'Accept-Language': 'zh;q=0' }, 'en'],
    [{ 'Accept-Language': 'zh', Cookie: 'locale=en' }, 'en'],
    [{ Cookie: 'locale=klingon' }, 'en'],
  ])('%o is read as %s', async (headers, locale) => {
    expect(await (await ask(pages, '/open', { headers })).text()).toBe(`open ${locale}`)
  })
})

describe('failures', () => {
  test('an unexpected error answers with the request id and logs one line without key, query or body', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const response = await ask(json, '/broken?q=private')
    const body = await response.json<{ request_id: string }>()
    expect(response.status).toBe(500)
    expect(body).toMatchObject({ code: 'INTERNAL', status: 500, success: false })
    expect(response.headers.get('X-Request-Id')).toBe(body.request_id)
    expect(log).toHaveBeenCalledTimes(1)
    const line = String(log.mock.calls[0]?.[0])
    expect(JSON.parse(line)).toMatchObject({
      event: 'error',
      request_id: body.request_id,
      method: 'GET',
      path: '/broken',
      name: 'Error',
    })
    for (const secret of [CANARY, 'private']) expect(line).not.toContain(secret)
  })

  test('the page of an unexpected error names the request', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const response = await ask(pages, '/broken')
    expect(response.status).toBe(500)
    expect(await response.text()).toContain(response.headers.get('X-Request-Id'))
  })

  test('a problem has the members of RFC 9457 and ours', async () => {
    const response = await ask(json, '/nowhere', { headers: { 'Accept-Language': 'en' } })
    const body = await response.json<Record<string, unknown>>()
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    expect(Object.keys(body).sort()).toEqual([
      'code',
      'detail',
      'errors',
      'instance',
      'message',
      'request_id',
      'status',
      'success',
      'title',
      'type',
    ])
    expect(body).toMatchObject({
      type: 'http://localhost:8788/docs#NOT_FOUND',
      title: 'Not found',
      status: 404,
      instance: '/nowhere',
      code: 'NOT_FOUND',
      success: false,
      errors: [],
    })
  })

  test('a problem speaks the reader’s language', async () => {
    const response = await ask(json, '/nowhere', { headers: { 'Accept-Language': 'zh-CN' } })
    expect((await response.json<{ message: string }>()).message).toMatch(/^\p{Script=Han}+。[^.]+。$/u)
  })

  test('a well-formed key in the query is refused by name', async () => {
    const response = await ask(json, `/open?q=${member.apiKey}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'KEY_IN_QUERY' })
  })
})

describe('size', () => {
  const size = 64 * 1024 + 1
  const chunked = () =>
    new ReadableStream({
      start(controller) {
        for (let i = 0; i < 9; i++) controller.enqueue(new Uint8Array(8 * 1024))
        controller.close()
      },
    })

  test('a body over 64 KB is 413, with its length said or in chunks', async () => {
    const said = await ask(json, '/open', jsonBody('x'.repeat(size)))
    const unsaid = await ask(json, '/open', { method: 'POST', body: chunked() })
    expect([said.status, unsaid.status]).toEqual([413, 413])
    expect(await said.json()).toMatchObject({ code: 'BODY_TOO_LARGE' })
  })

  test('a CSP report needs no token, and ends at 8 KB', async () => {
    const app = newApp({ reports: site.cspReports }, { render: 'pages' })
    app.post(site.cspReports.path, (c) => c.body(null, 204))
    const small = await ask(app, '/csp-reports', { method: 'POST', body: '{}' })
    const large = await ask(app, '/csp-reports', { method: 'POST', body: 'x'.repeat(8 * 1024 + 1) })
    expect([small.status, large.status]).toEqual([204, 413])
  })
})
