/** How many tries are free within a window, and how long each further one has to wait. All in ms. */
export interface Allowance {
  free: number
  /** After the last free try; each try after it doubles the wait. */
  firstWaitMs: number
  longestWaitMs: number
  /** So many in a window; after that only its end helps. Without it there is always a next. */
  most?: number
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
  const waitMs = waitOf(tries, allowance, clock)
  if (waitMs > 0) return { taken: { waitMs, end: null }, tries }
  const now = nowFor(tries, clock)
  const running = tries && now < tries.end ? tries : null
  const end = running?.end ?? now + allowance.windowMs
  return { taken: { waitMs: 0, end }, tries: { count: (running?.count ?? 0) + 1, at: now, end } }
}

/** What the next try must wait; 0 for nothing. Counts nothing. */
export function waitOf(tries: Tries | null, allowance: Allowance, clock: number): number {
  const now = nowFor(tries, clock)
  return tries && now < tries.end ? Math.max(0, opensAt(tries, allowance) - now) : 0
}

/** Takes one try of the window back; nothing when that window is over. */
export function giveBack(tries: Tries | null, end: number): Tries | null {
  if (!tries || tries.end !== end) return tries
  return tries.count > 1 ? { ...tries, count: tries.count - 1 } : null
}

const nowFor = (tries: Tries | null, clock: number): number => Math.max(clock, tries?.at ?? 0)

function opensAt({ count, at, end }: Tries, { free, firstWaitMs, longestWaitMs, most }: Allowance): number {
  if (most !== undefined && count >= most) return end
  if (count < free) return at
  return Math.min(at + Math.min(firstWaitMs * 2 ** (count - free), longestWaitMs), end)
}
