/** API answers may be read by any page: the key is the permission, and no cookie counts here. */
export const READABLE_BY_ALL = { 'access-control-allow-origin': '*' } as const

/** Of an answer that a decision was made about: a page may read its limits too. */
export const LIMITS_READABLE_BY_ALL = {
  ...READABLE_BY_ALL,
  'access-control-expose-headers': 'X-Request-Id, RateLimit, RateLimit-Policy, Retry-After',
} as const

/** The answer to a browser that asks before it calls: without a key and without a charge. */
export function preflight(request: Request, methods: readonly string[], requestId: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...READABLE_BY_ALL,
      'Access-Control-Allow-Methods': (methods.length > 0
        ? methods
        : ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
      ).join(', '),
      'Access-Control-Allow-Headers':
        request.headers.get('Access-Control-Request-Headers') ?? 'Authorization, X-API-Key',
      'Access-Control-Max-Age': '7200',
      Vary: 'Access-Control-Request-Headers',
      'X-Request-Id': requestId,
    },
  })
}

export const isPreflight = (request: Request): boolean =>
  request.method === 'OPTIONS' && request.headers.has('Origin') && request.headers.has('Access-Control-Request-Method')
