import type { Clock } from '../domain/clock.ts'

/** Methods whose repetition changes nothing more (RFC 9110, 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
/** A larger body is streamed, and gone once it was sent. */
const KEPT_BYTES = 64 * 1024
const FIRST_MS = 100

/** Whether a call may be sent a second time: idempotent, and without a body or with one small enough to keep. */
export function mayRepeat(request: Request): boolean {
  if (!IDEMPOTENT.has(request.method)) return false
  if (request.method === 'GET' || request.method === 'HEAD' || !request.body) return true
  const announced = request.headers.get('Content-Length')
  return announced !== null && Number(announced) <= KEPT_BYTES
}

/** How long to wait before a retry: 50 to 100 ms, then twice as long each time. `chance` is from 0 to below 1. */
export const backoffMs = (tries: number, chance: number): number => FIRST_MS * 2 ** tries * (0.5 + chance / 2)

/** So many retries may be saved up, and how many seconds bring one. */
const [MOST, SECONDS_EACH] = [20, 0.5]

/** Keeps retries of one isolate from becoming a second storm on an upstream that is down. */
export class RetryBudget {
  readonly #clock: Clock
  #left = MOST
  #at = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes one; false when none is left. */
  take(): boolean {
    const now = this.#clock()
    this.#left = Math.min(MOST, this.#left + (now - this.#at) / 1_000 / SECONDS_EACH)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
