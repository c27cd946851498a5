import { or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { AddressRange } from '../domain/keys/addresses.ts'

/**
 * Whether an address may lie in a range, by how its text begins. Others spell an address otherwise than RFC 5952, with zeros that
 * need not be or as an IPv6 one that stands for IPv4: those may. Which of them do is for src/domain/keys to say.
 */
export const mayLieWithin = (address: SQL, range: AddressRange): SQL => {
  const isLike = (pattern: string) => sql`${address} LIKE ${pattern}`
  const others = range.groups.length === 2 ? [isLike('%ffff:%')] : [isLike('0%'), isLike('%:0%')]
  return or(isLike(`${beginningOf(range)}%`), ...others) ?? sql`TRUE`
}

/** Whether the text of records may hold an address of a range. Of IPv6 ones that are spelled otherwise nothing is told apart. */
export const mayHoldWithin = (body: SQLWrapper, range: AddressRange): SQL | undefined => {
  if (range.groups.length > 2) return undefined
  const holds = (text: string) => sql`instr(${body}, ${text}) > 0`
  return or(holds(`"address":"${beginningOf(range)}`), holds('ffff:'), holds('FFFF:'))
}

/** What each address of a range begins with as it is mostly spelled. */
function beginningOf({ groups, bits }: AddressRange): string {
  if (groups.length === 2) {
    const bytes = groups.flatMap((group) => [group >> 8, group & 255]).slice(0, bits >> 3)
    return bytes.length === 4 ? bytes.join('.') : bytes.map((byte) => `${byte}.`).join('')
  }
  const whole = groups.slice(0, bits >> 4)
  // From the first zero on it may be shortened.
  const zero = whole.indexOf(0)
  return (zero < 0 ? whole : whole.slice(0, zero)).map((group, i) => group.toString(16) + (i === 7 ? '' : ':')).join('')
}
