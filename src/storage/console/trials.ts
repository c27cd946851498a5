import { eq, sql } from 'drizzle-orm'
import type { TrialStore } from '../../domain/routing/trial.ts'
import { recordEvent } from '../audit.ts'
import type { Database } from '../database.ts'
import { accounts, apiKeys } from '../schema.ts'

/** What trials of routes need of D1: keys of all accounts, and the log. */
export const trialStore = (db: Database): TrialStore => ({
  async keysNamed(text) {
    const named = text.startsWith('key_') ? eq(apiKeys.id, text) : eq(sql`substr(${apiKeys.hint}, -4)`, text.slice(-4))
    return db
      .select({
        id: apiKeys.id,
        hint: apiKeys.hint,
        name: apiKeys.name,
        hash: apiKeys.hash,
        rateLimits: apiKeys.rateLimits,
        account: { id: accounts.id, name: accounts.name, tag: accounts.tag },
      })
      .from(apiKeys)
      .innerJoin(accounts, eq(accounts.id, apiKeys.accountId))
      .where(named)
      .limit(2)
  },

  async record(event) {
    await recordEvent(db, event)
  },
})
