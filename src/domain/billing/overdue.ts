import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'

/** What happens how many days after a bill was due. */
export interface OverdueLimits {
  /** When its people are told, ascending. */
  mailDays: readonly number[]
  /** When the account's calls are refused; null for never. */
  closeDays: number | null
}

/** Bills that were due from `dueAfter`, without, to `dueUntil` (UTC ms) are told of under this many days. */
export interface OverdueStep {
  days: number
  dueAfter: number
  dueUntil: number
}

interface AccountRef {
  id: string
  tag: string
}

/** Open bills in D1. A time `dueUntil` counts itself in. */
export interface OverdueStore {
  /** Notes for each bill the step that it is in, unless it was told of that or of a later one. */
  note(steps: readonly OverdueStep[], now: number): Promise<void>
  /** Accounts whose calls pass and that have a bill which was due until then. */
  toClose(dueUntil: number, limit: number): Promise<AccountRef[]>
  /** False when it is no longer so: paid meanwhile, or closed by another run. */
  close(account: AccountRef, dueUntil: number, event: AuditEvent): Promise<boolean>
  /** Accounts whose calls are kept out and that have no bill which was due until then. */
  toReopen(dueUntil: number, limit: number): Promise<AccountRef[]>
  reopen(account: AccountRef, dueUntil: number, event: AuditEvent): Promise<boolean>
}

interface OverduePorts {
  store: OverdueStore
  limits: OverdueLimits
  /** Brings an account's change to its meter. */
  push: (account: AccountRef) => Promise<boolean>
  clock: Clock
  ids: Ids
}

const DAY = 86_400_000
/** Accounts a run: each is a push to its meter. */
const ACCOUNTS = 100

/** The steps at an instant. Whoever is late finds a bill in its newest step alone. */
export const stepsAt = (mailDays: readonly number[], now: number): OverdueStep[] =>
  mailDays.map((days, i) => {
    const next = mailDays[i + 1]
    return { days, dueAfter: next === undefined ? 0 : now - next * DAY, dueUntil: now - days * DAY }
  })

/** When an overdue bill refuses its account's calls, UTC ms; null for never. */
export const closesAt = (dueAt: number, closeDays: number | null): number | null =>
  closeDays === null ? null : dueAt + closeDays * DAY

/**
 * Notes what people are to be told of overdue bills, refuses the calls of accounts that have owed for too long, and lets those
 * pass again that by today's limits have not. A payment reopens an account by itself, with its own batch.
 */
export function makeOverdue({ store, limits, push, clock, ids }: OverduePorts): () => Promise<void> {
  return async () => {
    const now = clock()
    const { mailDays, closeDays } = limits
    await store.note(stepsAt(mailDays, now), now)
    // Without a limit nothing is as overdue as that.
    const dueUntil = closeDays === null ? 0 : now - closeDays * DAY
    const eventOf = (account: AccountRef, action: AuditEvent['action']): AuditEvent => ({
      id: ids('evt'),
      at: now,
      actorId: null,
      accountId: account.id,
      action,
      target: account.id,
      detail: { overdueDays: closeDays },
      address: '',
    })
    for (const account of closeDays === null ? [] : await store.toClose(dueUntil, ACCOUNTS)) {
      if (await store.close(account, dueUntil, eventOf(account, 'account.payment_required'))) await push(account)
    }
    for (const account of await store.toReopen(dueUntil, ACCOUNTS)) {
      if (await store.reopen(account, dueUntil, eventOf(account, 'account.calls_restored'))) await push(account)
    }
  }
}
