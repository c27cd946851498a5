import type { Clock } from '../domain/clock.ts'
import { ask, type Circuit, noted, type Turned } from '../domain/routing/circuit.ts'
import type { GatewayRoute } from '../domain/routing/route.ts'

const CLOSED: Circuit = { failures: 0, openUntil: 0 }

/** The circuits of this isolate's upstreams, by route. Where it opens or closes one line of the log says so. */
export class Circuits {
  readonly #clock: Clock
  readonly #circuits = new Map<string, Circuit>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What a call of this route must wait, ms; 0 to pass. */
  waitOf({ id, options: { circuit: breaker } }: GatewayRoute): number {
    const known = breaker && this.#circuits.get(id)
    if (!known) return 0
    const { waitMs, circuit } = ask(known, breaker, this.#clock())
    this.#circuits.set(id, circuit)
    return waitMs
  }

  /** Says how a call of this route ended; whether that turned its circuit. */
  note({ id, options: { circuit: breaker } }: GatewayRoute, isOk: boolean): Turned | null {
    if (!breaker) return null
    const before = this.#circuits.get(id) ?? CLOSED
    const after = noted(before, breaker, isOk, this.#clock())
    const [wasOpen, isOpen] = [before, after].map(({ failures }) => failures >= breaker.failures)
    if (after.failures === 0) this.#circuits.delete(id)
    else this.#circuits.set(id, after)
    if (wasOpen === isOpen) return null
    const turned = isOpen ? 'opened' : 'closed'
    console.log(JSON.stringify({ event: `circuit.${turned}`, route: id }))
    return turned
  }
}
