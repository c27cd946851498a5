import type { Context, Hono, MiddlewareHandler } from 'hono'
import { type Failure, failed } from '../../domain/failures.ts'
import { type Act, may } from '../../domain/people/roles.ts'
import { isFresh } from '../../domain/people/sessions.ts'
import { reaches, type Scope } from '../../domain/service-tokens/scopes.ts'
import type { App, Variables } from '../context.ts'
import { pathHere } from '../next.ts'
import type { Refuse, Render } from '../render.ts'
import { type Audience, href, type Method, type Route, site } from '../routes.ts'

interface Guarded extends App {
  Variables: Variables & { audience?: Audience; fresh?: true; acts?: Act[]; methods?: Method[] }
}

// When two routes of a table fit a request, the stricter audience holds.
const STRICTNESS: Record<Audience, number> = {
  anyone: 0,
  guest: 1,
  half: 2,
  member: 3,
  operator: 4,
  service: 5,
  signed: 6,
  development: 7,
}

/** Says of each route of the table who may come there. What nothing is said of is closed: see `guard`. */
export function announce(app: Hono<App>, table: Record<string, Route>): void {
  const guarded = app as unknown as Hono<Guarded>
  for (const { method, path, audience, fresh, may } of Object.values(table)) {
    guarded.all(path, async (c, next) => {
      c.set('methods', [...(c.var.methods ?? []), method])
      await next()
    })
    guarded.on(method, path, async (c, next) => {
      const before = c.var.audience
      if (!before || STRICTNESS[audience] > STRICTNESS[before]) c.set('audience', audience)
      if (fresh) c.set('fresh', fresh)
      if (may) c.set('acts', [...(c.var.acts ?? []), may])
      await next()
    })
  }
}

/** Lets through who belongs to the route's audience. */
export function guard(render: Render, refuse: Refuse): MiddlewareHandler<App> {
  return async (context, next) => {
    const c = context as unknown as Context<Guarded>
    const { audience, fresh, acts = [], methods, session, half, settings } = c.var
    if (audience === 'development') {
      return settings.ENVIRONMENT === 'development' ? next() : refuse(context, failed('NOT_FOUND'))
    }
    if (!audience) return methods ? methodNotAllowed(context, methods, refuse) : refuse(context, failed('NOT_FOUND'))
    if (audience === 'anyone') return next()
    if (audience === 'guest') return session ? go(context, href(site.dashboard)) : next()
    if (audience === 'half') return half ? next() : go(context, href(session ? site.dashboard : site.login))
    if (!session && render === 'json') return unauthenticated(context, refuse)
    if (!session) return askToSignIn(context, half ? site.loginFactor : site.login)
    if (session.token && (audience !== 'member' || fresh || !reachesAll(session.token.scopes, acts))) {
      return refuse(context, failed('FORBIDDEN'))
    }
    if (audience === 'operator' && !session.user.isOperator) {
      return refuse(context, failed(render === 'json' ? 'FORBIDDEN' : 'NOT_FOUND'))
    }
    const refused = audience === 'operator' ? await operatorRefusal(context) : null
    if (refused?.code === 'FACTOR_REQUIRED' && render === 'pages') return go(context, href(site.factors))
    if (refused) return refuse(context, refused)
    if (!acts.every((act) => may(session.role, act))) return refuse(context, failed('FORBIDDEN'))
    if (fresh && !isFresh(session, c.var.services.clock())) {
      return render === 'json'
        ? refuse(context, failed('FRESH_SIGN_IN_REQUIRED'))
        : askToSignIn(context, site.loginAgain)
    }
    return next()
  }
}

/** Whether a service token may come where these acts are named. A route that names none is about a person alone. */
const reachesAll = (scopes: readonly Scope[], acts: Act[]): boolean =>
  acts.length > 0 && acts.every((act) => reaches(scopes, act))

/** Why an operator's session is not enough: Cloudflare Access stands before what they do, or a second factor is missing. */
export async function operatorRefusal(c: Context<App>): Promise<Failure | null> {
  const { services, settings, session } = c.var
  const passed = await services.access?.(c.req.header('Cf-Access-Jwt-Assertion'))
  if (passed && !passed.ok) return passed
  return settings.OPERATORS_NEED_FACTOR && !session?.user.hasFactor ? failed('FACTOR_REQUIRED') : null
}

function methodNotAllowed(c: Context<App>, methods: Method[], refuse: Refuse) {
  const allowed = new Set<string>(methods)
  if (allowed.has('GET')) allowed.add('HEAD')
  return refuse(c, failed('METHOD_NOT_ALLOWED'), { Allow: [...allowed].join(', ') })
}

const unauthenticated = (c: Context<App>, refuse: Refuse) =>
  refuse(c, failed('UNAUTHENTICATED'), { 'WWW-Authenticate': 'Bearer' })

function askToSignIn(c: Context<App>, at: Route) {
  // A fragment or a form has no page of its own to come back to: its reader was on another.
  const isPage = c.req.method === 'GET' && c.req.header('HX-Request') === undefined
  const page = isPage ? c.req.url : (c.req.header('HX-Current-URL') ?? c.req.header('Referer'))
  const back = pathHere(page, new URL(c.req.url).origin)
  return go(c, at.path + (back ? `?next=${encodeURIComponent(back)}` : ''))
}

/** Goes to a path of this site: by 303, or as htmx goes to a whole page. */
export function go(c: Context<App>, path: string): Response {
  if (c.req.header('HX-Request') === undefined) return c.redirect(path, 303)
  return c.body(null, 200, { 'HX-Redirect': path })
}
