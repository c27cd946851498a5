import type { AuditAction, AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok } from '../failures.ts'
import type { Ids } from '../ids.ts'
import type { Actor } from '../keys/keys.ts'
import { type AccountContents, DELETION_GRACE, type OwnAccount, type Owner } from './account.ts'

/** An account as its deletion depends on it. */
export interface AccountStanding {
  name: string
  deletionDueAt: number | null
  erasedAt: number | null
}

/** Each change with its event, the account's revision and the note to its meter, in one transaction. */
export interface OwnAccountStore {
  contents(accountId: string): Promise<AccountContents>
  owners(accountId: string): Promise<Owner[]>
  standing(accountId: string): Promise<AccountStanding>
  rename(accountId: string, name: string, event: AuditEvent): Promise<void>
  /** When it is not asked for yet, the name is right, and no operator would be left without an account; whether it was. */
  askDeletion(accountId: string, name: string, dueAt: number, event: AuditEvent): Promise<boolean>
  /** When it is due after the event; whether it was. */
  withdrawDeletion(accountId: string, event: AuditEvent): Promise<boolean>
}

export interface OwnAccountPorts {
  store: OwnAccountStore
  /** Puts the account's saved changes in force; false when that must wait. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  clock: Clock
  ids: Ids
}

/** The verbs about an account as a whole over these ports. */
export function makeOwnAccount({ store, push, clock, ids }: OwnAccountPorts): OwnAccount {
  const pushFor = (actor: Actor) => push({ id: actor.accountId, tag: actor.tag })
  const eventOf = (actor: Actor, action: AuditAction, detail: Record<string, unknown>): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: actor.userId,
    accountId: actor.accountId,
    action,
    target: actor.accountId,
    detail,
    address: actor.address,
  })

  return {
    contents: store.contents,
    owners: store.owners,

    async rename(actor, name) {
      const { name: before } = await store.standing(actor.accountId)
      if (before === name) return
      await store.rename(actor.accountId, name, eventOf(actor, 'account.renamed', { from: before, to: name }))
    },

    async askDeletion(actor, name) {
      const dueAt = clock() + DELETION_GRACE
      const event = eventOf(actor, 'account.deletion_asked', { due_at: new Date(dueAt).toISOString() })
      if (await store.askDeletion(actor.accountId, name, dueAt, event)) {
        return ok({ value: dueAt, inForce: await pushFor(actor) })
      }
      const { name: right, deletionDueAt, erasedAt } = await store.standing(actor.accountId)
      if (deletionDueAt !== null) return ok({ value: deletionDueAt, inForce: await pushFor(actor) })
      if (erasedAt !== null) return failed('NOT_FOUND')
      if (name !== right) return failed('VALIDATION_FAILED', [{ field: 'name', problem: 'mismatch' }])
      return failed('OPERATOR_WITHOUT_ACCOUNT')
    },

    async withdrawDeletion(actor) {
      const event = eventOf(actor, 'account.deletion_withdrawn', {})
      const isWithdrawn = await store.withdrawDeletion(actor.accountId, event)
      if (!isWithdrawn) {
        const { deletionDueAt, erasedAt } = await store.standing(actor.accountId)
        if (deletionDueAt !== null || erasedAt !== null) return failed('DELETION_UNDER_WAY')
      }
      return ok({ value: null, inForce: await pushFor(actor) })
    },
  }
}
