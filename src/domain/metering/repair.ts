import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { OperatorRef } from '../operating/operating.ts'
import { periodAt } from '../periods.ts'

/** Months that one repair adds up at most. */
const MONTHS = 50

export interface RepairStore {
  /** Months of accounts, `2026-11`, whose days or totals were not the sums of their hours when they were last compared. */
  uneven(limit: number): Promise<{ accountId: string; month: string }[]>
  /** Adds up the days and totals of a month anew and takes its differences away: one transaction; whether there were any. */
  addUp(accountId: string, month: { name: string; start: number; end: number }, event: AuditEvent): Promise<boolean>
}

/** Adds up anew what is not the sum of its hours; how many months of accounts. Again until it is 0. */
export type Repair = (operator: OperatorRef) => Promise<number>

export function makeRepair({ store, clock, ids }: { store: RepairStore; clock: Clock; ids: Ids }): Repair {
  return async ({ userId, address }) => {
    let repaired = 0
    for (const { accountId, month } of await store.uneven(MONTHS)) {
      const { start, end } = periodAt('month', Date.parse(`${month}-01`))
      const event: AuditEvent = {
        id: ids('evt'),
        at: clock(),
        actorId: userId,
        accountId,
        action: 'usage.repaired',
        target: accountId,
        detail: { month },
        address,
      }
      if (await store.addUp(accountId, { name: month, start, end: end as number }, event)) repaired += 1
    }
    return repaired
  }
}
