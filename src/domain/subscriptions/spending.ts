import type { AuditEvent } from '../audit.ts'
import type { BillingDetails } from '../billing/bill.ts'
import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Actor } from '../keys/keys.ts'
import { eventBy } from './event.ts'

/** What an account sets about its spending, and whom its bills are addressed to. */
export interface Spending {
  /** Caps a month's overage, minor units; null for no cap. It holds from the next call on when it says so. */
  setCap(actor: Actor, amountMinor: number | null): Promise<{ inForce: boolean }>
  /** At which amounts of a month's overage mails go out, minor units: kept ascending, each once. */
  setAlerts(actor: Actor, amountsMinor: number[]): Promise<{ alerts: number[]; inForce: boolean }>
  setDetails(actor: Actor, details: BillingDetails | null): Promise<void>
}

export interface SpendingStore {
  setCap(accountId: string, amountMinor: number | null, event: AuditEvent): Promise<void>
  setAlerts(accountId: string, amountsMinor: number[], event: AuditEvent): Promise<void>
  setDetails(accountId: string, details: BillingDetails | null, event: AuditEvent): Promise<void>
}

export interface SpendingPorts {
  store: SpendingStore
  /** Puts the account's saved changes in force; false when that must wait. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  clock: Clock
  ids: Ids
}

/** The verbs about spending. */
export function makeSpending({ store, push, clock, ids }: SpendingPorts): Spending {
  const pushFor = (actor: Actor) => push({ id: actor.accountId, tag: actor.tag })
  return {
    async setCap(actor, amountMinor) {
      const event = eventBy(actor, ids, 'spending.cap_set', actor.accountId, clock(), { amount_minor: amountMinor })
      await store.setCap(actor.accountId, amountMinor, event)
      return { inForce: await pushFor(actor) }
    },

    async setAlerts(actor, amountsMinor) {
      const alerts = [...new Set(amountsMinor)].sort((a, b) => a - b)
      const event = eventBy(actor, ids, 'spending.alerts_set', actor.accountId, clock(), { amounts_minor: alerts })
      await store.setAlerts(actor.accountId, alerts, event)
      return { alerts, inForce: await pushFor(actor) }
    },

    async setDetails(actor, details) {
      await store.setDetails(
        actor.accountId,
        details,
        eventBy(actor, ids, 'billing.details_set', actor.accountId, clock()),
      )
    },
  }
}
