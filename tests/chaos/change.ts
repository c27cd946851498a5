import { eq, sql } from 'drizzle-orm'
import type { AuditEvent } from '../../src/domain/audit.ts'
import { meterChange } from '../../src/storage/changes.ts'
import { setAccountStanding } from '../../src/storage/console/standing.ts'
import { database } from '../../src/storage/database.ts'
import { keyStore } from '../../src/storage/keys.ts'
import { accounts, planPhases } from '../../src/storage/schema.ts'
import type { Change } from './faults.ts'

/** Saves a change as a page does; the push is the driver's. */
export async function save(
  d1: D1Database,
  accountId: string,
  change: Change,
  at: number,
  eventId: string,
): Promise<void> {
  const db = database(d1)
  const keys = keyStore(db)
  const how = { metered: true, lasting: true }
  const event = (action: AuditEvent['action'], target: string): AuditEvent => ({
    ...{ id: eventId, at, actorId: null, accountId, action, target, address: null },
  })
  switch (change.what) {
    case 'revoke': {
      await keys.revoke(accountId, [change.keyId], event('key.revoked', change.keyId), () => eventId)
      return
    }
    case 'key': {
      await keys.change(accountId, change.keyId, { status: change.status }, how, event('key.changed', change.keyId))
      return
    }
    case 'quota': {
      await keys.change(accountId, change.keyId, { quota: change.quota }, how, event('key.changed', change.keyId))
      return
    }
    case 'account': {
      const action = change.suspended ? 'account.suspended' : 'account.reactivated'
      await setAccountStanding(db, accountId, {
        reason: change.suspended ? 'chaos' : null,
        event: event(action, accountId),
      })
      return
    }
    case 'plan': {
      const { raise, note } = meterChange(db, accountId, at)
      const update = db.update(accounts).set({ planId: change.planId }).where(eq(accounts.id, accountId))
      // Behind the newest: the run's clocks jump, and what is agreed for later would not be in force yet.
      const begin = db.insert(planPhases).select(sql`SELECT ${accountId}, max(starts_at) + 1, ${change.planId}, 0, ${at}
        FROM plan_phases WHERE account_id = ${accountId}`)
      await db.batch([raise, update, begin, note])
      return
    }
  }
}
