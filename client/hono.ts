import type { Context, MiddlewareHandler } from 'hono'
import { STATUS } from './codes.ts'
import type { Allowed, Refused, Tollgate } from './index.ts'

export interface Guarding {
  /** Whole credits of a call; 1 unless told. */
  cost?: number | ((c: Context) => number) | undefined
  /** The key must hold them all. */
  scopes?: string[] | undefined
  /** What calls stand under in the account's usage; `verify` unless told. */
  route?: string | undefined
  /**
   * The caller's address, for keys that are bound to some; without it such keys are refused. Read it from where your own
   * proxy puts it and nobody else can: `(c) => c.req.header('CF-Connecting-IP')` on Workers.
   */
  ip?: ((c: Context) => string | undefined) | undefined
}

/**
 * Lets a call pass that Tollgate allows, and charges it: who calls is in `c.var.tollgate`, and the limits are in the answer's
 * headers. Else answers as the gateway would, with a problem (RFC 9457). The key is in `Authorization: Bearer` or `X-API-Key`.
 *
 *     app.use('/reports/*', guard(tollgate, { cost: 5, scopes: ['reports'] }))
 */
export function guard(
  tollgate: Tollgate,
  { cost, ip, ...same }: Guarding = {},
): MiddlewareHandler<{ Variables: { tollgate: Allowed } }> {
  return async (c, next) => {
    const bearer = /^bearer +(\S.*)$/i.exec(c.req.header('Authorization') ?? '')?.[1]
    const key = (bearer ?? c.req.header('X-API-Key') ?? '').trim()
    if (key === '') return refusal(tollgate.url, 'KEY_MISSING')
    const credits = typeof cost === 'function' ? cost(c) : cost
    const decision = await tollgate.verify({ ...same, key, cost: credits, ip: ip?.(c) })
    if (!decision.valid) return refusal(tollgate.url, decision.code, decision)
    c.set('tollgate', decision)
    await next()
    for (const [name, value] of Object.entries(rateHeaders(decision))) c.header(name, value)
  }
}

function refusal(url: string, code: Refused['code'], decision?: Refused): Response {
  // A code that a newer Tollgate knows is a no, too.
  const status = STATUS[code] ?? 403
  const title = code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' ')
  const { retry_after: wait = null, request_id = null } = decision ?? {}
  const said = { code, request_id, ...(wait === null ? {} : { retry_after: wait }), success: false, message: title }
  return new Response(JSON.stringify({ type: `${url}/docs#${code}`, title, status, ...said }), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(decision ? rateHeaders(decision) : {}),
      ...(wait === null ? {} : { 'Retry-After': String(wait) }),
      ...challenge(code, status),
    },
  })
}

// RFC 6750, 3.1: without a key no error code.
function challenge(code: Refused['code'], status: number): Record<string, string> {
  if (code === 'KEY_MISSING') return { 'WWW-Authenticate': 'Bearer' }
  if (code === 'INSUFFICIENT_SCOPE') return { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' }
  return status === 401 ? { 'WWW-Authenticate': 'Bearer error="invalid_token"' } : {}
}

/** draft-ietf-httpapi-ratelimit-headers: every limit of the key and its account. */
function rateHeaders({ limits }: Allowed | Refused): Record<string, string> {
  if (limits.length === 0) return {}
  const states = limits.map(
    ({ name, remaining, reset_seconds: reset }) => `"${name}";r=${remaining}${reset === null ? '' : `;t=${reset}`}`,
  )
  const policies = limits.map(({ name, quota }) => `"${name}";q=${quota}`)
  return { 'RateLimit-Policy': policies.join(', '), RateLimit: states.join(', ') }
}
