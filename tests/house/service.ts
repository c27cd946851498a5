import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeyInput } from '../../client/index.ts'
import { Tollgate } from '../../client/index.ts'
import { killAll, serve } from './running.ts'

/** The running service with an account that calls, for tests of what talks to it. */
export interface Service {
  url: string
  /** Removed at the end. */
  folder: string
  /** A session of the operator's. */
  operator: string
  account: string
  /** A service token of the account's. */
  owner: Tollgate
  /** Asks the JSON API as a session does. */
  post: (path: string, body: unknown, session?: string) => Promise<Record<string, string>>
  newKey: (more?: Partial<KeyInput>) => Promise<string>
  /** Puts an upstream behind `/api/<name>`; in force when this is done. */
  addRoute: (name: string, upstream: string, more?: object) => Promise<string>
  stop: () => Promise<void>
}

/** Runs npm start on fresh state, with a newcomer. */
export async function startService(name: string): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), `tollgate-${name}-`))
  const state = join(folder, 'state')
  const stop = async () => {
    await killAll(folder)
    rmSync(folder, { recursive: true, force: true })
  }
  const url = await serve(state, { FREE_LIMIT: '10000' }).catch(async (error) => {
    await stop()
    throw error
  })
  const post: Service['post'] = async (path, body, session) => {
    const headers = { 'Content-Type': 'application/json', ...(session ? { Authorization: `Bearer ${session}` } : {}) }
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const signIn = async (login: string, password: string) =>
    (await post('/api/auth/login', { login, password })).token ?? ''
  const { operator: first } = JSON.parse(readFileSync(join(state, 'dev.json'), 'utf8'))
  const operator = await signIn(first.email, first.password)
  const who = { username: 'caller', email: 'caller@example.com', password: 'a long walk uphill' }
  const { account } = (await post('/api/auth/register', who)) as unknown as { account: { id: string } }
  const session = await signIn(who.username, who.password)
  const scopes = ['keys:read', 'keys:write', 'usage:read']
  const { service_token: token } = await post('/api/tokens', { name: 'robot', scopes }, session)
  const owner = new Tollgate({ url, token })
  return {
    ...{ url, folder, operator, account: account.id, owner, post },
    newKey: async (more) => (await owner.keys.create({ name: 'x', ...more })).api_key,
    async addRoute(name, upstream, more = {}) {
      await post('/api/admin/routes', { name, path: `/${name}`, upstream_url: upstream, ...more }, operator)
      const base = `${url}/api/${name}`
      // Routes are remembered for 5 s. A preflight asks for no key and charges nothing.
      const headers = { Origin: 'https://example.com', 'Access-Control-Request-Method': 'GET' }
      const deadline = Date.now() + 10_000
      while ((await fetch(base, { method: 'OPTIONS', headers })).status !== 204)
        if (Date.now() > deadline) throw new Error(`The route ${name} did not come into force.`)
      return base
    },
    stop,
  }
}
