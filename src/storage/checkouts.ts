import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { CheckoutStore } from '../domain/billing/paying/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { checkouts, stripeEvents } from './schema.ts'

/** Ways out to the payment provider, and what it told, in D1. */
export function checkoutStore(db: Database): CheckoutStore {
  const open = (id: string) => and(eq(checkouts.id, id), isNull(checkouts.endedAt))
  const end = (id: string, endedAt: number) => db.update(checkouts).set({ endedAt }).where(open(id))

  return {
    async checkout(id) {
      const [found] = await db.select().from(checkouts).where(eq(checkouts.id, id))
      return found ?? null
    },

    checkouts: (billId) =>
      db
        .select()
        .from(checkouts)
        .where(eq(checkouts.billId, billId))
        .orderBy(desc(checkouts.openedAt), desc(checkouts.id)),

    async addCheckout(checkout, event) {
      await db.batch([
        recordEvent(db, event, sql`NOT EXISTS (SELECT 1 FROM checkouts WHERE id = ${checkout.id})`),
        db.insert(checkouts).values(checkout).onConflictDoNothing(),
      ])
    },

    async endCheckout(id, at) {
      await end(id, at)
    },

    async refuseCheckout(id, event) {
      await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${checkouts} WHERE ${open(id)})`),
        end(id, event.at),
      ])
    },

    async knowsEvent(id) {
      const found = await db.select({ id: stripeEvents.id }).from(stripeEvents).where(eq(stripeEvents.id, id))
      return found.length > 0
    },

    async keepEvent(event) {
      await db.insert(stripeEvents).values(event).onConflictDoNothing()
    },
  }
}
