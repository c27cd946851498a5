import type { FieldProblem } from '../failures.ts'
import { DEMO_UPSTREAM } from './route.ts'

/**
 * Why a URL may not be an upstream; null when it may. https only outside development; no credentials, query or fragment;
 * no private, loopback, link-local or metadata address in any spelling; never the service's own hosts, which would call
 * themselves for ever. `URL` has already turned 0x7f.1, 2130706433 and their like into dotted decimals.
 */
export function upstreamProblem(
  text: string,
  { development, ownHosts }: { development: boolean; ownHosts: readonly string[] },
): FieldProblem | null {
  if (text === DEMO_UPSTREAM) return null
  if (!URL.canParse(text)) return 'format'
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(development && url.protocol === 'http:')) return 'format'
  if (url.username || url.password || url.search || url.hash) return 'format'
  if (ownHosts.includes(url.host)) return 'address_forbidden'
  return !development && isInternal(url.hostname) ? 'address_forbidden' : null
}

/** Whether a name points into a network that no public API lives in: one such address is enough. */
export const pointsInside = (addresses: readonly string[]): boolean =>
  addresses.some((address) =>
    isInternal(URL.parse(`http://${address.includes(':') ? `[${address}]` : address}`)?.hostname ?? ''),
  )

const INTERNAL_NAMES = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/
// Networks that no public API lives in: RFC 6890 and its registry.
const INTERNAL_V4: [number, number, number, number, number][] = [
  [0, 0, 0, 0, 8],
  [10, 0, 0, 0, 8],
  [100, 64, 0, 0, 10],
  [127, 0, 0, 0, 8],
  [169, 254, 0, 0, 16],
  [172, 16, 0, 0, 12],
  [192, 0, 0, 0, 24],
  [192, 0, 2, 0, 24],
  [192, 168, 0, 0, 16],
  [198, 18, 0, 0, 15],
  [198, 51, 100, 0, 24],
  [203, 0, 113, 0, 24],
  [224, 0, 0, 0, 3],
]

function isInternal(hostname: string): boolean {
  if (INTERNAL_NAMES.test(hostname)) return true
  // Every IPv6 literal is refused but those of 2000::/3, and of these the ones that carry an IPv4 address (6to4, NAT64, Teredo).
  if (hostname.startsWith('['))
    return !/^\[[23][0-9a-f]{3}:/.test(hostname) || /^\[(2002|2001:0?0?0?0?):/.test(hostname)
  const parts = hostname.split('.').map(Number)
  if (parts.length !== 4 || !parts.every((part) => Number.isInteger(part))) return false
  const bits = (a: number, b: number, c: number, d: number) => ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
  const address = bits(...(parts as [number, number, number, number]))
  return INTERNAL_V4.some(([a, b, c, d, length]) => address >>> (32 - length) === bits(a, b, c, d) >>> (32 - length))
}
