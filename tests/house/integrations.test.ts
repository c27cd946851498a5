import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at } from '../../bin/root.ts'
import { findProgram } from './programs.ts'
import { cleanEnv, freePort, killAll, launch, serve } from './running.ts'

/** The configurations of docs/integrations, run by the programs they are for, before an API that counts on them. */

const nginx = await findProgram('nginx', '/usr/sbin/nginx')
const caddy = await findProgram('caddy', '/usr/bin/caddy')

const folder = mkdtempSync(join(tmpdir(), 'tollgate-integrations-'))
const state = join(folder, 'state')
const asked: { url: string; headers: IncomingHttpHeaders }[] = []
const upstream = createServer((request, response) => {
  asked.push({ url: request.url ?? '', headers: request.headers })
  response.statusCode = request.url === '/refusing' ? 403 : 200
  response.end('from the API')
})

let api: string
let origin: string
let token: string
let nobody: string
beforeAll(async () => {
  await new Promise<void>((done) => upstream.listen(0, '127.0.0.1', done))
  api = `127.0.0.1:${(upstream.address() as AddressInfo).port}`
  origin = await serve(state)
  nobody = `http://127.0.0.1:${await freePort()}`
  const { operator } = JSON.parse(readFileSync(join(state, 'dev.json'), 'utf8'))
  const login = await post('/api/auth/login', { login: operator.email, password: operator.password })
  const made = await post('/api/tokens', { name: 'proxy', scopes: ['proxy'] }, bearer(login.token ?? ''))
  token = made.service_token ?? ''
  await post(
    '/api/admin/routes',
    { name: 'API', path: '/direct', upstream_url: `http://${api}` },
    bearer(login.token ?? ''),
  )
})
afterAll(async () => {
  // The proxies hold the folder's path in their command lines, the service in its environment.
  await killAll(folder)
  upstream.closeAllConnections()
  upstream.close()
  rmSync(folder, { recursive: true, force: true })
})

const bearer = (text: string) => ({ Authorization: `Bearer ${text}` })
async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(origin + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return answer.json() as Promise<Record<string, string>>
}
const get = async (path: string, session: string) =>
  (await fetch(origin + path, { headers: bearer(session) })).json() as Promise<{
    month: { used: number }
    data: { path: string; address: string; route: string; credits: number; method: string }[]
  }>

/** Answers when something listens there. */
async function listening(url: string, said: () => string): Promise<string> {
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null)
    if (answer) return url
  }
  throw new Error(`The proxy did not come up:\n${said()}`)
}

/** nginx with the files of docs/integrations; only addresses and the token are others. */
async function startNginx(tollgate: string): Promise<string> {
  const port = await freePort()
  const home = mkdtempSync(join(folder, 'nginx-'))
  const text = readFileSync(at('docs/integrations/nginx.conf'), 'utf8')
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replaceAll('127.0.0.1:9000', api)
    .replace('https://tollgate.example.com', tollgate)
  writeFileSync(join(home, 'api.conf'), text)
  copyFileSync(at('docs/integrations/tollgate-protected.conf'), join(home, 'tollgate-protected.conf'))
  writeFileSync(join(home, 'tollgate-token.conf'), `proxy_set_header X-Proxy-Token ${token};`)
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${home}/${name};`)
  writeFileSync(
    join(home, 'nginx.conf'),
    `daemon off; master_process off; pid ${home}/pid; error_log stderr;
events {}
http { access_log off; ${paths.join(' ')} include api.conf; }`,
  )
  const running = launch(nginx ?? '', ['-p', home, '-c', join(home, 'nginx.conf')], cleanEnv({}))
  return listening(`http://127.0.0.1:${port}`, running.said)
}

async function startCaddy(tollgate: string): Promise<string> {
  const [port, admin] = [await freePort(), await freePort()]
  const home = mkdtempSync(join(folder, 'caddy-'))
  const env = cleanEnv({
    HOME: home,
    CADDY_ADMIN: `127.0.0.1:${admin}`,
    SITE: `http://127.0.0.1:${port}`,
    TOLLGATE_URL: tollgate,
    TOLLGATE_TOKEN: token,
    API_URL: api,
  })
  const config = ['--config', at('docs/integrations/Caddyfile'), '--adapter', 'caddyfile']
  const running = launch(caddy ?? '', ['run', ...config], env)
  return listening(`http://127.0.0.1:${port}`, running.said)
}

