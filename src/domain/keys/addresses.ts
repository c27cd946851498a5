/**
 * A span of IP addresses in the form that calls are compared with: 16-bit groups (2 for IPv4, 8 for IPv6), of which the first
 * `bits` bits count.
 */
export interface AddressRange {
  groups: number[]
  bits: number
}

const MAPPED = [0, 0, 0, 0, 0, 0xffff]
const widthOf = (groups: readonly number[]): number => groups.length * 16

function parseIPv4(text: string): number[] | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  const bytes: number[] = []
  for (const part of parts) {
    // A leading zero is octal to some readers and decimal to others: it says nothing certain.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null
    bytes.push(Number(part))
  }
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  return [a * 256 + b, c * 256 + d]
}

function parseGroups(text: string): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes('.')) {
      const tail = parseIPv4(part)
      if (!tail) return null
      groups.push(...tail)
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}

/** RFC 4291, section 2.2. A zone id makes sense on one machine alone, and is refused. */
function parseIPv6(text: string): number[] | null {
  const [left = '', right, ...more] = text.split('::')
  if (more.length > 0) return null
  const head = parseGroups(left)
  if (right === undefined) return head?.length === 8 ? head : null
  const tail = parseGroups(right)
  // What stands before :: cannot end in an IPv4 address.
  if (!head || !tail || left.includes('.') || head.length + tail.length > 7) return null
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

const isMapped = (groups: readonly number[]): boolean =>
  groups.length === 8 && MAPPED.every((group, i) => groups[i] === group)

/** An address's groups, an IPv4-mapped one as the IPv4 address that it stands for; null when it is none. */
function parseAddress(text: string): number[] | null {
  const groups = text.includes(':') ? parseIPv6(text) : parseIPv4(text)
  return groups && isMapped(groups) ? groups.slice(6) : groups
}

/** An address, or a range in CIDR notation whose bits behind the prefix are cleared. Null when it is neither. */
export function parseRange(text: string): AddressRange | null {
  const [address = '', prefix, ...more] = text.split('/')
  if (more.length > 0) return null
  const written = address.includes(':') ? parseIPv6(address) : parseIPv4(address)
  if (!written) return null
  if (prefix !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefix)) return null
  let groups = written
  let bits = prefix === undefined ? widthOf(groups) : Number(prefix)
  if (bits > widthOf(groups)) return null
  if (isMapped(groups) && bits >= 96) {
    groups = groups.slice(6)
    bits -= 96
  }
  return { groups: groups.map((group, i) => group & maskOf(bits, i)), bits }
}

/** The mask of the group at `i` when the first `bits` bits count. */
const maskOf = (bits: number, i: number): number => (0xffff << Math.min(16, Math.max(0, 16 - (bits - i * 16)))) & 0xffff

/** The one spelling of a range: RFC 5952 for IPv6, no prefix for a single address. */
export function formatRange({ groups, bits }: AddressRange): string {
  const address = groups.length === 2 ? formatIPv4(groups) : formatIPv6(groups)
  return bits === widthOf(groups) ? address : `${address}/${bits}`
}

const formatIPv4 = (groups: readonly number[]): string => groups.flatMap((group) => [group >> 8, group & 255]).join('.')

function formatIPv6(groups: readonly number[]): string {
  let [start, length] = [0, 0]
  for (let i = 0; i < 8; i++) {
    let zeros = 0
    while (groups[i + zeros] === 0) zeros++
    if (zeros > length) [start, length] = [i, zeros]
  }
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** Whether an address lies in one of the ranges. What is no address lies in none. */
export function isWithin(address: string, ranges: readonly AddressRange[]): boolean {
  const groups = parseAddress(address)
  if (!groups) return false
  return ranges.some(
    (range) =>
      range.groups.length === groups.length &&
      groups.every((group, i) => (group & maskOf(range.bits, i)) === range.groups[i]),
  )
}
