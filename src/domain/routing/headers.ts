import { keepTraceContext } from './trace-context.ts'

/** Headers by their names in lower case: what `fetch` and `Response` take quickest. */
export type HeaderRecord = Record<string, string>

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
const NOT_FOR_UPSTREAM = new Set([
  ...HOP_BY_HOP,
  // Each connection makes its own; the subprotocol is for the two ends to agree on.
  ...['sec-websocket-extensions', 'sec-websocket-key', 'sec-websocket-version'],
  ...['cookie', 'forwarded', 'host', 'x-account-id', 'x-api-key', 'x-key-id', 'x-plan', 'x-real-ip', 'x-request-id'],
])
const CLAIMS = /^(x-forwarded-|cf-|x-proxy-)/
const NOT_FOR_CLIENT = new Set([
  ...HOP_BY_HOP,
  ...['alt-svc', 'cache-control', 'clear-site-data', 'content-security-policy', 'service-worker-allowed', 'set-cookie'],
])

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
export function upstreamHeaders(from: Headers, caller: Caller): HeaderRecord {
  const named = namedByConnection(from)
  const headers: HeaderRecord = {}
  for (const [name, value] of from) {
    if (NOT_FOR_UPSTREAM.has(name) || CLAIMS.test(name) || named?.has(name)) continue
    if (name === 'authorization' && /^bearer /i.test(value)) continue
    headers[name] = value
  }
  keepTraceContext(headers)
  headers.forwarded = `for=${nodeOf(caller.address)};host="${caller.host}";proto=${caller.protocol}`
  headers['x-forwarded-for'] = caller.address
  headers['x-forwarded-host'] = caller.host
  headers['x-forwarded-proto'] = caller.protocol
  headers['x-request-id'] = caller.requestId
  headers['x-account-id'] = caller.accountId
  headers['x-key-id'] = caller.keyId
  headers['x-plan'] = caller.plan
  return headers
}

/** An address as `Forwarded` names it (RFC 7239, 6): one that is not known, too. */
function nodeOf(address: string): string {
  if (address === '') return 'unknown'
  return address.includes(':') ? `"[${address}]"` : address
}

/**
 * The headers that a client gets of an upstream's answer. It shares its origin with the site, so it sets no cookie, runs
 * no script and is stored by no cache that others share. `ours` win over the upstream's of the same name.
 */
export function clientHeaders(from: Headers, ours: HeaderRecord): HeaderRecord {
  const named = namedByConnection(from)
  const headers: HeaderRecord = {}
  for (const [name, value] of from) {
    if (!NOT_FOR_CLIENT.has(name) && !named?.has(name)) headers[name] = value
  }
  headers['cache-control'] = ownCaching(from.get('cache-control'))
  headers['content-security-policy'] = "sandbox; default-src 'none'; frame-ancestors 'none'"
  headers['x-content-type-options'] = 'nosniff'
  return Object.assign(headers, ours)
}

/** The headers of an upgrade to a socket: of the upstream's the subprotocol alone, the rest is said by each connection. */
export function socketHeaders(from: Headers, ours: HeaderRecord): HeaderRecord {
  const protocol = from.get('sec-websocket-protocol')
  return protocol === null ? ours : { ...ours, 'sec-websocket-protocol': protocol }
}

/** Whether an answer came from what accounts share (RFC 9211), behind what caches before this one said. */
export function cacheStatusOf(from: Headers, isHit: boolean): HeaderRecord {
  const said = from.get('cache-status')
  const own = isHit ? 'tollgate; hit' : 'tollgate; fwd=miss'
  return { 'cache-status': said === null ? own : `${said}, ${own}` }
}

/** `public, max-age=60` becomes `private, max-age=60`; nothing becomes `private, no-store`. */
function ownCaching(said: string | null): string {
  if (said === null) return 'private, no-store'
  const directives = said.split(',').map((directive) => directive.trim())
  return ['private', ...directives.filter((directive) => !/^(public|s-maxage=.*|private)$/i.test(directive))].join(', ')
}

function namedByConnection(from: Headers): Set<string> | null {
  const connection = from.get('connection')
  return connection ? new Set(connection.split(',').map((name) => name.trim().toLowerCase())) : null
}
