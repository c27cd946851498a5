import type { AccountMeterFace, Backlog, CallRecord, LedgerView, MeterView } from '../domain/metering/face.ts'
import { type Log, logOf } from './log.ts'

/** The object that meters the account with this tag. */
export function meterOf(namespace: DurableObjectNamespace, tag: string): AccountMeterFace {
  return namespace.get(idOf(namespace, tag)) as unknown as AccountMeterFace
}

const MOST_IDS = 10_000
const idsOf = new WeakMap<DurableObjectNamespace, Map<string, DurableObjectId>>()

/** Ids of late are remembered: making one costs as much as asking it. */
function idOf(namespace: DurableObjectNamespace, tag: string): DurableObjectId {
  const ids = idsOf.get(namespace) ?? new Map<string, DurableObjectId>()
  const known = ids.get(tag)
  if (known) return known
  idsOf.set(namespace, ids)
  const id = namespace.idFromName(tag)
  if (ids.size >= MOST_IDS) ids.clear()
  ids.set(tag, id)
  return id
}

/** Puts an account's saved changes in force; false when its object could not be reached, and cron will do it. */
export type PushChanges = (account: { id: string; tag: string }) => Promise<boolean>

/**
 * Pushes through the object, then tells `confirm` the revision that is in force. Never throws: what was saved is saved,
 * and the caller says "saved, not yet in force".
 */
export const pushChanges =
  (
    namespace: DurableObjectNamespace,
    confirm: (accountId: string, revision: number) => Promise<void>,
    log: Log = logOf(),
  ): PushChanges =>
  async (account) => {
    try {
      const revision = await meterOf(namespace, account.tag).push(account.tag)
      await confirm(account.id, revision)
      return true
    } catch (error) {
      log({ event: 'push.unconfirmed', account: account.id, error: String(error) })
      return false
    }
  }

/** What the object knows of a call: under way, or not in D1 yet. Null for neither; 'unreachable' after 2 s. */
export async function askFor(
  namespace: DurableObjectNamespace,
  tag: string,
  id: string,
  log: Log = logOf(),
): Promise<CallRecord | null | 'unreachable'> {
  try {
    return await within(2_000, meterOf(namespace, tag).find(id))
  } catch (error) {
    log({ event: 'meter.unreachable', error: String(error) })
    return 'unreachable'
  }
}

/** The object's view of its account; null when it cannot be reached within 2 s. */
export const viewOf = (namespace: DurableObjectNamespace, tag: string, log?: Log): Promise<MeterView | null> =>
  orNull(() => meterOf(namespace, tag).view(tag), log)

/** What the object has that D1 has not; null when it cannot be reached within 2 s. */
export const backlogOf = (namespace: DurableObjectNamespace, tag: string, log?: Log): Promise<Backlog | null> =>
  orNull(() => meterOf(namespace, tag).backlog(), log)

async function orNull<T>(ask: () => Promise<T>, log: Log = logOf()): Promise<T | null> {
  try {
    return await within(2_000, ask())
  } catch (error) {
    log({ event: 'meter.unreachable', error: String(error) })
    return null
  }
}

/** All that the object holds of its account. Throws when it cannot be reached within 5 s. */
export const ledgerOf = (namespace: DurableObjectNamespace, tag: string): Promise<LedgerView> =>
  within(5_000, meterOf(namespace, tag).ledger(tag))

/** The promise's value, or a rejection when it takes longer. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