describe.each([
  ['nginx', nginx, startNginx],
  ['Caddy', caddy, startCaddy],
] as const)('%s', (name, program, start) => {
  describe.skipIf(program === null)('before an API', () => {
    let url: string
    let session: string
    let account: string
    let people = 0
    beforeAll(async () => {
      url = await start(origin)
    })
    beforeEach(async () => {
      people += 1
      asked.length = 0
      const username = `${name.toLowerCase()}-${people}`
      const who = { username, email: `${username}@example.com`, password: 'a long walk uphill' }
      await post('/api/auth/register', who)
      const login = await post('/api/auth/login', { login: username, password: who.password })
      session = login.token ?? ''
      account = ((await get('/api/me', session)) as unknown as { account: { id: string } }).account.id
    })
    const newKey = async (more: object = {}) =>
      (await post('/api/keys', { name: 'x', ...more }, bearer(session))) as unknown as {
        api_key: string
        key: { id: string }
      }
    const call = (path: string, key: string, headers: Record<string, string> = {}) =>
      fetch(url + path, { headers: { ...bearer(key), ...headers } })
    const used = async () => (await get('/api/usage', session)).month.used

    test('a good key gets the API’s answer, and one call is counted', async () => {
      const { api_key: key, key: made } = await newKey()
      const answer = await call('/files/7?part=2', key)
      expect([answer.status, await answer.text()]).toEqual([200, 'from the API'])
      expect(answer.headers.get('RateLimit')).toContain('"quota";r=99')
      expect(asked.map((one) => one.url)).toEqual(['/files/7?part=2'])
      expect(asked[0]?.headers).toMatchObject({ 'x-account-id': account, 'x-key-id': made.id, 'x-plan': 'free' })
      expect(JSON.stringify(asked)).not.toContain(key)
      expect(await used()).toBe(1)
    })

    test('what a location costs and needs is asked for', async () => {
      const plain = await call('/reports/1', (await newKey()).api_key)
      expect([plain.status, (await plain.json()) as object]).toMatchObject([403, { code: 'INSUFFICIENT_SCOPE' }])
      expect((await call('/reports/1', (await newKey({ scopes: ['reports'] })).api_key)).status).toBe(200)
      expect(await used()).toBe(5)
      expect(asked).toHaveLength(1)
    })

    test('one key and one quota hold for the API behind the proxy and the one behind the gateway', async () => {
      const { api_key: key } = await newKey({ quota: { limit: 3, period: 'day' } })
      const direct = () => fetch(`${origin}/api/direct/files`, { headers: bearer(key) })
      const statuses = []
      for (const ask of [direct, () => call('/files', key), direct, () => call('/files', key), direct])
        statuses.push((await ask()).status)
      expect(statuses).toEqual([200, 200, 200, 429, 429])
      expect(asked).toHaveLength(3)
      expect(await used()).toBe(3)
      const routes = async () => (await get('/api/calls', session)).data.map(({ route }) => route).sort()
      await expect.poll(routes).toEqual(['API', 'API', 'API', 'api', 'api'])
    })

    test('no key, and a key that was revoked, are 401', async () => {
      const without = await fetch(`${url}/files`)
      expect([without.status, without.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer'])
      const { api_key: key, key: made } = await newKey()
      await fetch(`${origin}/api/keys/${made.id}`, { method: 'DELETE', headers: bearer(session) })
      const revoked = await call('/files', key)
      expect([revoked.status, revoked.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
      expect(asked).toEqual([])
    })

    test('over its limit it is 429 with the seconds to wait', async () => {
      const { api_key: key } = await newKey({ rate_limit: { limit: 1, window_seconds: 600 } })
      expect((await call('/files', key)).status).toBe(200)
      const over = await call('/files', key)
      expect([over.status, (await over.json()) as object]).toMatchObject([429, { code: 'RATE_LIMITED' }])
      const wait = Number(over.headers.get('Retry-After'))
      expect(wait).toBeGreaterThan(590)
      expect(wait).toBeLessThanOrEqual(600)
      expect(asked).toHaveLength(1)
    })

    test('a key in the address is 400', async () => {
      const { api_key: key } = await newKey()
      const answer = await call(`/files?key=${key}`, key)
      expect([answer.status, (await answer.json()) as object]).toMatchObject([400, { code: 'KEY_IN_QUERY' }])
      expect(asked).toEqual([])
    })

    test('what a client claims for itself changes nothing', async () => {
      const { api_key: key } = await newKey()
      const answer = await call('/claims', key, {
        'X-Cost': '0',
        'X-Scope': 'none-has-this',
        'X-Route': 'elsewhere',
        'X-Proxy-Token': `st_${'x'.repeat(43)}`,
        'X-Account-Id': 'acct_other',
        'X-Key-Id': 'key_other',
        'X-Plan': 'pro',
        'X-Forwarded-For': '203.0.113.5',
        'X-Real-IP': '203.0.113.5',
        'X-Original-URI': '/other',
        'X-Original-Method': 'DELETE',
      })
      expect(answer.status).toBe(200)
      expect(asked[0]?.headers).toMatchObject({ 'x-account-id': account, 'x-plan': 'free' })
      expect(JSON.stringify(asked)).not.toMatch(/acct_other|key_other|"pro"|st_x|203\.0\.113\.5/)
      expect(await used()).toBe(1)
      await expect
        .poll(async () => (await get('/api/calls', session)).data)
        .toMatchObject([{ path: '/claims', method: 'GET', route: 'api', credits: 1, address: '127.0.0.1' }])
    })

    test('the API’s own 403 is passed on as it is', async () => {
      const answer = await call('/refusing', (await newKey()).api_key)
      expect([answer.status, await answer.text()]).toEqual([403, 'from the API'])
    })

    test('while Tollgate does not answer nobody passes', async () => {
      const alone = await start(nobody)
      const answer = await fetch(`${alone}/files`, { headers: bearer((await newKey()).api_key) })
      expect(answer.status).toBe(name === 'nginx' ? 503 : 502)
      expect(asked).toEqual([])
    })
  })
})
