import type { Context } from 'hono'
import type { Decision } from '../../domain/metering/decision.ts'
import type { Settlement } from '../../domain/metering/face.ts'
import { clientHeaders, upstreamHeaders } from '../../domain/routing/headers.ts'
import { withRouteHeaders } from '../../domain/routing/options.ts'
import type { GatewayRoute } from '../../domain/routing/route.ts'
import { Circuits } from '../../platform/circuits.ts'
import { meterOf } from '../../platform/meter.ts'
import { Settlements } from '../../platform/settlements.ts'
import { forward } from '../../platform/upstream.ts'
import { type BodyEnd, watchBody } from '../../platform/watched-body.ts'
import type { App } from '../context.ts'
import { statusOf } from '../errors.ts'
import { readableBy } from './cors.ts'
import { rateHeaders } from './rate-headers.ts'
import { refusal } from './refusal.ts'

const RENEW_EVERY_MS = 30_000
const clock = Date.now

/** Ends of calls on their way to their meters. */
export const settlements = new Settlements(clock)

/** Which upstreams are left alone for a while. */
export const circuits = new Circuits(clock)

/** A call that was admitted. */
export interface Admitted {
  id: string
  tag: string
  route: GatewayRoute
  /** After /api. */
  path: string
  decision: Decision
  /** The upstream's own; null for none. */
  secret: string | null
  /** UTC ms. */
  began: number
}

/** Cloudflare says where a request came from; locally nobody does. */
export const addressOf = (request: Request): string => request.headers.get('CF-Connecting-IP') ?? ''

/** Asks the upstream, streams its answer back, and settles the call when that has been passed on. */
export async function passOn(c: Context<App>, call: Admitted): Promise<Response> {
  const { decision, route, path } = call
  const request = c.req.raw
  const { host, protocol, search } = new URL(request.url)
  const headers = () => {
    const own = upstreamHeaders(request.headers, {
      requestId: call.id,
      accountId: decision.accountId ?? '',
      keyId: decision.keyId ?? '',
      plan: decision.plan ?? '',
      address: addressOf(request),
      host,
      protocol: protocol.slice(0, -1),
    })
    return withRouteHeaders(own, route.options, call.secret)
  }
  const forwarded = await forward({ request, route, path, search, headers })
  circuits.note(route, forwarded.ok ? forwarded.response.status < 500 : forwarded.byClient)
  if (!forwarded.ok) {
    const none = { status: statusOf(forwarded.code), upstreamMs: null }
    c.executionCtx.waitUntil(settle(c, call, none, { how: 'broken', bytes: 0 }))
    return refusal(c, forwarded.code, { ...readableBy(route, request), ...rateHeaders(decision) })
  }
  const { status, body, headers: theirs } = forwarded.response
  const head = { status, upstreamMs: clock() - call.began }
  // Nobody reads the body of an answer to HEAD.
  const watched = body && request.method !== 'HEAD' ? watchBody(body) : null
  // Said before the body flows: a client that hangs up takes everything along that nobody waits for by then.
  c.executionCtx.waitUntil(watched ? settleBehind(c, call, head, watched.ended) : settle(c, call, head, EMPTY))
  const readable = readableBy(route, request)
  const vary = [theirs.get('vary'), readable.vary].filter(Boolean).join(', ')
  const ours = { ...readable, ...(vary ? { vary } : {}), ...rateHeaders(decision), 'x-request-id': call.id }
  return new Response(watched?.body ?? null, { status, headers: clientHeaders(theirs, ours) })
}

/** The answer's status, and how long the upstream took to begin it. */
type Head = Pick<Settlement, 'status' | 'upstreamMs'>

const EMPTY: BodyEnd = { how: 'sent', bytes: 0 }

/** Tells the meter twice a minute that the call goes on, and settles it with its body's end. */
async function settleBehind(c: Context<App>, call: Admitted, head: Head, ended: Promise<BodyEnd>): Promise<void> {
  const meter = meterOf(c.env.METER, call.tag)
  const timer = setInterval(() => c.executionCtx.waitUntil(meter.renew([call.id]).catch(() => {})), RENEW_EVERY_MS)
  const end = await ended
  clearInterval(timer)
  await settle(c, call, head, end)
}

/** A client that hangs up has been served. A body that turned out too large was refused, and costs nothing anywhere. */
function settle(c: Context<App>, call: Admitted, head: Head, { how, bytes }: BodyEnd): Promise<void> {
  const { status, upstreamMs } = head
  const outcome = how === 'broken' || status >= 500 ? 'failed' : 'ok'
  const refund = outcome === 'failed' && (!call.route.billFailures || status === statusOf('BODY_TOO_LARGE'))
  const ms = clock() - call.began
  return settlements.add(call.tag, [{ id: call.id, outcome, status, ms, upstreamMs, bytes, refund }], c.env.METER)
}
