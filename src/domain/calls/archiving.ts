import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { CallRecord } from '../metering/face.ts'
import type { ArchivedPart } from '../metering/reconcile.ts'
import { dayOf, HOUR } from '../periods.ts'
import { type DroppedStore, removeDropped } from './dropped.ts'
import { writtenCall } from './written.ts'

const DAY = 24 * HOUR
/** Calls and packs an object holds at most, about 20 MB before they are packed, and calls that are read at a time. */
const MOST = { calls: 50_000, packs: 2_000 }
const PAGE_CALLS = 4_000
/** How long a minute's share begins with another object, and how many it writes at most. */
const RUN_MS = 15_000
const OBJECTS = 20
/** When nobody is still writing an object that was begun, ms. */
const ABANDONED_MS = 10 * 60_000

/** A packed row of calls, by its place. */
export interface PackRef {
  accountId: string
  at: number
  seq: number
  count: number
}

/** Accounts whose ids end alike share a shard; what they end with is random. */
export interface Shard {
  day: number
  name: string
}

/** An account's gzip member of an object. */
export interface Member extends Omit<ArchivedPart, 'object' | 'size' | 'held'> {
  accountId: string
}

export interface ArchivingStore extends DroppedStore {
  /** The shard and the UTC day of the oldest packed calls; null without any. */
  oldest(): Promise<Shard | null>
  /** The first packs of a shard's day, by account, time and commit. */
  packs(shard: Shard, most: { calls: number; packs: number }): Promise<PackRef[]>
  /** The calls of these packs, in their order; none of a pack that is gone. */
  calls(packs: readonly PackRef[]): Promise<CallRecord[][]>
  /** Notes that an object is being written. */
  begin(object: string, now: number): Promise<void>
  /**
   * Puts the members in the place of the packs, in one transaction, while every one of the packs is there and the object is still
   * being written; whether it did.
   */
  commit(object: string, members: readonly Member[], packs: readonly PackRef[], now: number): Promise<boolean>
  /** Gives up an object that is not kept. */
  drop(object: string): Promise<void>
  /** Gives up objects that were begun before a moment and never kept. */
  dropAbandoned(before: number): Promise<void>
}

/** Packs text as one gzip member. */
export interface Gzip {
  write(text: string): Promise<void>
  end(): Promise<Uint8Array>
}

export interface ArchivingPorts {
  store: ArchivingStore
  files: {
    /** Writes an object, and throws unless all of it is there. */
    put(object: string, bytes: Uint8Array): Promise<void>
    remove(object: string): Promise<void>
  }
  gzip: () => Gzip
  /** How long calls stay in D1 after their day, in days. */
  retentionDays: number
  clock: Clock
  ids: Ids
  /** Calls and packs an object holds at most. */
  most?: { calls: number; packs: number }
}

/** Gzip members one after another are one gzip file, and each by itself is one too. */
class Part {
  readonly members: Member[] = []
  readonly #bytes: Uint8Array[] = []
  #size = 0
  #gzip: Gzip | null = null
  readonly #open: () => Gzip
  readonly #day: number

  constructor(day: number, open: () => Gzip) {
    this.#day = day
    this.#open = open
  }

  async add(accountId: string, calls: readonly CallRecord[]): Promise<void> {
    let member = this.members.at(-1)
    if (member?.accountId !== accountId) {
      await this.#close()
      member = { accountId, day: this.#day, start: this.#size, length: 0, count: 0, sums: [] }
      this.members.push(member)
    }
    this.#gzip ??= this.#open()
    member.count += calls.length
    for (const call of calls) addTo(member.sums, call)
    await this.#gzip.write(calls.map((call) => `${JSON.stringify(writtenCall(call))}\n`).join(''))
  }

  async bytes(): Promise<Uint8Array> {
    await this.#close()
    const all = new Uint8Array(this.#size)
    let at = 0
    for (const bytes of this.#bytes) {
      all.set(bytes, at)
      at += bytes.length
    }
    return all
  }

  async #close(): Promise<void> {
    const member = this.members.at(-1)
    if (!member || !this.#gzip) return
    const bytes = await this.#gzip.end()
    this.#gzip = null
    this.#bytes.push(bytes)
    this.#size += bytes.length
    member.length = bytes.length
  }
}

function addTo(sums: Member['sums'], { at, outcome, credits }: CallRecord): void {
  const day = dayOf(at)
  let sum = sums.find((one) => one.day === day && one.outcome === outcome)
  if (!sum) {
    sum = { day, outcome, calls: 0, credits: 0 }
    sums.push(sum)
  }
  sum.calls += 1
  sum.credits += credits
}

/** Packs in lots of about so many calls. */
function* lotsOf(packs: readonly PackRef[]): Iterable<PackRef[]> {
  let lot: PackRef[] = []
  let calls = 0
  for (const pack of packs) {
    if (lot.length > 0 && calls + pack.count > PAGE_CALLS) {
      yield lot
      lot = []
      calls = 0
    }
    lot.push(pack)
    calls += pack.count
  }
  if (lot.length > 0) yield lot
}

/**
 * Moves the calls of days that are over for longer than the retention to the archive, the oldest first. An object is noted before it
 * is written, under a name that nothing had before, and its members take the place of the very packs that it holds in one
 * transaction. So whatever dies, or runs twice, leaves each call in one place, and an object that nobody refers to is
 * removed by a later run. docs/decisions/0026-archive.md
 */
export function makeArchiving({ store, files, gzip, retentionDays, clock, ids, most = MOST }: ArchivingPorts) {
  const isDue = ({ day }: Shard) => day + DAY + retentionDays * DAY <= clock()

  async function archive(shard: Shard): Promise<void> {
    const packs = await store.packs(shard, most)
    const object = `calls/v1/${new Date(shard.day).toISOString().slice(0, 10)}/${shard.name}/${ids('arc')}.ndjson.gz`
    await store.begin(object, clock())
    const part = new Part(shard.day, gzip)
    for (const lot of lotsOf(packs)) {
      const calls = await store.calls(lot)
      for (const [i, { accountId }] of lot.entries()) await part.add(accountId, calls[i] ?? [])
    }
    await files.put(object, await part.bytes())
    // Someone else may have archived or erased some of them meanwhile: what is left has its turn again.
    if (!(await store.commit(object, part.members, packs, clock()))) await store.drop(object)
  }

  return async (): Promise<void> => {
    const until = clock() + RUN_MS
    for (let objects = 0; objects < OBJECTS && clock() < until; objects++) {
      const shard = await store.oldest()
      if (!shard || !isDue(shard)) break
      await archive(shard)
    }
    await store.dropAbandoned(clock() - ABANDONED_MS)
    await removeDropped({ store, files })
  }
}
