import type { Hono } from 'hono'
import { api } from '../api/index.ts'
import { operatorConsole } from '../console/index.ts'
import type { App } from '../context.ts'
import { consolePages, devPages, fragments, json, site as pages, type Route } from '../routes.ts'
import { site } from '../site/index.ts'
import { ask, bindings, type Person } from '../visitor.fixture.ts'
import { BODIES, type Body } from './bodies.fixture.ts'
import { MAKERS } from './makers.fixture.ts'

/** A route of any table, and the app that serves it. */
export interface Step {
  /** `POST /keys/:id/name`: how the tables below name it. */
  title: string
  route: Route
  app: Hono<App>
  kind: 'page' | 'fragment' | 'json'
}

const stepsOf = (table: Record<string, Route>, app: Hono<App>, kind: Step['kind']): Step[] =>
  Object.values(table).map((route) => ({ title: `${route.method} ${route.path}`, route, app, kind }))

/** Every route there is. */
export const STEPS: Step[] = [
  ...stepsOf(pages, site, 'page'),
  ...stepsOf(devPages, site, 'page'),
  ...stepsOf(fragments, site, 'fragment'),
  ...stepsOf(consolePages, operatorConsole, 'page'),
  ...stepsOf(json, api, 'json'),
]

/** The path of a route with its parameters filled in. */
export async function pathOf(
  { title, route }: Step,
  value: (maker: (person: Person) => Promise<string>) => Promise<string>,
) {
  let path: string = route.path
  for (const { 0: name, index } of route.path.matchAll(/:\w+/g)) {
    const stem = route.path.slice(0, index + name.length)
    const maker = MAKERS[stem]
    if (!maker)
      throw new Error(`${title}: add to MAKERS in src/app/walk/makers.fixture.ts what makes a ${name} of '${stem}'.`)
    path = path.replace(name, encodeURIComponent(await value(maker)))
  }
  return path
}

const tokens = new Map<string, { csrf: string; cookie: string }>()

/** The CSRF token that a browser with these cookies holds, and the cookies then. */
async function csrfOf(cookie: string): Promise<{ csrf: string; cookie: string }> {
  const known = tokens.get(cookie)
  if (known) return known
  const page = await ask(site, '/docs', { headers: { Cookie: cookie } })
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const visit = page.headers.get('Set-Cookie')?.split(';')[0]
  const held = { csrf, cookie: visit ? `${cookie}; ${visit}` : cookie }
  tokens.set(cookie, held)
  return held
}

/** Sends a route what it takes, as a browser or a JSON client of the person, or of nobody. */
export async function take({ title, route, app, kind }: Step, path: string, person: Person | null): Promise<Response> {
  const { method } = route
  const known = BODIES[title] ?? {}
  const body = typeof known === 'function' ? (person ? known(person) : {}) : known
  if (kind === 'json') {
    const headers = { ...person?.bearer, ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }) }
    return ask(app, path, { method, headers, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) })
  }
  const htmx: Record<string, string> = kind === 'fragment' ? { 'HX-Request': 'true' } : {}
  if (method === 'GET') return ask(app, path, { headers: { ...person?.cookie, ...htmx } })
  const { csrf, cookie } = await csrfOf(person?.cookie.Cookie ?? '')
  return ask(app, path, {
    method,
    headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', ...htmx },
    body: formOf({ csrf, ...body }),
  })
}

const formOf = (body: Body) =>
  new URLSearchParams(Object.entries(body).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])))

/** Everything that D1 holds, to see whether anything has changed. */
export async function everything(): Promise<string> {
  const { DB } = bindings
  const tables = await DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
  ).all<{ name: string }>()
  const names = tables.results.map(({ name }) => name)
  const rows = await DB.batch(names.map((name) => DB.prepare(`SELECT * FROM ${name}`)))
  return JSON.stringify(names.map((name, i) => [name, rows[i]?.results]))
}
