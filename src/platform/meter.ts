import type { AccountMeterFace } from '../domain/metering/face.ts'

/** The object that meters the account with this tag. */
export function meterOf(namespace: DurableObjectNamespace, tag: string): AccountMeterFace {
  return namespace.get(namespace.idFromName(tag)) as unknown as AccountMeterFace
}

/** Puts an account's saved changes in force; false when its object could not be reached, and cron will do it. */
export type PushChanges = (account: { id: string; tag: string }) => Promise<boolean>

/**
 * Pushes through the object, then tells `confirm` the revision that is in force. Never throws: what was saved is saved,
 * and the caller says "saved, not yet in force".
 */
export const pushChanges =
  (namespace: DurableObjectNamespace, confirm: (accountId: string, revision: number) => Promise<void>): PushChanges =>
  async (account) => {
    try {
      const revision = await meterOf(namespace, account.tag).push(account.tag)
      await confirm(account.id, revision)
      return true
    } catch (error) {
      console.log(JSON.stringify({ event: 'push.unconfirmed', account: account.id, error: String(error) }))
      return false
    }
  }
