import type { HeaderRecord } from '../../domain/routing/headers.ts'
import type { GatewayRoute } from '../../domain/routing/route.ts'

/** API answers may be read by any page: the key is the permission, and no cookie counts here. */
export const READABLE_BY_ALL = { 'access-control-allow-origin': '*' } as const

/** Of an answer that a decision was made about: a page may read its limits too. */
const LIMITS_READABLE_BY_ALL = {
  ...READABLE_BY_ALL,
  'access-control-expose-headers': 'X-Request-Id, RateLimit, RateLimit-Policy, Retry-After',
} as const

/**
 * Who may read the answers of a route: pages of every origin, or of those it names. To another origin the first of them is
 * named, which a browser takes for a no.
 */
export function readableBy({ options: { corsOrigins } }: GatewayRoute, request: Request): HeaderRecord {
  if (!corsOrigins) return LIMITS_READABLE_BY_ALL
  const origin = request.headers.get('Origin') ?? ''
  const allowed = corsOrigins.includes(origin) ? origin : (corsOrigins[0] ?? '')
  return { ...LIMITS_READABLE_BY_ALL, 'access-control-allow-origin': allowed, vary: 'Origin' }
}

/** The answer to a browser that asks before it calls: without a key and without a charge. */
export function preflight(request: Request, route: GatewayRoute, requestId: string): Response {
  const { methods } = route
  const { vary = '', ...readable } = readableBy(route, request)
  return new Response(null, {
    status: 204,
    headers: {
      ...readable,
      'Access-Control-Allow-Methods': (methods.length > 0
        ? methods
        : ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
      ).join(', '),
      'Access-Control-Allow-Headers':
        request.headers.get('Access-Control-Request-Headers') ?? 'Authorization, X-API-Key',
      'Access-Control-Max-Age': '7200',
      Vary: vary ? `Access-Control-Request-Headers, ${vary}` : 'Access-Control-Request-Headers',
      'X-Request-Id': requestId,
    },
  })
}

export const isPreflight = (request: Request): boolean =>
  request.method === 'OPTIONS' && request.headers.has('Origin') && request.headers.has('Access-Control-Request-Method')
