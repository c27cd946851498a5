import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok, type Result } from '../failures.ts'
import type { Ids } from '../ids.ts'
import type { OperatorRef } from '../operating/operating.ts'
import { isOver, lastOver, type Month, monthOf } from './close.ts'

/** How long one turn goes on queueing, ms, and for how long it keeps others off from one page on. */
const STEP_MS = 15_000
const CLAIM_MS = 60_000
/** Accounts that are queued at once, and how many of them one message holds. */
const PAGE = 1_000
const LOT = 10
/** Months behind the newest that are begun at once. */
const MONTHS = 12

/** Accounts whose month is to be closed: a message of the queue. */
export interface Lot {
  period: string
  accounts: { id: string; tag: string }[]
  /** How often they had to wait. */
  waits?: number
}

/** The queueing of one month's accounts. */
export interface ClosingRun {
  period: string
  /** UTC ms. */
  startedAt: number
  /** The operator who asked for it; null when it began by itself. */
  askedBy: string | null
  /** Accounts in messages so far. */
  queued: number
  /** When the last one was; null while it goes on. */
  queuedAt: number | null
}

/** How far a month's closing is. */
export interface PeriodState {
  period: string
  run: ClosingRun | null
  /** Accounts that are closed, and those that are not yet. */
  done: number
  left: number
  /** Bills by currency, and their totals in minor units. */
  bills: { currency: string; count: number; totalMinor: number }[]
}

/** A run as one who works on it knows it. */
export interface Standing extends ClosingRun {
  /** The last account behind it. */
  after: string
}

export interface ClosingRunStore {
  /** The newest month that began by itself. */
  newest(): Promise<string | null>
  /** Begins a month's run unless it has one. */
  begin(period: string, now: number): Promise<void>
  /** Begins a month's run, again where one is through; one that goes on stays. */
  ask(period: string, askedBy: string, now: number, event: AuditEvent): Promise<void>
  /** Begins a month's run again that is through, queued anyone, and has left accounts without a closing. */
  again(month: Month): Promise<void>
  /** Runs that are not through. */
  unfinished(): Promise<Standing[]>
  /** Holds a run for one page, while nobody else does and it stands at `after`. */
  claim(run: Standing, now: number, until: number): Promise<boolean>
  /** Accounts of before the month's end without a closing, in the order of their ids; none that is erased. */
  accounts(month: Month, after: string, limit: number): Promise<Lot['accounts']>
  /** Moves a run that stands at `after` on, and lets go of it; it is through when `queuedAt` is there. */
  move(run: Standing, to: { after: string; queued: number; queuedAt: number | null }): Promise<boolean>
  state(month: Month): Promise<PeriodState>
  /** Months that have a run, newest first. */
  periods(limit: number): Promise<string[]>
}

export interface ClosingRunPorts {
  store: ClosingRunStore
  send: (lots: Lot[]) => Promise<void>
  clock: Clock
  ids: Ids
}

/** What queues accounts whose month is over. */
export interface Closings {
  /** NOT_FOUND for what names no month. */
  state(period: string): Promise<Result<PeriodState>>
  /** The last months, newest first. */
  list(): Promise<PeriodState[]>
  /** Queues, by and by, every account that has no closing of the month; PERIOD_NOT_OVER. Nothing is closed twice. */
  ask(operator: OperatorRef, period: string): Promise<Result<PeriodState>>
  /** The minute's share: begins the run of a month that is over, and goes on with what is not through. */
  everyMinute(): Promise<void>
  /** The hour's share: what the last month's run has left without a closing is queued again by the next minute. */
  everyHour(): Promise<void>
  /** Goes on with what is not through, for some seconds. */
  goOn(): Promise<void>
}

/**
 * The verbs over these ports. A run knows the last account behind it: whoever comes next goes on. An account that is queued
 * twice is closed once.
 */
export function makeClosings({ store, send, clock, ids }: ClosingRunPorts): Closings {
  async function step(first: Standing): Promise<void> {
    const until = clock() + STEP_MS
    const month = read(first.period)
    let run = first
    while (clock() < until) {
      const now = clock()
      if (!(await store.claim(run, now, now + CLAIM_MS))) return
      const accounts = await store.accounts(month, run.after, PAGE)
      const lots: Lot[] = []
      for (let i = 0; i < accounts.length; i += LOT)
        lots.push({ period: run.period, accounts: accounts.slice(i, i + LOT) })
      if (lots.length > 0) await send(lots)
      const queued = run.queued + accounts.length
      const queuedAt = accounts.length < PAGE ? clock() : null
      const to = { after: accounts.at(-1)?.id ?? run.after, queued, queuedAt }
      if (!(await store.move(run, to)) || queuedAt !== null) return
      run = { ...run, ...to }
    }
  }

  async function goOn(): Promise<void> {
    for (const run of await store.unfinished()) await step(run)
  }

  return {
    async state(period) {
      const month = monthOf(period)
      return month ? ok(await store.state(month)) : failed('NOT_FOUND')
    },

    async list() {
      return Promise.all((await store.periods(MONTHS)).map((period) => store.state(read(period))))
    },

    async ask({ userId, address }, period) {
      const month = monthOf(period)
      if (!month) return failed('NOT_FOUND')
      const now = clock()
      if (!isOver(month, now)) return failed('PERIOD_NOT_OVER')
      const event = { id: ids('evt'), at: now, actorId: userId, accountId: null, target: period, address }
      await store.ask(period, userId, now, { ...event, action: 'period.closing_asked' })
      return ok(await store.state(month))
    },

    async everyMinute() {
      const now = clock()
      const last = lastOver(now)
      const newest = await store.newest()
      for (const period of monthsAfter(newest, last)) await store.begin(period, now)
      await goOn()
    },

    async everyHour() {
      await store.again(lastOver(clock()))
    },

    goOn,
  }
}

function read(period: string): Month {
  const month = monthOf(period)
  if (!month) throw new Error(`${period} is no month`)
  return month
}

/** Months after the newest that was begun, up to the last one that is over: the last alone where none was. */
function monthsAfter(newest: string | null, last: Month): string[] {
  const months = [last.name]
  for (let start = last.start; months.length < MONTHS && newest !== null; ) {
    const before = lastBefore(start)
    if (before.name <= newest) break
    months.unshift(before.name)
    start = before.start
  }
  return newest !== null && last.name <= newest ? [] : months
}

const lastBefore = (start: number): Month => read(new Date(start - 1).toISOString().slice(0, 7))
