import { failed, ok } from '../failures.ts'
import type { CallRecord, MeterView } from '../metering/face.ts'
import { type CallPage, type CallSearch, type Calls, explained, fits, type NamedCall } from './calls.ts'

/** Where a record stands in D1: its packed row, and its place in that. */
export interface PackPlace {
  at: number
  accountId: string
  seq: number
  index: number
}

export interface PlacedCall {
  place: PackPlace
  call: CallRecord
}

/** One search through the packed rows, newest first. */
export interface Scan {
  /** The newest commit of the account that these rows hold. */
  mark: number
  calls: PlacedCall[]
  /** From where to search on; null when nothing is left. */
  next: PackPlace | null
}

export interface Names {
  keys: Record<string, { hint: string; name: string }>
  routes: Record<string, string>
}

export interface CallStore {
  /** At most `limit` records that a search asks for, behind `from`; of a search without a request id. Null: of all accounts. */
  scan(accountId: string | null, search: CallSearch, from: PackPlace | null, limit: number): Promise<Scan>
  /** The record of a request id. Null: in whichever account. */
  find(accountId: string | null, requestId: string): Promise<PlacedCall | null>
  /** Names of the keys and routes of these calls. */
  names(accountId: string | null, calls: CallRecord[]): Promise<Names>
  account(id: string): Promise<{ id: string; tag: string } | null>
  choices: Calls['choices']
}

export interface CallPorts {
  store: CallStore
  /** The object's view; null when it cannot be reached. */
  view: (tag: string) => Promise<MeterView | null>
  /** What the object knows of a call; 'unreachable' when it cannot be asked. */
  ask: (tag: string, requestId: string) => Promise<CallRecord | null | 'unreachable'>
}

/** A place as a cursor. Of a record that D1 does not hold yet the request id is one: its place is still to come. */
const cursorOf = ({ at, seq, index, accountId }: PackPlace): string => `pack_${at}_${seq}_${index}_${accountId}`

function placeOf(cursor: string): PackPlace | null {
  const [, at, seq, index, accountId] = /^pack_(\d+)_(\d+)_(\d+)_(\w+)$/.exec(cursor) ?? []
  return accountId === undefined ? null : { at: Number(at), seq: Number(seq), index: Number(index), accountId }
}

/** Where a page begins: with what D1 does not hold, newest first, or behind a place in it. */
interface Beginning {
  tail: { seq: number; call: CallRecord }[]
  from: PackPlace | null
  /** The commit of a cursor that D1 does not hold. */
  seq?: number
  /** Calls that have not ended, where the object was asked. */
  underWay: number | null
}
const behind = (from: PackPlace | null): Beginning | 'lost' =>
  from === null ? 'lost' : { tail: [], from, underWay: null }

const NOWHERE: CallPage = { items: [], next: null, searchedTo: null, underWay: null }

