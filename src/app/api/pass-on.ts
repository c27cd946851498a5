import type { Context } from 'hono'
import { type CreditReader, creditReader } from '../../domain/metering/said-credits.ts'
import {
  cacheStatusOf,
  clientHeaders,
  type HeaderRecord,
  socketHeaders,
  upstreamHeaders,
} from '../../domain/routing/headers.ts'
import { withRouteHeaders } from '../../domain/routing/options.ts'
import type { GatewayRoute } from '../../domain/routing/route.ts'
import { mayShare, sharedRequestHeaders } from '../../domain/routing/sharing.ts'
import { Circuits } from '../../platform/circuits.ts'
import { Keeping, sharedAnswer } from '../../platform/shared-answers.ts'
import { joinSockets } from '../../platform/sockets.ts'
import { announcedLength, type Forwarded, forward, upstreamAddress } from '../../platform/upstream.ts'
import { type BodyEnd, watchBody } from '../../platform/watched-body.ts'
import type { App } from '../context.ts'
import { statusOf } from '../errors.ts'
import { reportTurn } from './circuit-turn.ts'
import { readableBy } from './cors.ts'
import { rateHeaders } from './rate-headers.ts'
import { refusal } from './refusal.ts'
import { type Admitted, EMPTY, goOn, type Head, settle, settleBehind } from './settle.ts'

const clock = Date.now

/** Which upstreams are left alone for a while. */
export const circuits = new Circuits(clock)

/** Cloudflare says where a request came from; locally nobody does. */
export const addressOf = (request: Request): string => request.headers.get('CF-Connecting-IP') ?? ''

// `URL` would parse the whole of it, on every call.
function partsOf(url: string): { protocol: string; host: string; search: string } {
  const colon = url.indexOf(':')
  const host = colon + 3
  const path = url.indexOf('/', host)
  const query = url.indexOf('?', path)
  return { protocol: url.slice(0, colon), host: url.slice(host, path), search: query < 0 ? '' : url.slice(query) }
}

/** Asks the upstream, streams its answer back, and settles the call when that has been passed on. */
export async function passOn(c: Context<App>, call: Admitted): Promise<Response> {
  const { decision, route, path } = call
  const request = c.req.raw
  const { host, protocol, search } = partsOf(request.url)
  const { cacheSeconds, creditsFrom } = route.options
  const shared = cacheSeconds && mayShare(request.method, request.headers) ? upstreamAddress(route, path, search) : null
  const headers = () => {
    if (shared !== null) return withRouteHeaders(sharedRequestHeaders(), route.options, call.secret)
    const own = upstreamHeaders(request.headers, {
      requestId: call.id,
      accountId: decision.accountId ?? '',
      keyId: decision.keyId ?? '',
      plan: decision.plan ?? '',
      address: addressOf(request),
      host,
      protocol,
    })
    return withRouteHeaders(own, route.options, call.secret)
  }
  const kept = shared === null ? null : await sharedAnswer(route.id, shared)
  const forwarded = kept
    ? { ok: true as const, response: kept, whole: null }
    : await forward({ request, route, path, search, headers })
  if (!kept) noteCircuit(c, route, forwarded)
  if (!forwarded.ok) {
    const none = { status: statusOf(forwarded.code), upstreamMs: null, price: null }
    goOn(c, settle(c, call, none, { how: 'broken', bytes: 0 }))
    return refusal(c, forwarded.code, { ...readableBy(route, request), ...rateHeaders(decision) })
  }
  const { response } = forwarded
  const { status, headers: theirs } = response
  const price = creditReader(creditsFrom, theirs)
  const head = { status, upstreamMs: kept ? null : clock() - call.began, price }
  const ours: HeaderRecord = { ...readableBy(route, request), ...rateHeaders(decision), 'x-request-id': call.id }
  if (status === 101 && response.webSocket) {
    const { client, ended } = joinSockets(response.webSocket)
    c.executionCtx.waitUntil(settleBehind(c, call, head, ended))
    return new Response(null, { status, webSocket: client, headers: socketHeaders(theirs, ours) })
  }
  const vary = theirs.get('vary')
  if (vary) ours.vary = ours.vary ? `${vary}, ${ours.vary}` : vary
  if (shared !== null) Object.assign(ours, cacheStatusOf(theirs, kept !== null))
  const keeping = shared !== null && !kept ? Keeping.of(route.id, shared, response, cacheSeconds ?? 0) : null
  // Made before the body: what breaks here must break before the call has ended well.
  const headersOut = clientHeaders(theirs, ours)
  const body = bodyOf(c, call, head, forwarded, keeping)
  return new Response(body, { status, headers: headersOut })
}

/** The answer's body on its way to the client, and the call's end with it. */
function bodyOf(
  c: Context<App>,
  call: Admitted,
  head: Head,
  { response, whole }: Pick<Forwarded & { ok: true }, 'response' | 'whole'>,
  keeping: Keeping | null,
): ReadableStream | ArrayBuffer | null {
  const look = lookOf(head.price, keeping)
  const { executionCtx } = c
  if (whole) {
    look?.(new Uint8Array(whole))
    goOn(c, settle(c, call, head, { how: 'sent', bytes: whole.byteLength }))
    if (keeping) executionCtx.waitUntil(keepBehind(keeping, { how: 'sent' }))
    // An answer without content, like 204, takes no body at all.
    return whole.byteLength === 0 ? null : whole
  }
  // Nobody reads the body of an answer to HEAD.
  const watched = response.body && c.req.raw.method !== 'HEAD' ? watchBody(response.body, look) : null
  // Said before the body flows: a client that hangs up takes everything along that nobody waits for by then.
  goOn(c, watched ? settleBehind(c, call, head, watched.ended) : settle(c, call, head, EMPTY))
  if (!watched) return null
  if (keeping) executionCtx.waitUntil(watched.ended.then((end) => keepBehind(keeping, end)))
  const length = announcedLength(response.headers)
  return length === null ? watched.body : watched.body.pipeThrough(new FixedLengthStream(length))
}

/** Tells the route's circuit how its upstream did, and the console when that turned it. */
export function noteCircuit(c: Context<App>, route: GatewayRoute, forwarded: Forwarded): void {
  const isOk = forwarded.ok ? forwarded.response.status < 500 : forwarded.byClient
  const turned = circuits.note(route, isOk)
  if (turned) reportTurn(c, route, turned)
}

/** Who looks at a body as it passes; nobody, mostly. */
function lookOf(price: CreditReader | null, keeping: Keeping | null): ((piece: Uint8Array) => void) | undefined {
  const read = price?.look
  if (!keeping) return read
  return (piece) => {
    read?.(piece)
    keeping.look(piece)
  }
}

/** Keeps an answer that has come whole. That it is not kept costs no more than asking again. */
async function keepBehind(keeping: Keeping, { how }: Pick<BodyEnd, 'how'>): Promise<void> {
  if (how === 'sent') await keeping.keep().catch(() => {})
}
