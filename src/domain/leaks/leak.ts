/** What an account wants done with a key of its own that was found in public. See docs/decisions/0020-leaked-keys.md. */
export const LEAK_RESPONSES = ['revoke', 'rotate', 'notify'] as const
export type LeakResponse = (typeof LEAK_RESPONSES)[number]

/** How long a leaked key works on where it is to be rotated, ms: long enough for a person to make another. */
export const LEAK_GRACE = 86_400_000

/** Where a key was found, as it was first reported, and what was done at once. */
export interface Leak {
  /** When it was reported, UTC ms. */
  at: number
  /** As it was told, never trusted; empty when it was not. */
  url: string
  /** What of it: `commit`, `content`, `npm`. */
  source: string
  response: LeakResponse
  /** Of `rotate`: the end that the key was given. */
  endsAt: number | null
  /** The expiry that it had before; what replaces it has that one. */
  formerExpiresAt: number | null
}
