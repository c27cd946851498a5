import type { AuditAction, AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok } from '../failures.ts'
import type { Ids, Random } from '../ids.ts'
import { hashKey, hintOf, mintKey } from './format.ts'
import type { Actor, ApiKey, Keys } from './keys.ts'

/** A key's row, with the hash that only the store sees. */
export type NewKey = ApiKey & { hash: string; createdBy: string }

/** Keeps keys. Every change raises the account's revision and notes the push that is due, in one transaction. */
export interface KeyStore {
  list(accountId: string): Promise<ApiKey[]>
  find(accountId: string, id: string): Promise<ApiKey | null>
  insert(key: NewKey, event: AuditEvent): Promise<void>
  rename(accountId: string, id: string, name: string, event: AuditEvent): Promise<void>
  revoke(accountId: string, id: string, event: AuditEvent): Promise<void>
}

export interface KeyPorts {
  store: KeyStore
  /** Puts the account's saved changes in force; false when that must wait. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  clock: Clock
  ids: Ids
  random: Random
  prefix: string
  /** Newest first. */
  secrets: readonly string[]
}

/** The verbs about keys. A key's name is no business of the meter: renaming is in force at once. */
export function makeKeys({ store, push, clock, ids, random, prefix, secrets }: KeyPorts): Keys {
  const pushFor = (actor: Actor) => push({ id: actor.accountId, tag: actor.tag })
  const eventOf = (actor: Actor, action: AuditAction, target: string, detail: Record<string, string>): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: actor.userId,
    accountId: actor.accountId,
    action,
    target,
    detail,
    address: actor.address,
  })

  return {
    list: store.list,
    find: store.find,

    async create(actor, input) {
      const text = mintKey(prefix, actor.tag, secrets, random)
      const value: ApiKey = {
        id: ids('key'),
        accountId: actor.accountId,
        hint: hintOf(text, prefix),
        status: 'active',
        createdAt: clock(),
        revokedAt: null,
        ...input,
      }
      const event = eventOf(actor, 'key.created', value.id, { name: input.name, hint: value.hint })
      await store.insert({ ...value, hash: hashKey(text), createdBy: actor.userId }, event)
      return { value, text, inForce: await pushFor(actor) }
    },

    async rename(actor, id, name) {
      const key = await store.find(actor.accountId, id)
      if (!key) return failed('NOT_FOUND')
      if (key.name !== name) {
        await store.rename(actor.accountId, id, name, eventOf(actor, 'key.renamed', id, { from: key.name, to: name }))
      }
      return ok({ value: { ...key, name }, inForce: true })
    },

    async revoke(actor, id) {
      const key = await store.find(actor.accountId, id)
      if (!key) return failed('NOT_FOUND')
      if (key.status === 'revoked') return ok({ value: key, inForce: await pushFor(actor) })
      const event = eventOf(actor, 'key.revoked', id, { name: key.name, hint: key.hint })
      await store.revoke(actor.accountId, id, event)
      return ok({ value: { ...key, status: 'revoked', revokedAt: event.at }, inForce: await pushFor(actor) })
    },
  }
}
