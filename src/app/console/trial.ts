import type { Context } from 'hono'
import { makeIds } from '../../domain/ids.ts'
import type { Decision, DecisionCode } from '../../domain/metering/decision.ts'
import { explain, trailOf } from '../../domain/metering/explain.ts'
import type { AdmitRequest, Settlement } from '../../domain/metering/face.ts'
import { keyRatesOf } from '../../domain/metering/state.ts'
import { upstreamHeaders } from '../../domain/routing/headers.ts'
import { creditsOf, withRouteHeaders } from '../../domain/routing/options.ts'
import { boldestReading, pathOf } from '../../domain/routing/paths.ts'
import { type GatewayRoute, ROOT } from '../../domain/routing/route.ts'
import type { Trial, TrialKey, TrialReport } from '../../domain/routing/trial.ts'
import { lookUpAt } from '../../platform/names.ts'
import { random } from '../../platform/random.ts'
import { forward, hasBody, upstreamAddress } from '../../platform/upstream.ts'
import { UpstreamGuard } from '../../platform/upstream-guard.ts'
import { secretOf } from '../../platform/upstream-secrets.ts'
import { makeVault } from '../../platform/vault.ts'
import { admit, allows } from '../api/gateway.ts'
import { circuits, noteCircuit } from '../api/pass-on.ts'
import { goOn, settlements } from '../api/settle.ts'
import type { App } from '../context.ts'
import { statusOf } from '../errors.ts'
import { holdsKey } from '../middleware/query-key.ts'
import { hiding } from './hiding.ts'
import { readAnswer } from './trial-answer.ts'

/** A page does not wait for longer, whatever its route allows. */
const MOST_MS = 30_000
const PATH_KEPT = 256
const MASK = '••••'

const clock = Date.now
const ids = makeIds(clock, random)
const guard = new UpstreamGuard(lookUpAt(), clock)

/** Why a trial ends before the upstream, and what the meter decided by then. */
interface Refused {
  code: DecisionCode
}
const isRefused = (found: unknown): found is Refused => typeof found === 'object' && found !== null && 'code' in found

/** A trial as the request that a client would have sent; null for a path that leads out of its route. */
export function requestOf(c: Context<App>, route: GatewayRoute, trial: Trial): Request | null {
  const { method, path, query, headers, body } = trial
  const prefix = `/api${route.path === ROOT ? '' : route.path}`
  const url = new URL(`${prefix}${path}${query ? `?${query}` : ''}`, c.req.url)
  const isBehind = (path: string) => path === prefix || path.startsWith(`${prefix}/`)
  if (!isBehind(url.pathname) || !isBehind(boldestReading(url.pathname) ?? url.pathname)) return null
  const sent = new Headers(headers)
  sent.delete('content-length')
  if (method === 'GET' || method === 'HEAD' || body === '') return new Request(url, { method, headers: sent })
  const bytes = new TextEncoder().encode(body)
  sent.set('content-length', String(bytes.length))
  if (!sent.has('content-type')) sent.set('content-type', 'text/plain;charset=UTF-8')
  return new Request(url, { method, headers: sent, body: bytes })
}

/**
 * Makes one call as the gateway would: the same checks in the same order, the meter's own decision for the key, the
 * upstream's request and answer. Its credits are given back whatever comes of it; rate windows count it. Without a key
 * nobody decides.
 */
