import type { Context } from 'hono'
import { makeIds } from '../../domain/ids.ts'
import { hashKey } from '../../domain/keys/format.ts'
import type { Decision, DecisionCode } from '../../domain/metering/decision.ts'
import type { AdmitRequest, Settlement } from '../../domain/metering/face.ts'
import { clientHeaders, upstreamHeaders } from '../../domain/routing/headers.ts'
import type { GatewayRoute } from '../../domain/routing/route.ts'
import { meterOf, within } from '../../platform/meter.ts'
import { random } from '../../platform/random.ts'
import { copiedRoutes } from '../../platform/route-copy.ts'
import { RouteTable } from '../../platform/route-table.ts'
import { Settlements } from '../../platform/settlements.ts'
import { forward } from '../../platform/upstream.ts'
import { watchBody } from '../../platform/watched-body.ts'
import { readRouteSnapshot } from '../../storage/routes.ts'
import type { App } from '../context.ts'
import { problem, statusOf } from '../errors.ts'
import { holdsKey } from '../middleware/query-key.ts'
import { settingsOf } from '../middleware/services.ts'
import { isPreflight, preflight, READABLE_BY_ALL } from './cors.ts'
import { type Presented, presentedKey } from './presented-key.ts'
import { rateHeaders } from './rate-headers.ts'

const ADMIT_WITHIN_MS = 5_000
const RENEW_EVERY_MS = 30_000
const PATH_KEPT = 256

const clock = Date.now
const ids = makeIds(clock, random)
const routeTable = new RouteTable(clock)
const settlements = new Settlements(clock)

/**
 * One call of an API client: route, method and body first, then the key without I/O, then one RPC that decides and
 * charges, then the upstream. Its end is settled behind the answer. No call waits for D1.
 */
export async function gateway(c: Context<App>): Promise<Response> {
  const requestId = ids('req')
  c.set('requestId', requestId)
  const settings = settingsOf(c.env)
  const request = c.req.raw
  const path = c.req.path.slice('/api'.length)
  if (holdsKey(c.req.url, settings.API_PREFIX)) return refusal(c, 'KEY_IN_QUERY')

  const route = await findRoute(c, path)
  if (route === 'unread') return refusal(c, 'METER_UNAVAILABLE', { 'Retry-After': '1' })
  if (!route) return refusal(c, 'ROUTE_NOT_FOUND')
  if (isPreflight(request)) return preflight(request, route.methods, requestId)
  if (!allows(route, request.method)) return refusal(c, 'METHOD_NOT_ALLOWED', { Allow: route.methods.join(', ') })
  if (Number(request.headers.get('Content-Length') ?? 0) > route.maxBodyBytes) return refusal(c, 'BODY_TOO_LARGE')

  const presented = presentedKey(request.headers, settings.API_PREFIX, settings.KEY_SECRETS)
  if (!presented.ok) return refusal(c, presented.code)
  const decision = await admit(c, presented, {
    id: requestId,
    keyHash: hashKey(presented.key),
    routeId: route.id,
    scopes: route.scopes,
    credits: route.credits,
    method: request.method,
    path: c.req.path.slice(0, PATH_KEPT),
    address: addressOf(request),
    timeoutMs: route.timeoutMs,
  })
  if (decision === null) return refusal(c, 'METER_UNAVAILABLE', { 'Retry-After': '1' })
  if (decision.code !== 'VALID') return refusal(c, decision.code, rateHeaders(decision))
  return answer(c, route, path, presented.tag, decision)
}

async function findRoute(c: Context<App>, path: string): Promise<GatewayRoute | null | 'unread'> {
  try {
    return await routeTable.find(path, {
      fromD1: async () => (await readRouteSnapshot(c.env.DB)) ?? [],
      fromCopy: () => copiedRoutes(c.env.CACHE),
      waitUntil: (work) => c.executionCtx.waitUntil(work),
    })
  } catch {
    return 'unread'
  }
}

const allows = (route: GatewayRoute, method: string): boolean =>
  route.methods.length === 0 || route.methods.includes(method) || (method === 'HEAD' && route.methods.includes('GET'))

const addressOf = (request: Request): string => request.headers.get('CF-Connecting-IP') ?? ''

