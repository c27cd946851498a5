import type { Context } from 'hono'
import type { FactorChange } from '../domain/mail.ts'
import type { Factor, User } from '../domain/people/people.ts'
import { originOf } from './actor.ts'
import { addressOf } from './address.ts'
import type { App } from './context.ts'
import { isReachable } from './reachable.ts'
import { href, site } from './routes.ts'

/** Writes to a user that their second factors changed. Behind the answer, which it neither delays nor fails. */
export function tellOfFactor(c: Context<App>, user: User, factor: Factor, change: FactorChange): void {
  if (!isReachable(c, user)) return
  const { mail, clock } = c.var.services
  const { username } = user
  const url = addressOf(c, href(site.factors))
  const failed = (error: unknown) =>
    console.log(JSON.stringify({ event: 'factor.untold', request_id: c.var.requestId, error: (error as Error).name }))
  const sending = mail({
    to: user.email,
    locale: user.locale ?? c.var.locale,
    kind: 'factor_changed',
    data: { username, at: clock(), address: originOf(c).address, url, factor, change },
  })
  c.executionCtx.waitUntil(sending.catch(failed))
}
