import type { Clock } from '../clock.ts'
import type { Backlog } from '../metering/face.ts'

/** An account that wrote calls of late, or has stopped to, and how far D1 is behind its object. */
export interface Delivery {
  accountId: string
  accountName: string
  /** When D1 last took something of it, UTC ms. */
  deliveredAt: number
  /** Null when its object did not answer. */
  backlog: Backlog | null
  /** How old the oldest is that D1 does not hold, ms; 0 without any. */
  age: number
  /** Whether somebody should look: it does not answer, fails to deliver, or lags behind more than an object ever should. */
  isLate: boolean
}

interface Delivering {
  id: string
  name: string
  tag: string
  deliveredAt: number
}

export interface DeliveryPorts {
  /** The accounts whose calls D1 took last. */
  recent: (limit: number) => Promise<Delivering[]>
  /** Some of the accounts of which D1 took calls in the 24 hours before a moment, and nothing since. */
  quiet: (since: number, limit: number) => Promise<Delivering[]>
  /** Null when the object cannot be reached. */
  ask: (tag: string) => Promise<Backlog | null>
  clock: Clock
}

const ACCOUNTS = 50
/** An object delivers each minute, and what failed is tried again within one. */
const LATE_AFTER_MS = 3 * 60_000

/**
 * How the delivery to D1 stands, of the accounts that delivered last: the latest first. An object that cannot deliver is soon
 * among these no more, so that quiet ones are asked too; of them only who is late is told.
 */
export type Deliveries = () => Promise<Delivery[]>

export function makeDeliveries({ recent, quiet, ask, clock }: DeliveryPorts): Deliveries {
  return async () => {
    const [newest, silent] = await Promise.all([recent(ACCOUNTS), quiet(clock() - LATE_AFTER_MS, ACCOUNTS)])
    const ids = new Set(newest.map(({ id }) => id))
    const accounts = [...newest, ...silent.filter(({ id }) => !ids.has(id))]
    const backlogs = await Promise.all(accounts.map(({ tag }) => ask(tag)))
    const now = clock()
    const rows = accounts.map(({ id, name, deliveredAt }, i): Delivery => {
      const backlog = backlogs[i] ?? null
      const age = backlog?.since == null ? 0 : Math.max(0, now - backlog.since)
      const isLate = backlog === null || backlog.failures > 0 || age > LATE_AFTER_MS
      return { accountId: id, accountName: name, deliveredAt, backlog, age, isLate }
    })
    const told = rows.filter(({ accountId, isLate }) => isLate || ids.has(accountId))
    return told.sort((a, b) => Number(b.isLate) - Number(a.isLate) || b.age - a.age || b.deliveredAt - a.deliveredAt)
  }
}
