import type { Context } from 'hono'
import type { FactorChange } from '../domain/mail.ts'
import type { Factor, User } from '../domain/people/people.ts'
import { originOf } from './actor.ts'
import { addressOf } from './address.ts'
import { behind } from './behind.ts'
import type { App } from './context.ts'
import { isReachable } from './reachable.ts'
import { href, site } from './routes.ts'

/** Writes to a user that their second factors changed. Behind the answer, which it neither delays nor fails. */
export function tellOfFactor(c: Context<App>, user: User, factor: Factor, change: FactorChange): void {
  if (!isReachable(c, user)) return
  const { mail, clock } = c.var.services
  const { username } = user
  const url = addressOf(c, href(site.factors))
  const data = { username, at: clock(), address: originOf(c).address, url, factor, change }
  behind(c, 'factor.untold', () =>
    mail({ to: user.email, locale: user.locale ?? c.var.locale, kind: 'factor_changed', data }),
  )
}
