import type { MonthUsage } from '../usage.ts'
import type { Change, Latency, Sums } from './sums.ts'
import type { Asked, Span, Window } from './window.ts'

/** Which calls are counted; empty texts narrow nothing. */
export interface UsageFilter {
  /** Ids. */
  key: string
  route: string
  /** ok, failed, unknown, a refusal's code, or `refused` for every refusal. */
  outcome: string
}

export interface ReportRequest {
  asked: Asked
  /** IANA: whose days they are, up to 31 of them. */
  zone: string
  filter: UsageFilter
  /** The most keys, and routes, that are told apart. */
  most: number
  /** Whether days of more than a quarter come as weeks. */
  folded: boolean
}

/** What a number of calls came to. */
export interface Measured extends Sums {
  latency: Latency
}

/** One part of a chart. */
export type UsagePart = Span & Measured

/** One way in which calls ended. */
export interface OutcomeUsage {
  outcome: string
  isRefusal: boolean
  calls: number
  /** The same in the period before. */
  callsBefore: number
  change: Change
  credits: number
  msSum: number
  latency: Latency
}

/** The calls of one key, or on one route. */
export interface GroupUsage extends Sums {
  id: string
  /** Of a key; its id when it is not known any more. */
  name: string
  /** Of a key: its prefix and last four characters. */
  hint: string | null
  /** Every call of it in the period before, refused ones too. */
  askedBefore: number
  /** Of every call of it. */
  change: Change
}

/** Groups, those with most calls first, and how many more there are, with what they come to together. */
export interface Groups {
  shown: GroupUsage[]
  others: { count: number; sums: Sums; askedBefore: number; change: Change } | null
}

/** An account's usage of a window, at one instant. */
export interface UsageReport {
  window: Window
  /** As long as the window, and just before it. */
  before: Span
  filter: UsageFilter
  /** False: as D1 was when the object's log was last written there, since the object did not answer. */
  isExact: boolean
  /** UTC ms. */
  asOf: number
  totals: Measured
  totalsBefore: Measured
  changes: Record<'calls' | 'errors' | 'refused' | 'credits' | 'p95', Change>
  series: UsagePart[]
  /** Admitted calls first, then refusals, each with most calls first. */
  outcomes: OutcomeUsage[]
  keys: Groups
  routes: Groups
  month: MonthUsage
  /** What can be chosen to narrow it: the account's keys, newest first, and the routes. */
  choices: { keys: { id: string; name: string; hint: string }[]; routes: { id: string; name: string }[] }
}
