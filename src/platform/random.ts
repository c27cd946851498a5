import type { Random } from '../domain/ids.ts'

// Asking the runtime costs more than the bytes: they are drawn in lots. Each byte is given out once.
const LOT = 4_096
let lot = new Uint8Array(0)
let used = 0

/** Random bytes of the runtime's cryptographic source. */
export const random: Random = (length) => {
  if (length > LOT) return crypto.getRandomValues(new Uint8Array(length))
  if (used + length > lot.length) {
    lot = crypto.getRandomValues(new Uint8Array(LOT))
    used = 0
  }
  used += length
  return lot.slice(used - length, used)
}
