import type { Clock } from '../clock.ts'
import { type Ids, steadyId } from '../ids.ts'
import type { LedgerView } from '../metering/face.ts'
import { phasesOfMonth } from '../metering/phases.ts'
import { ACCOUNT } from '../metering/state.ts'
import { endOfPeriod, periodAt } from '../periods.ts'
import type { BillingDetails } from './bill.ts'
import { digestOf } from './digest.ts'
import { type BilledPlan, type BillInput, billOf, type CallRefund, type ComputedBill, type Favour } from './lines.ts'
import type { ClosedPhase } from './phases.ts'

const DAY = 86_400_000
/** How long after its end a month is closed, ms: clocks differ, and calls of its last minute are on their way to D1. */
export const CLOSES_AFTER = 5 * 60_000
/** How often an account whose rows change meanwhile is read anew. */
const TRIES = 3

export type Month = BillInput['month']

/** A calendar month by its name; null for what names none. */
export function monthOf(name: string): Month | null {
  const start = /^2\d{3}-\d{2}$/.test(name) ? Date.parse(`${name}-01`) : Number.NaN
  const end = Number.isNaN(start) ? null : endOfPeriod(name)
  return end === null ? null : { name, start, end }
}

/** The newest month that can be closed at an instant. */
export const lastOver = (now: number): Month =>
  periodAt('month', periodAt('month', now - CLOSES_AFTER).start - 1) as Month

export const isOver = (month: Month, now: number): boolean => now >= month.end + CLOSES_AFTER

/** What D1 says of an account that a month's bill depends on, read at one instant. */
export interface Standing {
  closed: boolean
  /** So is one whose deletion was asked before the month. */
  erased: boolean
  revision: number
  /** The newest commit of the account's object that D1 holds. */
  mark: number
  /** Phases that began before the month's end, oldest first, from the one in force at its start on. */
  phases: { from: number; planId: string; trial: boolean }[]
  /** Every plan that it ever had. */
  plans: Record<string, BilledPlan>
  refunds: (CallRefund & { period: string; taken: boolean })[]
  /** Phases of months that were closed, and of which calls were given back. */
  closings: Record<string, ClosedPhase[]>
  /** Months whose bill is void. */
  voided: string[]
  credits: Favour[]
  details: BillingDetails | null
  /** The rows themselves, for a write to find them unchanged. */
  seen: string
}

/** What one transaction writes of a closed month. */
export interface Closing {
  accountId: string
  month: Month
  phases: ClosedPhase[]
  digest: string
  closedAt: number
  seen: string
  bill:
    | (ComputedBill & {
        id: string
        status: 'open' | 'paid'
        taxPpm: number
        taxName: string
        details: BillingDetails | null
        dueAt: number
        eventId: string
        /** Ids of the credits that what is left of refunds becomes, in their order. */
        leftIds: string[]
      })
    | null
}

export interface ClosingStore {
  read(accountId: string, month: Month): Promise<Standing | null>
  /** Credits of a month as its daily sums have them. */
  usageOf(accountId: string, month: Month): Promise<number>
  /** All or nothing, and nothing when the account's month is closed or what was seen has changed; whether it was written. */
  write(closing: Closing): Promise<boolean>
}

export interface ClosingPorts {
  store: ClosingStore
  /** Lets the account's object read its newest phases. */
  push: (tag: string) => Promise<unknown>
  ledger: (tag: string) => Promise<LedgerView>
  terms: { taxPpm: number; taxName: string; dueDays: number }
  clock: Clock
  ids: Ids
}

/**
 * closed: by this call; done: it was before; nothing: the account is gone, or had no plan in the month; waits: something of the
 * month is under way; refused: its usage is nowhere to be read by phase.
 */
export type Close =
  | { state: 'closed'; billId: string | null }
  | { state: 'done' | 'nothing' }
  | { state: 'waits' | 'refused'; why: string }

const waits = (why: string): Close => ({ state: 'waits', why })

/**
 * Closes an account's month: takes the object's final count once and writes closing and bill in one transaction. Whoever
 * repeats it, at once or after being killed anywhere, ends in the same one bill.
 */
