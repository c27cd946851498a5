import { eq } from 'drizzle-orm'
import type { AuditEvent } from '../domain/audit.ts'
import type { SpendingStore } from '../domain/subscriptions/spending.ts'
import { recordEvent } from './audit.ts'
import { meterChange } from './changes.ts'
import type { Database } from './database.ts'
import { accounts } from './schema.ts'

/** What accounts set about their spending and their bills in D1. */
export function spendingStore(db: Database): SpendingStore {
  const set = (accountId: string, values: Partial<typeof accounts.$inferInsert>) =>
    db.update(accounts).set(values).where(eq(accounts.id, accountId))
  const setMetered = async (accountId: string, values: Partial<typeof accounts.$inferInsert>, event: AuditEvent) => {
    const { raise, note } = meterChange(db, accountId, event.at)
    await db.batch([recordEvent(db, event), set(accountId, values), raise, note])
  }
  return {
    setCap: (accountId, spendingCapMinor, event) => setMetered(accountId, { spendingCapMinor }, event),
    setAlerts: (accountId, spendingAlerts, event) => setMetered(accountId, { spendingAlerts }, event),

    async setDetails(accountId, billingDetails, event) {
      await db.batch([recordEvent(db, event), set(accountId, { billingDetails })])
    },
  }
}
