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
    const readers = (await leaks.readers(account.id)).filter((reader) => isReachable(c, reader))
    const sent = await Promise.allSettled(
      readers.map(({ email, locale, timeZone }) =>
        mail({ to: email, locale: locale ?? c.var.locale, timeZone, kind: 'key_leaked', data }),
      ),
    )
    for (const one of sent) if (one.status === 'rejected') throw one.reason
  })
}
