const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long a session lasts, in ms: `idle` without a request, `absolute` from its start. */
export function lifetimeOf(kind: 'cookie' | 'bearer', isOperator: boolean): { idle: number; absolute: number } {
  if (kind === 'bearer') return isOperator ? { idle: 8 * HOUR, absolute: 8 * HOUR } : { idle: DAY, absolute: DAY }
  return isOperator ? { idle: 30 * MINUTE, absolute: 8 * HOUR } : { idle: DAY, absolute: 30 * DAY }
}

/** How long a session waits for its second factor, in ms. */
export const HALF_MS = 10 * MINUTE

/** How long `seenAt` may lag behind, in ms: a row written each request would cost more than the reads. */
export const SEEN_LAG = 5 * MINUTE

/** How long after its password was typed a session may do what asks for a fresh sign-in, in ms. */
const FRESH = 10 * MINUTE

/** Whether a session's password was typed a short while ago. Half-open, as its other ends. */
export const isFresh = (session: { signedInAt: number }, now: number): boolean => now - session.signedInAt < FRESH

/** A session's row, as far as its end depends on it. UTC ms. */
export interface SessionTimes {
  seenAt: number
  idleMs: number
  expiresAt: number
}

/** Whether a session is over: past its end, or without a request for too long. Both ends are half-open. */
export const isOver = (times: SessionTimes, now: number): boolean =>
  now >= times.expiresAt || now - times.seenAt >= times.idleMs
