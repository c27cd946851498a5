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
