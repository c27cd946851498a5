import type { Context } from 'hono'
import type { User } from '../domain/people/people.ts'
import { originOf } from './actor.ts'
import type { App } from './context.ts'
import { setSessionCookie } from './middleware/session.ts'
import { watchForNewDevice } from './new-device.ts'
import { rememberChoices } from './preference-cookies.ts'

/** Signs a browser in: its session, and word to the user when the device is new. */
export async function enter(c: Context<App>, user: User): Promise<void> {
  const { token, expiresAt } = await c.var.services.people.openSession(user, 'cookie', originOf(c))
  setSessionCookie(c, token, expiresAt)
  rememberChoices(c, user)
  watchForNewDevice(c, user)
}
