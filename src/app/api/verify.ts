import type { Context } from 'hono'
import type { Decision, DecisionCode } from '../../domain/metering/decision.ts'
import { may } from '../../domain/people/roles.ts'
import type { Bearer } from '../../domain/service-tokens/service-tokens.ts'
import type { App } from '../context.ts'
import { type Code, problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { holdsKey } from '../middleware/query-key.ts'
import { settingsOf } from '../middleware/services.ts'
import { READABLE_BY_ALL } from './cors.ts'
import { admit } from './gateway.ts'
import { readKey } from './presented-key.ts'
import { settleNow } from './settle.ts'
import { serviceTokenOf } from './token-of.ts'
import { verification } from './verify-input.ts'

const TIMEOUT_MS = 30_000
const HEADERS = { ...READABLE_BY_ALL, 'Cache-Control': 'no-store' }

/** Says of a key what the gateway would say of a call with it, and charges it: for programs that answer calls themselves. */
export async function verify(c: Context<App>): Promise<Response> {
  const settings = settingsOf(c.env)
  const refuse = (code: Code, headers?: Record<string, string>) => problem(c, code, { ...HEADERS, ...headers })
  if (holdsKey(c.req.url, settings.API_PREFIX)) return refuse('KEY_IN_QUERY')
  const bearer = await bearerOf(c)
  if (bearer === 'unread') return refuse('METER_UNAVAILABLE', { 'Retry-After': '1' })
  if (!bearer) return refuse('UNAUTHENTICATED', { 'WWW-Authenticate': 'Bearer' })
  if (!mayVerify(bearer)) return refuse('FORBIDDEN')
  const input = await readJson(c, verification)
  if (!input.ok) return problem(c, input, HEADERS)

  const { key, cost, scopes, ip = '', route } = input.value
  const presented = readKey(key.trim(), settings.API_PREFIX, settings.KEY_SECRETS)
  if (!presented.ok) return answer(c, { code: presented.code })
  // Another account's key is answered as an invented one would be, and its object never hears of it.
  if (bearer.session && bearer.session.account.tag !== presented.tag) return answer(c, { code: 'KEY_NOT_FOUND' })
  const began = Date.now()
  const decision = await admit(c, presented, {
    id: c.var.requestId,
    keyHash: presented.hash,
    routeId: route,
    scopes,
    credits: cost,
    method: c.req.method,
    path: c.req.path,
    address: ip,
    requireVerified: settings.REQUIRE_VERIFIED_EMAIL,
    timeoutMs: TIMEOUT_MS,
    describe: true,
  })
  if (!decision || decision.code === 'METER_UNAVAILABLE') return refuse('METER_UNAVAILABLE', { 'Retry-After': '1' })
  if (decision.code === 'VALID') settleNow(c, presented.tag, began)
  return answer(c, decision)
}

/** 'unread' when D1 cannot be asked, and this isolate does not know the token. */
async function bearerOf(c: Context<App>): Promise<Bearer | null | 'unread'> {
  const token = /^bearer +(\S+) *$/i.exec(c.req.header('Authorization') ?? '')?.[1]
  return token === undefined ? null : serviceTokenOf(c.env, token).catch(() => 'unread' as const)
}

/** One of an account spends that account's credits, so its maker must be one who may. */
const mayVerify = ({ scopes, session }: Bearer): boolean =>
  scopes.includes('keys:verify') && (!session || may(session.role, 'keys.write'))

type Answer = Partial<Omit<Decision, 'code'>> & { code: DecisionCode }

const answer = (c: Context<App>, { code, keyId, accountId, plan, limits = [], refusedBy, key }: Answer): Response => {
  const refusing = typeof refusedBy === 'number' ? limits[refusedBy] : undefined
  const body = {
    success: true,
    valid: code === 'VALID',
    code,
    key_id: keyId ?? null,
    account_id: accountId ?? null,
    plan: plan ?? null,
    name: key?.name ?? null,
    scopes: key?.scopes ?? [],
    limits: limits.map(({ name, quota, remaining, reset_seconds }) => ({ name, quota, remaining, reset_seconds })),
    retry_after: refusing?.reset_seconds ?? null,
    expires_at: key?.expiresAt ?? null,
    request_id: c.var.requestId,
  }
  return Response.json(body, { headers: HEADERS })
}
