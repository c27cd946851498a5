/** After so many failures in a row, closed for so many seconds. */
export interface Breaker {
  failures: number
  seconds: number
}

/** What is known of one upstream. */
export interface Circuit {
  /** In a row. */
  failures: number
  /** Until when calls are refused, UTC ms; after it one call is let through to see. */
  openUntil: number
}

/** What a circuit did. */
export type Turned = 'opened' | 'closed'

/** That an isolate's circuit opened, or closed again. */
export interface CircuitTurn {
  /** UTC ms. */
  at: number
  turned: Turned
  /** Where Cloudflare ran the isolate, by its name for the place: `FRA`; empty where it has none. */
  colo: string
}

/** The longest that a circuit may stay open, ms. */
export const LONGEST_OPEN_MS = 600_000

/**
 * Since when an isolate refuses a route's calls, UTC ms, as far as its newest turn says; null when none does. Each isolate
 * has its own circuit: others may pass calls meanwhile.
 */
export const openSince = (breaker: Breaker | undefined, newest: CircuitTurn | undefined, now: number): number | null =>
  breaker && newest?.turned === 'opened' && now < newest.at + breaker.seconds * 1_000 ? newest.at : null

/**
 * Whether a call may pass, and what is known after it asked. Past its time an open circuit lets one call through, and
 * refuses the others until that one has ended or as long again.
 */
export function ask(
  circuit: Circuit,
  { failures, seconds }: Breaker,
  now: number,
): { waitMs: number; circuit: Circuit } {
  if (circuit.failures < failures) return { waitMs: 0, circuit }
  if (now < circuit.openUntil) return { waitMs: circuit.openUntil - now, circuit }
  return { waitMs: 0, circuit: { ...circuit, openUntil: now + seconds * 1_000 } }
}

/** What is known after a call ended: a success closes the circuit, a failure too many opens it. */
export function noted(circuit: Circuit, { failures, seconds }: Breaker, isOk: boolean, now: number): Circuit {
  if (isOk) return { failures: 0, openUntil: 0 }
  const inARow = circuit.failures + 1
  return { failures: inARow, openUntil: inARow >= failures ? now + seconds * 1_000 : circuit.openUntil }
}
