import { createMiddleware } from 'hono/factory'
import type { App } from '../context.ts'

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  'report-uri /csp-reports',
].join('; ')

/** Every page's policy, and what one page needs besides. */
export const pagePolicyWith = (directive: string): string => `${CSP}; ${directive}`

const ALWAYS = {
  'Content-Security-Policy': CSP,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
/** What a handler may have said otherwise: a page with a token in its address, an answer that is the same for everyone. */
const UNLESS_SAID = {
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cache-Control': 'no-store',
}
const TWO_YEARS = 63_072_000

/** Headers of every answer, errors included. Everything counts as personal, and is never stored, unless its handler says otherwise. */
export const headers = (render: 'pages' | 'json') =>
  createMiddleware<App>(async (c, next) => {
    await next()
    const { headers } = c.res
    for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value)
    if (c.var.csp !== undefined) headers.set('Content-Security-Policy', c.var.csp)
    for (const [name, value] of Object.entries(UNLESS_SAID)) if (!headers.has(name)) headers.set(name, value)
    if (new URL(c.req.url).protocol === 'https:') headers.set('Strict-Transport-Security', `max-age=${TWO_YEARS}`)
    if (render === 'pages') headers.append('Vary', 'HX-Request')
  })