/** Null when the meter gave no decision: then nobody passes, and a charge that may have been made is taken back. */
async function admit(c: Context<App>, { tag }: Presented & { ok: true }, call: AdmitRequest): Promise<Decision | null> {
  const ended = settlements.take(tag)
  try {
    return await within(ADMIT_WITHIN_MS, meterOf(c.env.METER, tag).admit(tag, call, ended))
  } catch (error) {
    console.log(JSON.stringify({ event: 'admit.failed', request_id: call.id, error: String(error) }))
    const given = { id: call.id, outcome: 'failed', status: 503, ms: 0, bytes: 0, refund: true } as const
    c.executionCtx.waitUntil(settle(c, tag, [...ended, given]))
    return null
  }
}

function settle(c: Context<App>, tag: string, ended: Settlement[]): Promise<void> {
  const { METER } = c.env
  return settlements.add(tag, ended, (rest) => meterOf(METER, tag).settle(rest))
}

/** Asks the upstream, and settles the call when its answer has been passed on. */
async function answer(
  c: Context<App>,
  route: GatewayRoute,
  path: string,
  tag: string,
  decision: Decision,
): Promise<Response> {
  const began = clock()
  const requestId = c.get('requestId')
  const end = (status: number, bytes: number, died = false): Promise<void> => {
    const outcome = died || status >= 500 ? 'failed' : 'ok'
    const refund = outcome === 'failed' && (!route.billFailures || status === statusOf('BODY_TOO_LARGE'))
    return settle(c, tag, [{ id: requestId, outcome, status, ms: clock() - began, bytes, refund }])
  }

  const { host, protocol } = new URL(c.req.url)
  const headers = upstreamHeaders(c.req.raw.headers, {
    requestId,
    accountId: decision.accountId ?? '',
    keyId: decision.keyId ?? '',
    plan: decision.plan ?? '',
    address: addressOf(c.req.raw),
    host,
    protocol: protocol.slice(0, -1),
  })
  const forwarded = await forward(c.req.raw, route, path, headers)
  if (!forwarded.ok) {
    c.executionCtx.waitUntil(end(statusOf(forwarded.code), 0, true))
    return refusal(c, forwarded.code, rateHeaders(decision))
  }

  const { response } = forwarded
  const { status } = response
  // Nobody reads the body of an answer to HEAD.
  const watched = c.req.raw.method !== 'HEAD' && response.body ? watchBody(response.body) : null
  // Said before the body flows: a client that hangs up takes everything along that nobody waits for by then.
  const ended = watched
    ? renewing(c, tag, watched.ended).then(({ how, bytes }) => end(status, bytes, how === 'broken'))
    : end(status, 0)
  c.executionCtx.waitUntil(ended)
  const answered = new Response(watched?.body ?? null, { status, headers: clientHeaders(response.headers) })
  const ours = { ...READABLE_BY_ALL, ...rateHeaders(decision), 'X-Request-Id': requestId }
  for (const [name, value] of Object.entries(ours)) answered.headers.set(name, value)
  return answered
}

/** Tells the meter twice a minute that the call goes on, as long as its body does. A client that hangs up has been served. */
function renewing<T>(c: Context<App>, tag: string, ended: Promise<T>): Promise<T> {
  const meter = meterOf(c.env.METER, tag)
  const renew = () => c.executionCtx.waitUntil(meter.renew([c.get('requestId')]).catch(() => {}))
  const timer = setInterval(renew, RENEW_EVERY_MS)
  return ended.finally(() => clearInterval(timer))
}

const CHALLENGES: Partial<Record<DecisionCode, string>> = {
  // RFC 6750, 3.1: without a key no error code.
  KEY_MISSING: 'Bearer',
  KEY_MALFORMED: 'Bearer error="invalid_token"',
  KEY_NOT_FOUND: 'Bearer error="invalid_token"',
  KEY_REVOKED: 'Bearer error="invalid_token"',
  KEY_EXPIRED: 'Bearer error="invalid_token"',
  INSUFFICIENT_SCOPE: 'Bearer error="insufficient_scope"',
}

function refusal(c: Context<App>, code: DecisionCode, headers: Record<string, string> = {}): Response {
  const challenge = CHALLENGES[code]
  return problem(c, code, {
    ...READABLE_BY_ALL,
    'Cache-Control': 'no-store',
    'X-Request-Id': c.get('requestId'),
    ...(challenge ? { 'WWW-Authenticate': challenge } : {}),
    ...headers,
  })
}
