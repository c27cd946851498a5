import type { Context } from 'hono'
import { actorOf, memberOf } from './actor.ts'
import { addressOf } from './address.ts'
import { behind } from './behind.ts'
import type { App } from './context.ts'
import { isReachable } from './reachable.ts'
import { href, site } from './routes.ts'

/** Writes to every owner that their account is to be erased, and how to take that back. Behind the answer, which it never fails. */
export function tellOfDeletion(c: Context<App>, dueAt: number): void {
  const { ownAccount, mail, clock } = c.var.services
  const { user, account } = memberOf(c)
  const data = {
    accountName: account.name,
    username: user.username,
    at: clock(),
    address: actorOf(c).address,
    dueAt,
    url: addressOf(c, href(site.deletion)),
  }
  behind(c, 'deletion.untold', async () => {
    for (const owner of await ownAccount.owners(account.id)) {
      if (!isReachable(c, owner)) continue
      const { email, locale, timeZone } = owner
      await mail({ to: email, locale: locale ?? c.var.locale, timeZone, kind: 'account_deletion', data })
    }
  })
}
