import type { Context } from 'hono'
import type { Proof } from '../domain/people/access.ts'
import type { User } from '../domain/people/people.ts'
import { originOf } from './actor.ts'
import type { App } from './context.ts'
import { setSessionCookie } from './middleware/session.ts'
import { watchForNewDevice } from './new-device.ts'
import { rememberChoices } from './preference-cookies.ts'
import { href, site } from './routes.ts'

/**
 * Signs a browser in: its session, and word to the user when the device is new. Not `complete`, it is half, and the second
 * factor is still to come: `wayIn` leads to it.
 */
export async function enter(c: Context<App>, user: User, proof?: Proof): Promise<{ complete: boolean }> {
  const { token, expiresAt, complete } = await c.var.services.people.openSession(user, 'cookie', originOf(c), { proof })
  setSessionCookie(c, token, expiresAt)
  if (complete) {
    rememberChoices(c, user)
    watchForNewDevice(c, user)
  }
  return { complete }
}

/** Where to go after entering: on, or first to the page of the second factor. */
export function wayIn({ complete }: { complete: boolean }, next: string | null): string {
  if (complete) return next ?? href(site.dashboard)
  return href(site.loginFactor) + (next ? `?next=${encodeURIComponent(next)}` : '')
}