export async function tryRoute(
  c: Context<App>,
  { request, trial, route: saved, key }: { request: Request; trial: Trial; route: GatewayRoute; key: TrialKey | null },
): Promise<TrialReport> {
  const route = { ...saved, timeoutMs: Math.min(saved.timeoutMs, MOST_MS) }
  const id = ids('req')
  const report: TrialReport = { requestId: id, key, refused: null, decision: null, sent: null, answer: null }
  const early = await before(c, request, route)
  if (isRefused(early)) return { ...report, refused: early.code }

  const call = callOf(c, id, request, route, trial, key)
  const decision = key && (await admit(c, key.account, call))
  if (key && !decision) return { ...report, refused: 'METER_UNAVAILABLE' }
  if (key && decision) report.decision = explained(decision, call, key)
  if (decision && decision.code !== 'VALID') return { ...report, refused: decision.code }

  const began = clock()
  const { search, host, protocol } = new URL(request.url)
  const path = pathOf(request.url).slice('/api'.length)
  const own = upstreamHeaders(request.headers, {
    requestId: id,
    accountId: decision?.accountId ?? '',
    keyId: decision?.keyId ?? '',
    plan: decision?.plan ?? '',
    address: trial.address,
    host,
    protocol: protocol.slice(0, -1),
  })
  const hide = hiding(early.secret, MASK)
  report.sent = {
    method: request.method,
    url: upstreamAddress(route, path, search),
    headers: Object.entries(withRouteHeaders(own, route.options, MASK)),
    bytes: hasBody(request) ? Number(request.headers.get('content-length') ?? 0) : 0,
  }
  const headers = () => withRouteHeaders(own, route.options, early.secret)
  try {
    const forwarded = await forward({ request, route, path, search, headers })
    noteCircuit(c, route, forwarded)
    const ms = clock() - began
    if (forwarded.ok) report.answer = await readAnswer(forwarded, request.method, ms, hide)
    else report.refused = forwarded.code
  } finally {
    if (key) giveBack(c, key, report, began)
  }
  return report
}

/** What a call meets before its decision. */
async function before(
  c: Context<App>,
  request: Request,
  route: GatewayRoute,
): Promise<Refused | { secret: string | null }> {
  const { settings } = c.var
  const bytes = hasBody(request) ? Number(request.headers.get('content-length') ?? 0) : 0
  if (holdsKey(request.url, settings.API_PREFIX)) return { code: 'KEY_IN_QUERY' }
  if (!allows(route, request.method)) return { code: 'METHOD_NOT_ALLOWED' }
  if (bytes > route.maxBodyBytes) return { code: 'BODY_TOO_LARGE' }
  const { host } = new URL(c.req.url)
  const isDevelopment = settings.ENVIRONMENT === 'development'
  if (!(await guard.mayPass(route, isDevelopment, host, settings.OWN_HOSTS))) return { code: 'UPSTREAM_UNREACHABLE' }
  const secret = await Promise.resolve()
    .then(() => secretOf(route, () => makeVault(settings.KEY_SECRETS)))
    .catch(() => undefined)
  if (secret === undefined) return { code: 'UPSTREAM_UNREACHABLE' }
  return circuits.waitOf(route) > 0 ? { code: 'UPSTREAM_CIRCUIT_OPEN' } : { secret }
}

const callOf = (
  c: Context<App>,
  id: string,
  request: Request,
  route: GatewayRoute,
  trial: Trial,
  key: TrialKey | null,
): AdmitRequest => ({
  id,
  keyHash: key?.hash ?? '',
  routeId: route.id,
  scopes: route.scopes,
  credits: creditsOf(route, request.method),
  method: request.method,
  path: pathOf(request.url).slice(0, PATH_KEPT),
  address: trial.address,
  requireVerified: c.var.settings.REQUIRE_VERIFIED_EMAIL,
  timeoutMs: route.timeoutMs,
})

function explained(decision: Decision, call: AdmitRequest, key: TrialKey) {
  const trail = trailOf(decision, call, keyRatesOf(key, call.routeId).length)
  const outcome = decision.code === 'VALID' ? 'ok' : decision.code
  return { code: decision.code, checks: explain({ outcome, trail }) }
}

/** Ends an admitted trial, at no cost. */
function giveBack(
  c: Context<App>,
  key: TrialKey,
  { requestId: id, refused, answer }: TrialReport,
  began: number,
): void {
  const status = answer?.status ?? statusOf(refused ?? 'UPSTREAM_UNREACHABLE')
  const outcome = !answer || answer.end === 'broken' || status >= 500 ? 'failed' : 'ok'
  const [ms, upstreamMs, bytes] = [clock() - began, answer?.ms ?? null, answer?.bytes ?? 0]
  const ended: Settlement = { id, outcome, status, ms, upstreamMs, bytes, refund: true }
  goOn(c, settlements.add(key.account.tag, [ended], c.env.METER))
}
