import type { Context } from 'hono'
import type { Actor } from '../domain/keys/keys.ts'
import type { OperatorRef } from '../domain/operating/operating.ts'
import type { HalfSession } from '../domain/people/factors/factors.ts'
import type { Origin, Place, Session } from '../domain/people/people.ts'
import type { App } from './context.ts'

const AGENT_LENGTH = 200

/** The session of a request that the guard let through. */
export function memberOf(c: Context<App>): Session {
  const { session } = c.var
  if (!session) throw new Error('a route for members ran without a session')
  return session
}

/** The half session of a request that the guard let through. */
export function halfOf(c: Context<App>): HalfSession {
  const { half } = c.var
  if (!half) throw new Error('a route of the second factor ran without a half session')
  return half
}

/** Cloudflare's own guess, which no client can write. It says XX where it has none. */
function placeOf(c: Context<App>): Place | null {
  const { country, city } = (c.req.raw.cf ?? {}) as { country?: string; city?: string }
  return country && country !== 'XX' ? { country, city: city ?? null } : null
}

/** Where a request came from. Cloudflare sets CF-Connecting-IP itself; what a client sends under that name never arrives. */
export const originOf = (c: Context<App>): Origin => ({
  address: c.req.header('CF-Connecting-IP') ?? '',
  agent: (c.req.header('User-Agent') ?? '').slice(0, AGENT_LENGTH),
  place: placeOf(c),
})

/** Who acts in an account. */
export function actorOf(c: Context<App>): Actor {
  const { user, account, token } = memberOf(c)
  const actor = { userId: user.id, accountId: account.id, tag: account.tag, address: originOf(c).address }
  return token ? { ...actor, token: { id: token.id, name: token.name } } : actor
}

/** Who acts for the service. */
export const operatorOf = (c: Context<App>): OperatorRef => ({
  userId: memberOf(c).user.id,
  address: originOf(c).address,
})
