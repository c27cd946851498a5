import type { Random } from '../domain/ids.ts'

/** Random bytes of the runtime's cryptographic source. */
export const random: Random = (length) => crypto.getRandomValues(new Uint8Array(length))
