/** Everything that is no address counts as one, so that nothing gets past by being unreadable. */
const UNREADABLE = 'unreadable'
const MAPPED = /^0:0:0:0:0:ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/
const GROUPS = 8

/**
 * The network that tries from an address are counted for, in one spelling: an IPv4 address by itself, of IPv6 the first
 * 64 bits, which one subscriber has whole. An IPv4-mapped address (RFC 4291, 2.5.5.2) is its IPv4 address.
 */
export function networkOf(address: string): string {
  if (/^[\d.]+$/.test(address)) return hostOf(address) === address ? address : UNREADABLE
  // A zone names an interface of the one who writes it (RFC 4007).
  const host = hostOf(`[${address.replace(/%.*$/, '')}]`)
  if (!host.startsWith('[')) return UNREADABLE
  const groups = spelledOut(host.slice(1, -1))
  const [, high, low] = MAPPED.exec(groups.join(':')) ?? []
  if (high && low) {
    const bytes = [high, low].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    return bytes.join('.')
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** As a URL spells it: IPv6 in lower case, without leading zeros, its last 32 bits in hex. */
function hostOf(text: string): string {
  const url = `http://${text}/`
  return URL.canParse(url) ? new URL(url).hostname : ''
}

function spelledOut(address: string): string[] {
  const [head = [], tail = []] = address.split('::').map((part) => (part ? part.split(':') : []))
  return [...head, ...Array<string>(GROUPS - head.length - tail.length).fill('0'), ...tail]
}
