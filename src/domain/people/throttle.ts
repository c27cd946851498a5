/** How many tries are free within a window, and how long each further one has to wait. All in ms. */
export interface Allowance {
  free: number
  /** After the last free try; each try after it doubles the wait. */
  firstWaitMs: number
  longestWaitMs: number
  /** Opens with the first try. At its end everything is forgotten, a wait included. */
  windowMs: number
}

/** The tries of one subject in its window. UTC ms. */
export interface Tries {
  count: number
  /** When the last one was counted. */
  at: number
  /** Where the window ends; names the window too. */
  end: number
}

/** A try that was counted in the window that ends at `end`, or what it must wait first. */
export type Taken = { waitMs: 0; end: number } | { waitMs: number; end: null }

/**
 * Decides on a try and counts it: `tries` is what to keep. A try that must wait is not counted, so that waiting is never
 * made longer by asking. A clock that steps back changes nothing: time does not run behind the last try.
 */
export function decide(
  tries: Tries | null,
  allowance: Allowance,
  clock: number,
): { taken: Taken; tries: Tries | null } {
  const now = Math.max(clock, tries?.at ?? 0)
  const running = tries && now < tries.end ? tries : null
  const waitMs = running ? opensAt(running, allowance) - now : 0
  if (waitMs > 0) return { taken: { waitMs, end: null }, tries }
  const end = running?.end ?? now + allowance.windowMs
  return { taken: { waitMs: 0, end }, tries: { count: (running?.count ?? 0) + 1, at: now, end } }
}

/** Takes one try of the window back; nothing when that window is over. */
export function giveBack(tries: Tries | null, end: number): Tries | null {
  if (!tries || tries.end !== end) return tries
  return tries.count > 1 ? { ...tries, count: tries.count - 1 } : null
}

function opensAt({ count, at, end }: Tries, { free, firstWaitMs, longestWaitMs }: Allowance): number {
  if (count < free) return at
  return Math.min(at + Math.min(firstWaitMs * 2 ** (count - free), longestWaitMs), end)
}
