import { sha256 } from '@oslojs/crypto/sha2'
import { constantTimeEqual } from '@oslojs/crypto/subtle'
import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { failed } from '../../domain/failures.ts'
import { random } from '../../platform/random.ts'
import type { App } from '../context.ts'
import type { Refuse, Render } from '../render.ts'
import { privateCookie, sessionToken } from './session.ts'

/** The form field and the header that carry the token. */
export const CSRF_FIELD = 'csrf'
const CSRF_HEADER = 'X-CSRF-Token'

const VISIT = 'visit'
const ENCODER = new TextEncoder()
const isSafe = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

// What a request without the cookie was given, so that each form on its page gets the same.
const begun = new WeakMap<Context<App>, string>()

/** The random cookie that forms are bound to before sign-in. */
function visitOf(c: Context<App>): string | undefined {
  return begun.get(c) ?? getCookie(c, VISIT, privateCookie(c).prefix)
}

function beginVisit(c: Context<App>): string {
  const visit = encodeBase64urlNoPadding(random(32))
  begun.set(c, visit)
  setCookie(c, VISIT, visit, privateCookie(c))
  return visit
}

// A hash of the cookie's own random value: whoever cannot read the cookie cannot make it, and it does not give the cookie away.
const tokenFor = (cookie: string): string => encodeBase64urlNoPadding(sha256(ENCODER.encode(`csrf:${cookie}`)))

const boundTo = (c: Context<App>): string | undefined => sessionToken(c) ?? visitOf(c)

/** Names the cookie that this request is bound to, for what only its holder may answer; it does not give the cookie away. */
export const holderOf = (c: Context<App>): string =>
  encodeBase64urlNoPadding(sha256(ENCODER.encode(`holder:${boundTo(c) ?? beginVisit(c)}`)))

/** The token that every form and htmx request of this page sends: bound to the session, before sign-in to a random cookie. */
export const csrfToken = (c: Context<App>): string => tokenFor(boundTo(c) ?? beginVisit(c))

/** Browsers say where a request comes from: Sec-Fetch-Site in all of today's, Origin in older ones. Neither is a no. */
function comesFromHere(c: Context<App>): boolean {
  const site = c.req.header('Sec-Fetch-Site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return c.req.header('Origin') === new URL(c.req.url).origin
}

async function givenToken(c: Context<App>): Promise<string | undefined> {
  const header = c.req.header(CSRF_HEADER)
  if (header !== undefined) return header
  const type = c.req.header('Content-Type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return undefined
  // A form that cannot be read has no token.
  const field = await c.req.parseBody().then(
    (form) => form[CSRF_FIELD],
    () => undefined,
  )
  return typeof field === 'string' ? field : undefined
}

async function isForged(c: Context<App>): Promise<boolean> {
  if (!comesFromHere(c)) return true
  const cookie = boundTo(c)
  const given = await givenToken(c)
  if (!cookie || !given) return true
  return !constantTimeEqual(ENCODER.encode(given), ENCODER.encode(tokenFor(cookie)))
}

/**
 * Refuses what another site could have made the reader's browser send: every unsafe method, whatever its content type.
 * In JSON only cookie sessions can be abused so; a bearer token comes from no browser's own doing, and who is signed out
 * has nothing to abuse. Pages check signed-out forms too, or another site could sign the reader in as someone else.
 */
export const csrf = (render: Render, exempt: string[], refuse: Refuse) =>
  createMiddleware<App>(async (c, next) => {
    const concerned = render === 'pages' || c.var.session?.kind === 'cookie'
    if (!isSafe(c.req.method) && concerned && !exempt.includes(c.req.path) && (await isForged(c))) {
      return refuse(c, failed('CSRF_FAILED'))
    }
    return next()
  })
