import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import { type DroppedStore, removeDropped } from './dropped.ts'

/** Objects a run and account: no run takes for ever. */
const OBJECTS = 20

/** Where an account's member stands in an object. */
export interface Place {
  accountId: string
  start: number
  length: number
}

export interface ArchiveErasureStore extends DroppedStore {
  /** Objects in which the account has a member. */
  objectsOf(accountId: string, limit: number): Promise<string[]>
  /** All members of an object, in the order of their bytes. */
  membersOf(object: string): Promise<Place[]>
  begin(object: string, now: number): Promise<void>
  drop(object: string): Promise<void>
  /**
   * Puts an object without the account's member in the place of one with it, in one transaction, while the old one is kept
   * and the new one is being written; whether it did. With null nothing takes its place.
   */
  replace(
    old: string,
    accountId: string,
    by: { object: string; members: readonly Place[] } | null,
    now: number,
  ): Promise<boolean>
}

export interface ArchiveErasurePorts {
  store: ArchiveErasureStore
  files: {
    put(object: string, bytes: Uint8Array): Promise<void>
    remove(object: string): Promise<void>
    bytes(object: string): Promise<Uint8Array | null>
  }
  clock: Clock
  ids: Ids
}

/**
 * Takes an account's calls out of the archive: each object that holds some is written anew without them, noted before it is
 * written like any other, and the old one is removed. Each step can be done again. Says whether nothing of the account
 * is left.
 */
export function makeArchiveErasure({ store, files, clock, ids }: ArchiveErasurePorts) {
  async function rewrite(old: string, accountId: string): Promise<void> {
    const rest = (await store.membersOf(old)).filter((member) => member.accountId !== accountId)
    // Without an object there is nothing to keep of the others either; the reconciler says so.
    const bytes = rest.length === 0 ? null : await files.bytes(old)
    if (bytes === null) {
      await store.replace(old, accountId, null, clock())
    } else {
      const object = `${old.slice(0, old.lastIndexOf('/'))}/${ids('arc')}.ndjson.gz`
      const { kept, members } = without(bytes, rest)
      await store.begin(object, clock())
      await files.put(object, kept)
      if (!(await store.replace(old, accountId, { object, members }, clock()))) await store.drop(object)
    }
  }

  return async (accountId: string): Promise<boolean> => {
    const objects = await store.objectsOf(accountId, OBJECTS)
    for (const object of objects) await rewrite(object, accountId)
    await removeDropped({ store, files })
    return objects.length < OBJECTS
  }
}

/** The bytes of these members alone, and where each stands in them. */
function without(bytes: Uint8Array, rest: readonly Place[]): { kept: Uint8Array; members: Place[] } {
  const kept = new Uint8Array(rest.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  const members = rest.map(({ accountId, start, length }) => {
    kept.set(bytes.subarray(start, start + length), at)
    at += length
    return { accountId, start: at - length, length }
  })
  return { kept, members }
}
