/** Chances that one number decides: the same seed throws the same, on every machine. */
export interface Dice {
  /** 0 or more, less than `below`. */
  int: (below: number) => number
  /** From `least` to `most`, both included. */
  between: (least: number, most: number) => number
  /** True in this share of all throws. */
  chance: (share: number) => boolean
  pick: <T>(from: readonly T[]) => T
  bytes: (length: number) => Uint8Array
}

/** mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c), public domain. */
export function seeded(seed: number): Dice {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number) => Math.floor(next() * below)
  return {
    int,
    between: (least, most) => least + int(most - least + 1),
    chance: (share) => next() < share,
    pick: (from) => from[int(from.length)] as (typeof from)[number],
    bytes: (length) => Uint8Array.from({ length }, () => int(256)),
  }
}
