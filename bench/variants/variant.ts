import type { Account } from '../accounts.ts'
import type { Counted, World } from '../world.ts'

/** One way to answer a call, measured in turn with the others. */
export interface Variant {
  name: string
  port: number
  path: string
  status: number
  /** Several take turns, request by request. */
  headers: Record<string, string> | Record<string, string>[]
  connections: number
  /** How long a connection rests between an answer and its next request, ms. */
  restMs?: number
  /** The variant whose rate is 1; left out, the base of all. */
  base?: string
  /** The Worker that counts what it uses. */
  counted?: Counted
  /** Whose objects decide. */
  accounts?: readonly Account[]
  /**
   * Left out, the objects flush by themselves: at 1,000 calls. `paced`: the run is too short for the flush that is due after
   * a minute, so each object is made to flush as often as it would, spread evenly. `held`: D1 takes none.
   */
  flushes?: 'paced' | 'held'
}

export type Variants = (world: World) => Variant[]

export const IN_FLIGHT = 16
export const BASE = 'empty Pages function (base)'

export const bearer = (key: string) => ({ Authorization: `Bearer ${key}` })
export const bearers = (accounts: readonly Account[]) => accounts.map(({ key }) => bearer(key))
