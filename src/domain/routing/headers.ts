// Of one connection, not of the message: RFC 9110, 7.6.1, and what older proxies invented.
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
// What only Tollgate says: who calls, through which key, from where. Cookies belong to the site on the same origin.
const OURS = [
  'cookie',
  'x-api-key',
  'forwarded',
  'x-request-id',
  'x-account-id',
  'x-key-id',
  'x-plan',
  'x-real-ip',
  'host',
]
const OURS_BY_PREFIX = ['x-forwarded-', 'cf-', 'x-proxy-']

/** Who calls, as the upstream is told. */
export interface Caller {
  requestId: string
  accountId: string
  keyId: string
  plan: string
  address: string
  host: string
  protocol: string
}

/** The headers that an upstream gets: the client's without its key, its cookies and its hops, and who it is. */
export function upstreamHeaders(from: Headers, caller: Caller): Headers {
  const headers = withoutHops(from)
  for (const name of OURS) headers.delete(name)
  for (const name of [...headers.keys()])
    if (OURS_BY_PREFIX.some((prefix) => name.startsWith(prefix))) headers.delete(name)
  if (/^bearer /i.test(headers.get('authorization') ?? '')) headers.delete('authorization')
  headers.set('X-Forwarded-For', caller.address)
  headers.set('X-Forwarded-Host', caller.host)
  headers.set('X-Forwarded-Proto', caller.protocol)
  headers.set('X-Request-Id', caller.requestId)
  headers.set('X-Account-Id', caller.accountId)
  headers.set('X-Key-Id', caller.keyId)
  headers.set('X-Plan', caller.plan)
  return headers
}

/**
 * The headers that a client gets of an upstream's answer. It shares its origin with the site, so it sets no cookie, runs
 * no script and is stored by no cache that others share.
 */
export function clientHeaders(from: Headers): Headers {
  const headers = withoutHops(from)
  for (const name of ['set-cookie', 'clear-site-data', 'service-worker-allowed', 'alt-svc']) headers.delete(name)
  const directives = (headers.get('cache-control') ?? 'no-store').split(',').map((directive) => directive.trim())
  const own = directives.filter((directive) => !/^(public|s-maxage=.*|private)$/i.test(directive))
  headers.set('Cache-Control', ['private', ...own].join(', '))
  headers.set('Content-Security-Policy', "sandbox; default-src 'none'; frame-ancestors 'none'")
  headers.set('X-Content-Type-Options', 'nosniff')
  return headers
}

function withoutHops(from: Headers): Headers {
  const headers = new Headers(from)
  for (const name of (from.get('connection') ?? '').split(',')) {
    const named = name.trim().toLowerCase()
    if (/^[\w-]+$/.test(named)) headers.delete(named)
  }
  for (const name of HOP_BY_HOP) headers.delete(name)
  return headers
}
