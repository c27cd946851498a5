import { type AuditEntry, type AuditEvent, asMembersSee } from '../audit.ts'
import type { WholeBill } from '../billing/bills.ts'
import type { AccountCredit, GivenBack } from '../billing/favours.ts'
import type { ClosedPhase } from '../billing/phases.ts'
import type { ArchivedDay } from '../calls/archive.ts'
import type { Clock } from '../clock.ts'
import { failed, ok, type Result } from '../failures.ts'
import type { Ids } from '../ids.ts'
import type { ApiKey } from '../keys/keys.ts'
import type { CallRecord, MeterView } from '../metering/face.ts'
import { type HourlyUsage, mergeUsage, rollUp } from '../metering/rollup.ts'
import type { Origin, Role, Session } from '../people/people.ts'
import { hourOf } from '../periods.ts'
import type { ServiceToken } from '../service-tokens/service-tokens.ts'

/** Rows a page: one is in memory at a time. Calls come packed, up to 2,000 a row; bills with all that belongs to them. */
const ROWS = 500
const PACKS = 4
const BILLS = 50

export interface ExportedMember {
  userId: string
  username: string
  email: string
  role: Role
  since: number
}

export interface ExportedInvitation {
  email: string | null
  role: Role | null
  createdAt: number
  expiresAt: number
  usedAt: number | null
}

/** A day of calls that are kept as a file. */
export type ExportedArchive = ArchivedDay & { archivedAt: number }

/** What was counted of a month that is over. */
export interface ExportedClosing {
  period: string
  phases: ClosedPhase[]
  digest: string
  closedAt: number
}

export type ExportedToken = Omit<ServiceToken, 'createdBy'> & { createdBy: string }

export type ExportedKey = ApiKey & { createdBy: string }

/** A page of rows; `next` continues after it, null ends the list. */
export interface ExportPage<T, C> {
  rows: T[]
  next: C | null
}
type Reader<T, C> = (accountId: string, until: number, after: C | null, limit: number) => Promise<ExportPage<T, C>>

/** D1's side of an export: everything of one account, a page at a time, in an order that new rows do not disturb. */
export interface ExportStore {
  record(event: AuditEvent): Promise<void>
  members: Reader<ExportedMember, string>
  invitations: Reader<ExportedInvitation, string>
  keys: Reader<ExportedKey, string>
  serviceTokens: Reader<ExportedToken, string>
  /** Bills that were issued. */
  bills: Reader<WholeBill, string>
  closings: Reader<ExportedClosing, string>
  events: Reader<AuditEntry, [at: number, id: string]>
  /** The mark, and the sums from an hour on as they are at that mark: one transaction. */
  recent(accountId: string, fromHour: number): Promise<{ mark: number; hourly: HourlyUsage[] }>
  /** Sums of hours before `until`. */
  hourly: Reader<HourlyUsage, unknown[]>
  /** Calls of commits up to the mark `until`; `limit` counts packed rows. */
  calls: Reader<CallRecord, [at: number, seq: number]>
  archives: Reader<ExportedArchive, number>
  credits: Reader<AccountCredit, string>
  refundedCalls: Reader<GivenBack, string>
}

/** All data of an account as they were at one moment, to be read once, in pages. */
export interface AccountCut {
  /** UTC ms. */
  at: number
  session: Session
  members(): AsyncIterable<ExportedMember[]>
  invitations(): AsyncIterable<ExportedInvitation[]>
  keys(): AsyncIterable<ExportedKey[]>
  serviceTokens(): AsyncIterable<ExportedToken[]>
  bills(): AsyncIterable<WholeBill[]>
  closings(): AsyncIterable<ExportedClosing[]>
  usage(): AsyncIterable<HourlyUsage[]>
  calls(): AsyncIterable<CallRecord[]>
  /** Read after the calls: those that were archived meanwhile are named here. */
  archives(): AsyncIterable<ExportedArchive[]>
  credits(): AsyncIterable<AccountCredit[]>
  refundedCalls(): AsyncIterable<GivenBack[]>
  events(): AsyncIterable<AuditEntry[]>
}

export interface AccountExport {
  /** Records that all data were taken, and opens them. METER_UNAVAILABLE while the newest calls cannot be had. */
  open(session: Session, origin: Origin): Promise<Result<AccountCut>>
}

export interface ExportPorts {
  store: ExportStore
  /** The object's view; null when it cannot be reached. */
  view: (tag: string) => Promise<MeterView | null>
  clock: Clock
  ids: Ids
}

/**
 * The verb over these ports. Calls and sums are cut at one commit of the meter: what D1 holds up to its mark, and above it the
 * object's tail. Sums change in place while pages are read, so the hours that later commits can still touch are read
 * with the mark, in one transaction; earlier ones stand still.
 */
export function makeAccountExport({ store, view, clock, ids }: ExportPorts): AccountExport {
  return {
    async open(session, { address }) {
      const { id: accountId, tag } = session.account
      // The object is asked first: what it flushes between the two reads is then known by the mark.
      const meter = await view(tag)
      if (!meter) return failed('METER_UNAVAILABLE')
      const hours = rollUp(meter.tail).map(({ hour }) => hour)
      const moving = hours.reduce((first, hour) => Math.min(first, hour), hourOf(Math.min(meter.at, meter.openSince)))
      const recent = await store.recent(accountId, moving)
      const tail = meter.tail.filter((entry) => entry.seq > recent.mark)
      const at = clock()
      await store.record({
        id: ids('evt'),
        at,
        actorId: session.user.id,
        accountId,
        action: 'account.exported',
        target: accountId,
        address,
      })
      const all = <T, C>(read: Reader<T, C>, until: number, limit = ROWS) => pages(read, accountId, until, limit)
      return ok({
        at,
        session,
        members: () => all(store.members, at),
        invitations: () => all(store.invitations, at),
        keys: () => all(store.keys, at),
        serviceTokens: () => all(store.serviceTokens, at),
        bills: () => all(store.bills, at, BILLS),
        closings: () => all(store.closings, at),
        async *usage() {
          yield* all(store.hourly, moving)
          yield mergeUsage([...recent.hourly, ...rollUp(tail)])
        },
        async *calls() {
          yield* all(store.calls, recent.mark, PACKS)
          for (const entry of tail) yield entry.calls
        },
        archives: () => all(store.archives, at),
        credits: () => all(store.credits, at),
        refundedCalls: () => all(store.refundedCalls, at),
        async *events() {
          for await (const rows of all(store.events, at)) yield rows.map(asMembersSee)
        },
      })
    },
  }
}

async function* pages<T, C>(read: Reader<T, C>, accountId: string, until: number, limit: number): AsyncIterable<T[]> {
  let after: C | null = null
  do {
    const page: ExportPage<T, C> = await read(accountId, until, after, limit)
    yield page.rows
    after = page.next
  } while (after !== null)
}
