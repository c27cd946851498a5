import type { Clock } from '../clock.ts'
import type { MeterView } from '../metering/face.ts'
import { isAdmitted, rollUp } from '../metering/rollup.ts'
import type { Page } from '../page.ts'
import { hourOf, periodAt } from '../periods.ts'
import type { ApiKey, LastCall } from './keys.ts'

/** What a list of keys can be narrowed to; `usable` is all but the revoked and the expired. */
export const KEY_STATUSES = ['', 'usable', 'active', 'disabled', 'expired', 'revoked'] as const
/** `used`: the last used first, as D1 last heard. */
export const KEY_ORDERS = ['newest', 'name', 'used'] as const

/** Which part of an account's keys is asked for. */
export interface KeyRequest {
  /** Text in a name, note, environment, hint or id; empty for all. */
  search: string
  status: (typeof KEY_STATUSES)[number]
  sort: (typeof KEY_ORDERS)[number]
  /** The id of the last key of the part before. */
  cursor: string | null
  limit: number
}

/** A call with the name of its route. */
export type NamedCall = LastCall & { routeName: string }

export interface KeyRow extends ApiKey {
  /** The newest admitted call; null without one. */
  lastCall: NamedCall | null
  /** Calls admitted in the running calendar month (UTC). */
  calls: number
}

/** What a key does lately. */
export interface KeyUse {
  lastCall: NamedCall | null
  /** Calls admitted since the asked instant that have ended. */
  admitted: number
  /** Calls refused since then because the key had ended. */
  refused: number
  /** False: as D1 last heard, since the meter did not answer. */
  exact: boolean
}

interface Account {
  id: string
  tag: string
}

/** Reads keys with what was done with them: D1's rows and the meter's unflushed tail, added up once. */
export interface KeyActivity {
  list(account: Account, request: KeyRequest): Promise<Page<KeyRow>>
  /** `since` is UTC ms. */
  of(account: Account, keyId: string, since: number): Promise<KeyUse>
}

type StoredRow = ApiKey & { lastCall: LastCall | null; calls: number }

/** D1's side, each read in one transaction, so that the mark belongs to the rows. */
export interface KeyActivityStore {
  /** `now` and `monthStart` are UTC ms. */
  list(
    accountId: string,
    request: KeyRequest,
    now: number,
    monthStart: number,
  ): Promise<{
    mark: number
    page: Page<StoredRow>
    /** By route id. */
    routeNames: Record<string, string>
  }>
  use(
    accountId: string,
    keyId: string,
    since: number,
  ): Promise<{
    mark: number
    lastCall: LastCall | null
    admitted: number
    refused: number
    routeNames: Record<string, string>
  }>
}

export interface KeyActivityPorts {
  store: KeyActivityStore
  /** The object's view; null when it cannot be reached. */
  view: (tag: string) => Promise<MeterView | null>
  clock: Clock
}

/** Refusals of a key that has ended. */
export const ENDED_CODES: readonly string[] = ['KEY_REVOKED', 'KEY_EXPIRED']

/** The newest call of each key that the object knows of, and D1 perhaps not yet. */
function newestOf(view: MeterView | null): Map<string, LastCall> {
  const newest = new Map<string, LastCall>()
  if (!view) return newest
  const ended = view.tail.flatMap((entry) => entry.calls.filter((call) => isAdmitted(call.outcome)))
  for (const { id, at, keyId, routeId, method, path, address } of [...ended, ...view.lastOpen]) {
    const call = { id, at, routeId, method, path, address }
    newest.set(keyId, later(newest.get(keyId) ?? null, call))
  }
  return newest
}

const later = (one: LastCall | null, other: LastCall): LastCall => (one && one.at > other.at ? one : other)

const named = (call: LastCall | null, names: Record<string, string>): NamedCall | null =>
  call && { ...call, routeName: names[call.routeId] ?? call.routeId }

/** The verbs over these ports. The object is asked first: what it flushes between the two reads is then known by the mark. */
export const makeKeyActivity = ({ store, view, clock }: KeyActivityPorts): KeyActivity => ({
  async list(account, request) {
    const now = clock()
    const month = periodAt('month', now).start
    const meter = await view(account.tag)
    const { mark, page, routeNames } = await store.list(account.id, request, now, month)
    const newest = newestOf(meter)
    const calls = new Map<string, number>()
    for (const row of rollUp((meter?.tail ?? []).filter((entry) => entry.seq > mark))) {
      if (isAdmitted(row.outcome) && row.hour >= month) calls.set(row.keyId, (calls.get(row.keyId) ?? 0) + row.calls)
    }
    const rows = page.items.map((key): KeyRow => {
      const fresh = newest.get(key.id)
      const lastCall = named(fresh ? later(key.lastCall, fresh) : key.lastCall, routeNames)
      return { ...key, lastCall, calls: key.calls + (calls.get(key.id) ?? 0) }
    })
    return { items: rows, next: page.next }
  },

  async of(account, keyId, since) {
    const meter = await view(account.tag)
    const { mark, lastCall, admitted, refused, routeNames } = await store.use(account.id, keyId, since)
    const tail = (meter?.tail ?? []).filter((entry) => entry.seq > mark)
    const fresh = newestOf(meter).get(keyId)
    const ended = tail.flatMap((entry) => entry.calls).filter((call) => call.keyId === keyId && call.at >= since)
    const late = tail.flatMap((entry) => entry.refusals).filter((count) => count.keyId === keyId)
    return {
      lastCall: named(fresh ? later(lastCall, fresh) : lastCall, routeNames),
      admitted: admitted + ended.filter((call) => isAdmitted(call.outcome)).length,
      refused:
        refused +
        late
          .filter((count) => ENDED_CODES.includes(count.code) && count.hour >= hourOf(since))
          .reduce((sum, { count }) => sum + count, 0),
      exact: meter !== null,
    }
  },
})
