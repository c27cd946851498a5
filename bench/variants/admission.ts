import { ONE_AT_A_TIME } from './baselines.ts'
import { bearers, IN_FLIGHT, type Variant, type Variants } from './variant.ts'

export const ONE = 'exact admission, one account'
export const QUIET = 'exact admission, one at a time'
export const RESTING = 'exact admission, a call each 100 ms'
const HUNDRED = 'exact admission, 100 accounts'
export const THOUSAND = 'exact admission, 1,000 accounts'
const held = (name: string) => `${name}, no flushes`

/** A call that is decided, charged and settled, before an upstream that answers at once within the Worker. */
export const admission: Variants = ({ port, accounts }) => {
  const of = (name: string, count: number, more: Partial<Variant> = {}): Variant => {
    const called = accounts.slice(0, count)
    return {
      name,
      port,
      path: '/api/demo/status/204',
      status: 204,
      headers: bearers(called),
      connections: IN_FLIGHT,
      counted: 'tollgate-meter',
      accounts: called,
      ...more,
    }
  }
  return [
    of(ONE, 1),
    of(held(ONE), 1, { flushes: 'held' }),
    of(HUNDRED, 100, { flushes: 'paced' }),
    of(held(HUNDRED), 100, { flushes: 'held' }),
    of(THOUSAND, 1_000, { flushes: 'paced' }),
    of(held(THOUSAND), 1_000, { flushes: 'held' }),
    of(QUIET, 1, { connections: 1, base: ONE_AT_A_TIME }),
    of(RESTING, 1, { connections: 1, restMs: 100, base: ONE_AT_A_TIME }),
  ]
}
