import { eq } from 'drizzle-orm'
import type { CallStore } from '../../domain/calls/make.ts'
import { readChoices, readNames } from '../call-names.ts'
import { findCall, scanCalls } from '../calls.ts'
import type { Database } from '../database.ts'
import { accounts, apiKeys, calls } from '../schema.ts'

/** Packed rows that are looked through for one request id: of one account, which writes fewer in that time, and of all. */
const [OF_ONE, OF_ALL] = [1_000, 5_000]

const ofAccount = (id: string | null) => (id === null ? undefined : eq(calls.accountId, id))

/** Calls of one account, or for operators of all, which an index over their time leads to. */
export const callStore = (db: Database): CallStore => ({
  scan: (accountId, search, from, limit) => scanCalls(db, search, ofAccount(accountId), from, limit),

  find: (accountId, id) => findCall(db, accountId, id, accountId === null ? OF_ALL : OF_ONE),

  names: (accountId, records) =>
    readNames(db, records, accountId === null ? undefined : eq(apiKeys.accountId, accountId)),

  choices: (accountId, key) => readChoices(db, accountId, key),

  async account(id) {
    const [account] = await db.select({ id: accounts.id, tag: accounts.tag }).from(accounts).where(eq(accounts.id, id))
    return account ?? null
  },
})