export const makeClose = ({ store, push, ledger: ask, terms, clock, ids }: ClosingPorts) =>
  async function close({ id, tag }: { id: string; tag: string }, month: Month): Promise<Close> {
    if (!isOver(month, clock())) return waits('the month is not over')
    for (let tries = 0; tries < TRIES; tries++) {
      // Of a month that is over nothing new begins once the object's clock is beyond it, so that this is the final count.
      const ledger = await ask(tag)
      const standing = await store.read(id, month)
      if (!standing || standing.erased) return { state: 'nothing' }
      if (standing.closed) return { state: 'done' }
      if (standing.phases.length === 0) return { state: 'nothing' }
      if (ledger.revision < standing.revision) {
        await push(tag)
        continue
      }
      const underWay = waitsFor(ledger, standing.mark, month)
      if (underWay) return waits(underWay)

      const credits = await creditsOf(ledger, standing, month, () => store.usageOf(id, month))
      if (typeof credits === 'string') return { state: 'refused', why: credits }
      const phases = closedPhases(standing, month, credits)
      const closing = closingOf(id, month, phases, standing)
      if (await store.write(closing)) return { state: 'closed', billId: closing.bill?.id ?? null }
    }
    return waits('it changes all the time')

    function closingOf(accountId: string, month: Month, phases: ClosedPhase[], standing: Standing): Closing {
      const now = clock()
      const { plans, credits, details, seen } = standing
      const { taxPpm, taxName, dueDays } = terms
      const input = { month, phases, plans, refunded: refundedMonths(standing, month, phases), credits, taxPpm }
      const computed = billOf(input)
      const bill = computed && {
        ...computed,
        id: billIdOf(accountId, month),
        status: computed.totalMinor === 0 ? ('paid' as const) : ('open' as const),
        taxPpm,
        taxName,
        details,
        dueAt: now + dueDays * DAY,
        eventId: ids('evt'),
        leftIds: computed.left.map(({ period }) => leftIdOf(accountId, month, period)),
      }
      return { accountId, month, phases, digest: digestOf(accountId, input, computed), closedAt: now, seen, bill }
    }
  }

/** The one id of an account's bill for a month. */
export const billIdOf = (accountId: string, { name, end }: Month): string => steadyId('bill', end, accountId, name)

/** The one id of the credit that calls of a period become in so far as they are worth more than a month's bill. */
export const leftIdOf = (accountId: string, { name, end }: Month, period: string = name): string =>
  steadyId('cred', end, accountId, name, period)

/** What of a month the object has not finished, or D1 does not hold; null for nothing. */
function waitsFor(ledger: LedgerView, mark: number, { name, start, end }: Month): string | null {
  if (ledger.at < end) return 'the clock of its meter is behind'
  if (ledger.open.some(({ counters }) => counters.includes(`${ACCOUNT}/month/${name}`))) return 'a call is open'
  const isOf = ({ at }: { at: number }) => at >= start && at < end
  if (ledger.tail.some(({ seq, calls }) => seq > mark && calls.some(isOf))) return 'calls are on their way to D1'
  return mark < ledger.mark ? 'D1 is behind its meter' : null
}

/** Credits of the month by counter; a text of why not where nobody knows them, or not by phase any more. */
async function creditsOf(
  { at, counters }: LedgerView,
  { phases }: Standing,
  month: Month,
  usage: () => Promise<number>,
): Promise<{ used: number; of: (name: string) => number } | string> {
  const used = counters[`${ACCOUNT}/month/${month.name}`]
  if (used !== undefined) return { used, of: (name) => counters[name] ?? 0 }
  const sum = await usage()
  // Counters are kept through the month after theirs.
  const isKept = at < (periodAt('month', month.end).end ?? 0)
  if (isKept && sum > 0) return 'its meter has no count of a month that D1 holds calls of'
  if (sum === 0 || phases.length === 1) return { used: sum, of: () => 0 }
  return 'its meter has forgotten how the month was used by plan'
}

function closedPhases(
  { phases }: Standing,
  month: Month,
  { used, of }: { used: number; of: (name: string) => number },
): ClosedPhase[] {
  const period = { kind: 'month' as const, ...month }
  return phasesOfMonth(phases, period, month.end - 1, used, of).map(({ from, planId, trial, credits }, i, all) => ({
    starts_at: Math.max(from, month.start),
    ends_at: all[i + 1]?.from ?? month.end,
    plan_id: planId,
    trial,
    credits,
  }))
}

/** Months of which calls wait for a bill to take them into account: those that are closed, and this one. */
function refundedMonths(
  { refunds, closings, voided }: Standing,
  month: Month,
  phases: ClosedPhase[],
): BillInput['refunded'] {
  const known: Record<string, ClosedPhase[]> = { ...closings, [month.name]: phases }
  const waiting = new Set(refunds.filter(({ taken }) => !taken).map(({ period }) => period))
  return [...waiting].sort().flatMap((period) => {
    const [of, ofPhases] = [monthOf(period), known[period]]
    if (!of || !ofPhases) return []
    const ofPeriod = refunds.filter((refund) => refund.period === period)
    const bare = ({ requestId, phase, credits }: CallRefund) => ({ requestId, phase, credits })
    return [
      {
        period,
        start: of.start,
        end: of.end,
        phases: ofPhases,
        isVoid: voided.includes(period),
        before: ofPeriod.filter(({ taken }) => taken).map(bare),
        refunds: ofPeriod.filter(({ taken }) => !taken).map(bare),
      },
    ]
  })
}
