import type { Clock } from '../clock.ts'
import { steadyId } from '../ids.ts'
import type { Mail } from '../mail.ts'
import { isNobodys } from '../people/address.ts'
import type { User } from '../people/people.ts'

/** A time in which more calls failed than operators put up with. Times are UTC ms. */
export interface Incident {
  id: string
  /** Start of the five minutes in which it was noticed; `openedAt`: when. */
  since: number
  openedAt: number
  /** Calls that were admitted in these minutes, and how many of them failed or ended nobody knows how. */
  calls: number
  errors: number
}

/** What counts as one. */
export interface AlertLimits {
  /** Errors of more than so many percent of the calls. */
  percent: number
  /** Of fewer calls nothing is concluded. */
  minCalls: number
}

/** How an incident begins and ends. */
interface IncidentRules {
  /** Of fewer errors nothing is concluded. */
  minErrors: number
  /** It is over when windows were not over the limits for so long. */
  calmMs: number
  /** The next one that begins sooner after its end is the same. */
  apartMs: number
}

/** Five minutes, half-open. */
export interface AlertWindow {
  start: number
  end: number
}

type Operator = Pick<User, 'id' | 'email' | 'emailVerifiedAt' | 'locale' | 'timeZone'>

export interface IncidentStore {
  /**
   * In one transaction: opens an incident when the window is over the limits and none is open, keeps the open one open while
   * windows are, and closes it when they were not for long enough. One that was closed a short while ago is opened again in
   * place of a new one. However many runs do so at once, one is opened.
   */
  watch(id: string, window: AlertWindow, limits: AlertLimits & IncidentRules, now: number): Promise<void>
  /** The oldest that nobody was told of. */
  untold(limit: number): Promise<Incident[]>
  told(id: string, now: number): Promise<void>
  /** Operators who can sign in. */
  operators(): Promise<Operator[]>
}

export interface AlertPorts {
  store: IncidentStore
  limits: AlertLimits
  post: (mail: Mail) => Promise<void>
  /** Where the failed calls since then are shown: a whole address. */
  url: (since: number) => string
  /** Whether only confirmed addresses are written to. */
  onlyVerified: boolean
  clock: Clock
  newId: () => string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LONG = 5 * MINUTE
/**
 * What a minute's calls came to is in D1 when they have ended, their ends have ridden to their meter and that has flushed, within
 * 60 s: a minute that ended two minutes ago is told of, but for calls that took longer.
 */
const LATE = 2 * MINUTE
const AT_ONCE = 10
/** A steady few failures are told of once, not every time that chance puts two into five minutes. */
const RULES: IncidentRules = { minErrors: 5, calmMs: LONG, apartMs: 6 * HOUR }

/** The five whole minutes that are looked at. */
function windowAt(now: number): AlertWindow {
  const end = now - (now % MINUTE) - LATE
  return { start: end - LONG, end }
}

/**
 * Watches how many calls fail, and writes to operators, once an incident. A mail's id follows from the incident and its reader, and
 * an incident counts as told only once all its mails are queued: a run that was killed is run again.
 */
export function makeAlerts({ store, limits, post, url, onlyVerified, clock, newId }: AlertPorts): () => Promise<void> {
  return async () => {
    const now = clock()
    await store.watch(newId(), windowAt(now), { ...limits, ...RULES }, now)
    for (const { id, since, openedAt, calls, errors } of await store.untold(AT_ONCE)) {
      const data = { calls, errors, percent: limits.percent, since, until: since + LONG, url: url(since) }
      for (const reader of await store.operators()) {
        if ((onlyVerified && reader.emailVerifiedAt === null) || isNobodys(reader.email)) continue
        await post({
          id: steadyId('mail', openedAt, 'errors_high', id, reader.id),
          to: reader.email,
          locale: reader.locale ?? 'en',
          timeZone: reader.timeZone,
          kind: 'errors_high',
          data,
        })
      }
      await store.told(id, now)
    }
  }
}
