import type { Context } from 'hono'
import type { LeakedKey } from '../domain/leaks/leaks.ts'
import { addressOf } from './address.ts'
import { behind } from './behind.ts'
import type { App } from './context.ts'
import { isReachable } from './reachable.ts'
import { href, site } from './routes.ts'

/** Writes to an account's owners and admins that a key of theirs was found in public, and what was done. Behind the answer. */
export function tellOfLeak(c: Context<App>, { id, name, hint, account, leak }: LeakedKey): void {
  const { leaks, mail } = c.var.services
  const next = leak.response === 'rotate' ? site.keyRotation : site.key
  const data = {
    accountName: account.name,
    keyName: name,
    hint,
    foundAt: leak.url,
    source: leak.source,
    at: leak.at,
    response: leak.response,
    endsAt: leak.endsAt,
    url: addressOf(c, href(next, { id })),
  }
  behind(c, 'leak.untold', async () => {
    for (const reader of await leaks.readers(account.id)) {
      if (!isReachable(c, reader)) continue
      const { email, locale, timeZone } = reader
      await mail({ to: email, locale: locale ?? c.var.locale, timeZone, kind: 'key_leaked', data })
    }
  })
}
