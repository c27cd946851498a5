import type { Context } from 'hono'
import { makeIds } from '../../domain/ids.ts'
import type { Decision } from '../../domain/metering/decision.ts'
import type { AdmitRequest } from '../../domain/metering/face.ts'
import { creditsOf } from '../../domain/routing/options.ts'
import { pathOf } from '../../domain/routing/paths.ts'
import type { GatewayRoute } from '../../domain/routing/route.ts'
import { meterOf, within } from '../../platform/meter.ts'
import { lookUpAt } from '../../platform/names.ts'
import { random } from '../../platform/random.ts'
import { copiedRoutes } from '../../platform/route-copy.ts'
import { RouteTable } from '../../platform/route-table.ts'
import { hasBody } from '../../platform/upstream.ts'
import { UpstreamGuard } from '../../platform/upstream-guard.ts'
import { secretOf } from '../../platform/upstream-secrets.ts'
import { makeVault } from '../../platform/vault.ts'
import { readRouteSnapshot } from '../../storage/routes.ts'
import type { App } from '../context.ts'
import { holdsKey } from '../middleware/query-key.ts'
import { settingsOf } from '../middleware/services.ts'
import { isPreflight, preflight, readableBy } from './cors.ts'
import { addressOf, circuits, passOn } from './pass-on.ts'
import { presentedKey } from './presented-key.ts'
import { rateHeaders } from './rate-headers.ts'
import { refusal } from './refusal.ts'
import { giveUp, goOn, settlements } from './settle.ts'

const ADMIT_WITHIN_MS = 5_000
const PATH_KEPT = 256

const clock = Date.now
const ids = makeIds(clock, random)
const routeTable = new RouteTable(clock)
const guard = new UpstreamGuard(lookUpAt(), clock)

/**
 * One call of an API client: route, method and body first, then the key without I/O, then one RPC that decides and
 * charges, then the upstream. Its end is settled behind the answer. No call waits for D1. Routes lie behind `base`.
 */
export async function gateway(c: Context<App>, base: '/api' | ''): Promise<Response> {
  const requestId = ids('req')
  c.set('requestId', requestId)
  const settings = settingsOf(c.env)
  const request = c.req.raw
  const sent = pathOf(request.url)
  const path = sent.slice(base.length)
  const isHost = base === ''
  if (isHost && settings.SITE_URL) c.set('docs', settings.SITE_URL)
  if (holdsKey(c.req.url, settings.API_PREFIX)) return refusal(c, 'KEY_IN_QUERY')

  const route = routeTable.known(path, isHost) ?? (await readRoute(c, path, isHost))
  if (route === 'unread') return refusal(c, 'METER_UNAVAILABLE', { 'retry-after': '1' })
  if (!route) return refusal(c, 'ROUTE_NOT_FOUND')
  if (isPreflight(request)) return preflight(request, route, requestId)
  if (!allows(route, request.method)) return refusal(c, 'METHOD_NOT_ALLOWED', { allow: route.methods.join(', ') })
  if (announcedBytes(request) > route.maxBodyBytes) return refusal(c, 'BODY_TOO_LARGE')

  const presented = presentedKey(request.headers, settings.API_PREFIX, settings.KEY_SECRETS)
  if (!presented.ok) return refusal(c, presented.code)
  const mayPass = guard.mayPass(route, settings.ENVIRONMENT === 'development', hostOf(request.url), settings.OWN_HOSTS)
  if (!(mayPass === true || (await mayPass))) return refusal(c, 'UPSTREAM_UNREACHABLE', readableBy(route, request))
  const sought = upstreamSecret(c, route, settings.KEY_SECRETS)
  const secret = sought instanceof Promise ? await sought : sought
  if (!secret) return refusal(c, 'UPSTREAM_UNREACHABLE', readableBy(route, request))
  const waitMs = circuits.waitOf(route)
  if (waitMs > 0)
    return refusal(c, 'UPSTREAM_CIRCUIT_OPEN', {
      ...readableBy(route, request),
      'retry-after': String(Math.ceil(waitMs / 1000)),
    })
  const decision = await admit(c, presented, {
    id: requestId,
    keyHash: presented.hash,
    routeId: route.id,
    scopes: route.scopes,
    credits: creditsOf(route, request.method),
    method: request.method,
    path: sent.slice(0, PATH_KEPT),
    address: addressOf(request),
    requireVerified: settings.REQUIRE_VERIFIED_EMAIL,
    timeoutMs: route.timeoutMs,
  })
  if (!decision || decision.code === 'METER_UNAVAILABLE') return refusal(c, 'METER_UNAVAILABLE', { 'retry-after': '1' })
  if (decision.code !== 'VALID')
    return refusal(c, decision.code, { ...readableBy(route, request), ...rateHeaders(decision) })
  const call = { id: requestId, tag: presented.tag, route, path, decision, secret: secret.value, began: clock() }
  return passOn(c, call).catch((error) => giveUp(c, call, error))
}

interface Secret {
  value: string | null
}
const NONE: Secret = { value: null }

/** The upstream's own secret. Null when it cannot be opened: an operator's to mend, and the log says so. */
function upstreamSecret(c: Context<App>, route: GatewayRoute, secrets: readonly string[]) {
  const secret = secretOf(route, () => makeVault(secrets))
  if (secret === null) return NONE
  if (!(secret instanceof Promise)) return { value: secret }
  return secret.then(
    (value): Secret => ({ value }),
    (error: Error) => {
      const { requestId } = c.var
      console.log(
        JSON.stringify({ event: 'secret.unopened', request_id: requestId, route: route.id, error: error.message }),
      )
      return null
    },
  )
}

/** 'unread' when routes can be had from nowhere. */
async function readRoute(c: Context<App>, path: string, isHost: boolean): Promise<GatewayRoute | null | 'unread'> {
  try {
    return await routeTable.find(path, isHost, {
      fromD1: async () => (await readRouteSnapshot(c.env.DB)) ?? [],
      fromCopy: () => copiedRoutes(c.env.CACHE),
      waitUntil: (work) => c.executionCtx.waitUntil(work),
    })
  } catch {
    return 'unread'
  }
}

// `URL` would parse the whole of it, on every call.
const hostOf = (url: string): string => {
  const start = url.indexOf('//') + 2
  return url.slice(start, url.indexOf('/', start))
}

export const allows = (route: GatewayRoute, method: string): boolean =>
  route.methods.length === 0 || route.methods.includes(method) || (method === 'HEAD' && route.methods.includes('GET'))

/** What a request says of its body's length; a body of GET or HEAD is not passed on. */
const announcedBytes = (request: Request): number =>
  hasBody(request) ? Number(request.headers.get('Content-Length') ?? 0) : 0

/** Null when the meter gave no decision: then nobody passes, and a charge that may have been made is taken back. */
export async function admit(c: Context<App>, { tag }: { tag: string }, call: AdmitRequest): Promise<Decision | null> {
  const ended = settlements.take(tag)
  try {
    return await within(ADMIT_WITHIN_MS, meterOf(c.env.METER, tag).admit(tag, call, ended))
  } catch (error) {
    console.log(JSON.stringify({ event: 'admit.failed', request_id: call.id, error: String(error) }))
    const unmeasured = { ms: 0, upstreamMs: null, bytes: 0 }
    const given = { id: call.id, outcome: 'failed', status: 503, ...unmeasured, refund: true } as const
    goOn(c, settlements.add(tag, [...ended, given], c.env.METER))
    return null
  }
}
