import type { User } from './people.ts'

/** RFC 2606 keeps .invalid from ever being anyone's. Sign-up takes no address there. */
const NOBODYS = '.invalid'

/** Behind a user's id: what stands in place of the address of a user who holds none. Never shown, never written to. */
export const PLACEHOLDER_ENDING = `@unconfirmed${NOBODYS}`

/** Whether an address can be no person's, as placeholders are. */
export const isNobodys = (address: string): boolean => address.toLowerCase().endsWith(NOBODYS)

type Addresses = Pick<User, 'email' | 'emailVerifiedAt' | 'pendingEmail'>

/** The address that people see of a user: the one they hold, else the one they gave. */
export const shownAddress = ({ email, pendingEmail }: Omit<Addresses, 'emailVerifiedAt'>): string =>
  isNobodys(email) ? (pendingEmail ?? '') : email

/** The address that waits for its link, if there is one. */
export function unconfirmedAddress({ email, emailVerifiedAt, pendingEmail }: Addresses): string | null {
  if (pendingEmail !== null) return pendingEmail
  return emailVerifiedAt === null && !isNobodys(email) ? email : null
}

/** Whether two spellings are one address, as the database compares them. */
export const isSameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
