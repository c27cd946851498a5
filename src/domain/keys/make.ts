import type { AuditAction, AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok } from '../failures.ts'
import type { Ids, Random } from '../ids.ts'
import { hashKey, hintOf, mintKey } from './format.ts'
import type { Actor, ApiKey, KeyChange, KeyFields, Keys } from './keys.ts'

/** A key's row, with the hash that only the store sees. */
export type NewKey = ApiKey & { hash: string; createdBy: string }

/** What a replacement does not take over. `endsAt` is the end of the replaced key at the latest; null: it is revoked now. */
export interface Replacement {
  id: string
  hash: string
  hint: string
  createdBy: string
  endsAt: number | null
}

/**
 * Keeps keys. Every change that the meter must know raises the account's revision and notes the push that is due, in one
 * transaction.
 */
export interface KeyStore {
  find(accountId: string, id: string): Promise<ApiKey | null>
  findAll(accountId: string, ids: string[]): Promise<ApiKey[]>
  /** Those of these routes that are, or were. */
  knownRoutes(ids: string[]): Promise<string[]>
  /** False when the account's plan has no room for one more. */
  insert(key: NewKey, event: AuditEvent): Promise<boolean>
  /** As many keys as the account's plan allows; null for as many as there are. */
  most(accountId: string): Promise<number | null>
  /**
   * `metered`: the meter must know. `lasting`: a revoked key does not change. Nor does one that would last longer than so
   * far, where the account's plan has no room for it. Whether it did.
   */
  change(
    accountId: string,
    id: string,
    change: KeyChange,
    how: { metered: boolean; lasting: boolean },
    event: AuditEvent,
  ): Promise<boolean>
  /** Revokes those that are not, each with an event under an id of its own; how many. */
  revoke(
    accountId: string,
    ids: string[],
    event: Omit<AuditEvent, 'id' | 'target'>,
    eventId: () => string,
  ): Promise<number>
  /** False when the key cannot be replaced now: then nothing happens. */
  rotate(accountId: string, id: string, replacement: Replacement, event: AuditEvent): Promise<boolean>
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

const UNSET: Omit<KeyFields, 'name'> = {
  note: '',
  environment: '',
  scopes: [],
  allowedIps: [],
  rateLimits: [],
  quota: null,
  expiresAt: null,
  metadata: {},
}
/** They decide nothing: changed on a revoked key too. */
const WORDS: readonly string[] = ['name', 'note', 'environment', 'metadata'] satisfies (keyof KeyFields)[]
/** Of them the meter knows the name, which it tells who verifies the key. */
const isMetered = (field: string): boolean => field === 'name' || !WORDS.includes(field)

/** What a change really changes. */
function differing(key: ApiKey, change: KeyChange): KeyChange {
  const differs = ([name, value]: [string, unknown]) =>
    value !== undefined && JSON.stringify(value) !== JSON.stringify(key[name as keyof ApiKey])
  return Object.fromEntries(Object.entries(change).filter(differs))
}

/** The verbs about keys. */
export function makeKeys({ store, push, clock, ids, random, prefix, secrets }: KeyPorts): Keys {
  const pushFor = (actor: Actor) => push({ id: actor.accountId, tag: actor.tag })
  const eventOf = (actor: Actor, action: AuditAction, target: string, detail: Record<string, unknown>): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: actor.userId,
    accountId: actor.accountId,
    action,
    target,
    detail: actor.token ? { ...detail, token: actor.token } : detail,
    address: actor.address,
  })
  const newText = (actor: Actor) => {
    const text = mintKey(prefix, actor.tag, secrets, random)
    return { text, hash: hashKey(text), hint: hintOf(text, prefix) }
  }
  const revoke = (actor: Actor, keyIds: string[]) => {
    const { id: _, target: __, ...event } = eventOf(actor, 'key.revoked', '', {})
    return store.revoke(actor.accountId, keyIds, event, () => ids('evt'))
  }

  /** Refuses a key for which the account's plan has no room. */
  async function noRoom({ accountId }: Actor, field: string) {
    const limit = (await store.most(accountId)) ?? undefined
    return failed('KEY_LIMIT', [{ field, problem: 'plan_keys', ...(limit !== undefined && { limit }) }])
  }

  /** A limit on a route that is none would hold for nothing. */
  const wrongRoutes = async ({ rateLimits = [] }: KeyChange) => {
    const named = rateLimits.flatMap(({ route }) => (route === undefined ? [] : [route]))
    if (named.length === 0) return null
    const known = await store.knownRoutes(named)
    const wrong = rateLimits.findIndex(({ route }) => route !== undefined && !known.includes(route))
    if (wrong < 0) return null
    return failed('VALIDATION_FAILED', [{ field: `rate_limits.${wrong}.route`, problem: 'no_such_route' }])
  }

  return {
    find: store.find,
    findAll: store.findAll,

    async create(actor, input) {
      const wrong = await wrongRoutes(input)
      if (wrong) return wrong
      const { text, hash, hint } = newText(actor)
      const value: ApiKey = {
        ...UNSET,
        status: 'active',
        ...input,
        id: ids('key'),
        accountId: actor.accountId,
        hint,
        createdAt: clock(),
        revokedAt: null,
        inForceAt: null,
        replacesId: null,
        replacedById: null,
        leak: null,
      }
      const off = value.status === 'disabled' ? { status: value.status } : {}
      const event = eventOf(actor, 'key.created', value.id, { name: input.name, hint, ...off })
      if (!(await store.insert({ ...value, hash, createdBy: actor.userId }, event))) return noRoom(actor, 'name')
      return ok({ value, text, inForce: await pushFor(actor) })
    },

    async change(actor, id, asked) {
      const key = await store.find(actor.accountId, id)
      if (!key) return failed('NOT_FOUND')
      const change = differing(key, asked)
      const wrong = await wrongRoutes(change)
      if (wrong) return wrong
      const names = Object.keys(change)
      if (names.length === 0) return ok({ value: key, inForce: true })
      const metered = names.some(isMetered)
      const lasting = names.some((name) => !WORDS.includes(name))
      if (lasting && key.status === 'revoked') return failed('KEY_OVER')
      const before = Object.fromEntries(names.map((name) => [name, key[name as keyof ApiKey]]))
      const event =
        names.join() === 'name'
          ? eventOf(actor, 'key.renamed', id, { from: key.name, to: change.name })
          : eventOf(actor, 'key.changed', id, { before, after: change })
      if (!(await store.change(actor.accountId, id, change, { metered, lasting }, event))) {
        const isOver = (await store.find(actor.accountId, id))?.status === 'revoked'
        return isOver ? failed('KEY_OVER') : noRoom(actor, 'expires_at')
      }
      return ok({ value: { ...key, ...change }, inForce: metered ? await pushFor(actor) : true })
    },

    async revoke(actor, id) {
      const key = await store.find(actor.accountId, id)
      if (!key) return failed('NOT_FOUND')
      await revoke(actor, [id])
      const inForce = await pushFor(actor)
      return ok({ value: (await store.find(actor.accountId, id)) ?? key, inForce })
    },

    async revokeAll(actor, keyIds) {
      const value = await revoke(actor, keyIds)
      return { value, inForce: await pushFor(actor) }
    },

    async rotate(actor, id, graceSeconds) {
      const key = await store.find(actor.accountId, id)
      if (!key) return failed('NOT_FOUND')
      const { text, hash, hint } = newText(actor)
      const replacement = ids('key')
      const event = eventOf(actor, 'key.rotated', id, { replaced_by: replacement, hint, grace_seconds: graceSeconds })
      const endsAt = graceSeconds === 0 ? null : event.at + graceSeconds * 1000
      const made = { id: replacement, hash, hint, createdBy: actor.userId, endsAt }
      if (!(await store.rotate(actor.accountId, id, made, event))) {
        const { status, expiresAt } = (await store.find(actor.accountId, id)) ?? key
        const isOver = status === 'revoked' || (expiresAt !== null && expiresAt <= event.at)
        return failed(isOver ? 'KEY_OVER' : 'KEY_ROTATED')
      }
      const inForce = await pushFor(actor)
      const value = await store.find(actor.accountId, replacement)
      if (!value) throw new Error('a key that was just made is gone')
      return ok({ value, text, inForce })
    },
  }
}
