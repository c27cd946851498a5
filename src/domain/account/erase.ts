import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'

/** Accounts a run, rows a statement, statements a run and account, members a run and account: no run takes for ever. */
const ACCOUNTS = 20
const ROWS = 200
const LOTS = 20
const MEMBERS = 50

export interface ErasureStore {
  /** Accounts whose moment has come at `now` and that are not erased to the end, in no order: none that fails keeps others from theirs. */
  due(now: number, limit: number): Promise<{ id: string; tag: string }[]>
  /** From here on there is no way back: nobody joins any more, and what its meter still sends is not taken. */
  begin(accountId: string, now: number): Promise<void>
  /** Deletes up to `limit` rows of its calls and of its usage; whether none are left. */
  deleteRecords(accountId: string, limit: number): Promise<boolean>
  /** Ids of those who are still members. */
  members(accountId: string, limit: number): Promise<string[]>
  /**
   * Takes a member out, their sessions to their oldest other account. Who belongs to no other account, and is no operator,
   * is erased, with the event. `password` is a PHC string that nobody has the password of.
   */
  part(accountId: string, userId: string, password: string, event: AuditEvent): Promise<void>
  /** Deletes what is left but the row that bills hang on; with the event, unless someone is still a member. */
  finish(accountId: string, event: AuditEvent): Promise<void>
}

export interface ErasurePorts {
  store: ErasureStore
  /** Has an account's meter forget everything. Throws when it cannot be reached. */
  eraseMeter: (tag: string) => Promise<void>
  /** Takes its calls out of the archive; whether none are left there. */
  eraseArchive: (accountId: string) => Promise<boolean>
  unknownPassword: () => Promise<string>
  clock: Clock
  ids: Ids
}

/**
 * Erases the accounts whose moment has come. Each step can be done again, and the account stays due until the last is
 * done: a run that dies anywhere is made good by the next. One account's failure does not keep the others from theirs.
 */
export function makeErasure({ store, eraseMeter, eraseArchive, unknownPassword, clock, ids }: ErasurePorts) {
  const eventOf = (action: 'account.erased' | 'user.erased', accountId: string, target: string): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: null,
    accountId,
    action,
    target,
    address: null,
  })

  async function erase({ id, tag }: { id: string; tag: string }, now: number): Promise<void> {
    await store.begin(id, now)
    await eraseMeter(tag)
    let isEmpty = false
    for (let lot = 0; lot < LOTS && !isEmpty; lot++) isEmpty = await store.deleteRecords(id, ROWS)
    if (!isEmpty) return
    // What was on its way there is gone with the records, so that nothing follows.
    if (!(await eraseArchive(id))) return
    const members = await store.members(id, MEMBERS)
    for (const userId of members) {
      await store.part(id, userId, await unknownPassword(), eventOf('user.erased', id, userId))
    }
    if (members.length < MEMBERS) await store.finish(id, eventOf('account.erased', id, id))
  }

  return async (): Promise<void> => {
    const now = clock()
    const errors: unknown[] = []
    for (const account of await store.due(now, ACCOUNTS)) await erase(account, now).catch((error) => errors.push(error))
    if (errors.length > 0) throw new AggregateError(errors, 'an account could not be erased')
  }
}
