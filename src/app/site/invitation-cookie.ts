import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { App } from '../context.ts'
import { privateCookie } from '../middleware/session.ts'

const COOKIE = 'invitation'
const SECONDS = 86_400

/** Keeps an invitation's token through sign-in or sign-up: in no address, so in no history, log or Referer. */
export function holdInvitation(c: Context<App>, token: string): void {
  setCookie(c, COOKIE, token, { ...privateCookie(c), maxAge: SECONDS })
}

export const heldInvitation = (c: Context<App>): string | undefined => getCookie(c, COOKIE, privateCookie(c).prefix)

export function dropInvitation(c: Context<App>): void {
  deleteCookie(c, COOKIE, privateCookie(c))
}
