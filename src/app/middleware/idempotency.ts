import { sha256 } from '@oslojs/crypto/sha2'
import { encodeHexLowerCase } from '@oslojs/encoding'
import type { Context, Next } from 'hono'
import { createMiddleware } from 'hono/factory'
import { failed } from '../../domain/failures.ts'
import type { Claim } from '../../domain/idempotency/idempotency.ts'
import { memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { json, type Route } from '../routes.ts'
import { logError } from './log-error.ts'

/** The header, and what its value may be: printable ASCII, up to 255 characters. */
export const IDEMPOTENCY_KEY = 'Idempotency-Key'
export const IDEMPOTENCY_PATTERN = '^[\\x20-\\x7E]{1,255}$'
/** On an answer that was kept. */
const IDEMPOTENCY_REPLAYED = 'Idempotency-Replayed'

const FORM = new RegExp(IDEMPOTENCY_PATTERN)
/** Once done, the session that could ask for their answer again is another. */
const ENDING: Route[] = [json.logout, json.accountSwitch]

/** Whether a write of this route may be named by a key: of who is signed in, all but those that end the session itself. */
export const takesIdempotencyKey = (route: Route): boolean =>
  route.method !== 'GET' && (route.audience === 'member' || route.audience === 'operator') && !ENDING.includes(route)

const WRITES = Object.values<Route>(json)
  .filter(takesIdempotencyKey)
  .map((route) => ({ route, path: new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`) }))

const routeOf = ({ req }: Context<App>): Route | undefined =>
  WRITES.find(({ route, path }) => route.method === req.method && path.test(req.path))?.route

/**
 * Whose keys they are: a person's in an account, and where the route is about a person or the service alone, theirs
 * wherever they are. Never another member's: they would read an answer that some handlers make for one person alone.
 */
function ownerOf(c: Context<App>, route: Route): string {
  const { user, account } = memberOf(c)
  return route.may === undefined ? user.id : `${account.id}/${user.id}`
}

/**
 * Does a write that carries an Idempotency-Key once: a repetition gets the first one's answer. Who may not come here was
 * refused before, also of an answer that is kept.
 */
export const idempotency = createMiddleware<App>(async (c, next) => {
  const key = c.req.header(IDEMPOTENCY_KEY)
  const route = key === undefined ? undefined : routeOf(c)
  if (key === undefined || !route) return next()
  if (!FORM.test(key)) return problem(c, failed('IDEMPOTENCY_KEY_INVALID'))
  const body = new Uint8Array(await c.req.raw.clone().arrayBuffer())
  const begun = await c.var.services.idempotency.begin({
    owner: ownerOf(c, route),
    route: `${c.req.method} ${c.req.path}`,
    key,
    fingerprint: encodeHexLowerCase(sha256(body)),
    once: route.once === true,
  })
  if (!begun.ok) return problem(c, begun)
  if ('answer' in begun.value) {
    const { status, type, body: text } = begun.value.answer
    return new Response(text, { status, headers: { 'Content-Type': type, [IDEMPOTENCY_REPLAYED]: 'true' } })
  }
  return carryOut(c, begun.value.claim, next)
})

/** Does what is claimed and notes what it answered. */
export async function carryOut(c: Context<App>, claim: Claim, next: Next): Promise<void> {
  const done = next().then(() => end(c, claim))
  // Whoever hangs up is who will ask again: the answer is kept all the same.
  c.executionCtx.waitUntil(done)
  await done
}

/** What was done is done: that its answer could not be kept fails nothing. */
async function end(c: Context<App>, claim: Claim): Promise<void> {
  const { status, headers } = c.res
  try {
    const body = await c.res.clone().text()
    await c.var.services.idempotency.end(claim, { status, type: headers.get('Content-Type') ?? '', body })
  } catch (error) {
    logError(c, error as Error)
  }
}
