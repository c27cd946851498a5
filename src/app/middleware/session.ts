import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import type { CookieOptions } from 'hono/utils/cookie'
import { isServiceToken } from '../../domain/service-tokens/text.ts'
import type { App } from '../context.ts'
import { consolePages, devPages, fragments, json, type Route, site } from '../routes.ts'
import { localeOf, themeOf } from './locale.ts'

/**
 * A cookie that scripts cannot read, bound to this host. Browsers keep `__Host-` and Secure cookies on https alone
 * (Safari also refuses them on http://localhost), so development over plain http goes without.
 */
export function privateCookie(c: Context<App>): CookieOptions {
  const plain = c.var.settings.ENVIRONMENT === 'development' && new URL(c.req.url).protocol === 'http:'
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure: !plain, ...(plain ? {} : { prefix: 'host' }) }
}

const NAME = 'session'
const prefixOf = (c: Context<App>) => privateCookie(c).prefix

// Sessions that this very request opened.
const opened = new WeakMap<Context<App>, string>()

const sessionCookie = (c: Context<App>): string | undefined => getCookie(c, NAME, prefixOf(c))

/** The token of the session that the browser will hold after this answer. */
export const sessionToken = (c: Context<App>): string | undefined =>
  opened.get(c) ?? (c.var.session || c.var.half ? sessionCookie(c) : undefined)

export function setSessionCookie(c: Context<App>, token: string, expiresAt: number): void {
  opened.set(c, token)
  setCookie(c, NAME, token, { ...privateCookie(c), expires: new Date(expiresAt) })
}

export function clearSessionCookie(c: Context<App>): void {
  deleteCookie(c, NAME, privateCookie(c))
}

/** `Authorization: Bearer <token>`, or null when the header is missing; empty when it says something else. */
function bearerOf(c: Context<App>): string | null {
  const header = c.req.header('Authorization')
  if (header === undefined) return null
  return /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? ''
}

// A dashboard left open must not keep its reader signed in.
const ROUTES: Route[] = [site, fragments, devPages, consolePages, json].flatMap((table) => Object.values(table))
const REFRESHED = ROUTES.filter(({ refreshed }) => refreshed).map(
  ({ path }) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`),
)
const isRefresh = (path: string): boolean => REFRESHED.some((one) => one.test(path))

/**
 * Who asks. Pages take the cookie; JSON takes the cookie, or a bearer token, and then no cookie beside it: what passes
 * without a CSRF token must have come from a header that no other site can make a browser send. A half session is never
 * among the sessions: whoever does not ask for it does not see it.
 */
export const session = (render: 'pages' | 'json') =>
  createMiddleware<App>(async (c, next) => {
    const bearer = render === 'json' ? bearerOf(c) : null
    const kind = bearer === null ? 'cookie' : 'bearer'
    const token = bearer ?? sessionCookie(c)
    const { people, serviceTokens } = c.var.services
    const found = !token
      ? null
      : kind === 'bearer' && isServiceToken(token)
        ? ((await serviceTokens.bearer(token))?.session ?? null)
        : await people.session(token, !isRefresh(c.req.path))
    c.set('session', found?.kind === kind ? found : null)
    c.set('half', token && !found && render === 'pages' ? await c.var.services.factors.half(token) : null)
    const user = (c.var.session ?? c.var.half)?.user ?? null
    c.set('locale', localeOf(c, user?.locale ?? null))
    c.set('theme', themeOf(c, user?.theme ?? null))
    await next()
  })