/** What people see of calls: D1's packed rows and what the object holds above them. */
export function makeCalls({ store, view, ask }: CallPorts): Calls {
  type Account = { id: string; tag: string }

  type Placed = { accountId: string; call: CallRecord }

  async function named(accountId: string | null, calls: Placed[]) {
    const names = await store.names(
      accountId,
      calls.map(({ call }) => call),
    )
    return calls.map(({ accountId, call }): NamedCall => {
      const key = names.keys[call.keyId]
      const routeName = names.routes[call.routeId] ?? call.routeId
      return { ...call, accountId, keyHint: key?.hint ?? call.keyId, keyName: key?.name ?? '', routeName }
    })
  }

  /** 'lost' when the cursor is nowhere. */
  async function begin({ id, tag }: Account, cursor: string | null): Promise<Beginning | 'lost'> {
    if (cursor !== null && !cursor.startsWith('req_')) return behind(placeOf(cursor))
    const met = await view(tag)
    const entries = met?.tail ?? []
    const underWay = met?.openCalls ?? null
    const tail = entries.flatMap(({ seq, calls }) => calls.map((call) => ({ seq, call }))).reverse()
    if (cursor === null) return { tail, from: null, underWay }
    const at = tail.findIndex(({ call }) => call.id === cursor)
    const found = tail[at]
    if (found) return { tail: tail.slice(at + 1), from: null, seq: found.seq, underWay }
    return behind((await store.find(id, cursor))?.place ?? null)
  }

  /** One request id leads to one call, if the rest of the search asks for it too. */
  async function only(accountId: string | null, found: Placed | null, search: CallSearch): Promise<CallPage> {
    if (!found || !fits(found.call, search)) return NOWHERE
    return { ...NOWHERE, items: await named(accountId, [found]) }
  }

  async function list(account: Account, search: CallSearch): Promise<CallPage> {
    if (search.requestId !== '') {
      const { id } = account
      const call = (await known(account, search.requestId)).call
      return only(id, call ? { accountId: id, call } : null, search)
    }
    // The object is asked first: what it flushes between the two reads is then known by the mark.
    const beginning = await begin(account, search.cursor)
    if (beginning === 'lost') return NOWHERE
    const { tail, from, seq: begun, underWay } = beginning
    const waiting = tail.filter(({ call }) => fits(call, search))
    const scan = await store.scan(account.id, search, from, search.limit + 1)
    // The cursor was flushed between the two reads: it has a place now.
    if (begun !== undefined && begun <= scan.mark) return list(account, search)
    const all = [
      ...waiting.filter(({ seq }) => seq > scan.mark).map(({ call }) => ({ call, cursor: call.id })),
      ...scan.calls.map(({ call, place }) => ({ call, cursor: cursorOf(place) })),
    ]
    return { ...(await pageOf(account.id, all, scan, search.limit)), underWay }
  }

  async function pageOf(
    accountId: string | null,
    all: { call: CallRecord; cursor: string; accountId?: string }[],
    scan: Scan,
    limit: number,
  ): Promise<CallPage> {
    const shown = all.slice(0, limit)
    const isFull = all.length > limit
    const onward = isFull ? shown.at(-1)?.cursor : scan.next && cursorOf(scan.next)
    const items = await named(
      accountId,
      shown.map(({ call, accountId: of }) => ({ call, accountId: of ?? accountId ?? '' })),
    )
    return { items, next: onward ?? null, searchedTo: isFull ? null : (scan.next?.at ?? null), underWay: null }
  }

  async function known(account: Account, requestId: string) {
    // The object first: what it flushes meanwhile is in D1 by then.
    const met = await ask(account.tag, requestId)
    const call = met === null || met === 'unreachable' ? (await store.find(account.id, requestId))?.call : met
    return { call, isAsked: met !== 'unreachable' }
  }

  async function find(account: Account, requestId: string) {
    const { call, isAsked } = await known(account, requestId)
    if (!call) return failed(isAsked ? 'NOT_FOUND' : 'METER_UNAVAILABLE')
    const [found] = await named(account.id, [{ accountId: account.id, call }])
    return ok(explained(found as NamedCall))
  }

  return {
    list,
    find,
    choices: store.choices,

    async all(search) {
      if (search.account !== '') {
        const account = await store.account(search.account)
        return account ? list(account, search) : NOWHERE
      }
      if (search.requestId !== '') {
        const found = await store.find(null, search.requestId)
        return only(null, found && { accountId: found.place.accountId, call: found.call }, search)
      }
      const from = search.cursor === null ? null : placeOf(search.cursor)
      if (search.cursor !== null && from === null) return NOWHERE
      const scan = await store.scan(null, search, from, search.limit + 1)
      const all = scan.calls.map(({ call, place }) => ({ call, cursor: cursorOf(place), accountId: place.accountId }))
      return pageOf(null, all, scan, search.limit)
    },

    async findAnywhere(requestId, accountId) {
      if (accountId !== '') {
        const account = await store.account(accountId)
        return account ? find(account, requestId) : failed('NOT_FOUND')
      }
      const found = await store.find(null, requestId)
      if (!found) return failed('NOT_FOUND')
      const [call] = await named(null, [{ accountId: found.place.accountId, call: found.call }])
      return ok(explained(call as NamedCall))
    },
  }
}
