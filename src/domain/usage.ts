import type { Result } from './failures.ts'
import type { CallRecord } from './metering/face.ts'
import type { Download, DownloadRequest } from './usage/download.ts'
import type { ReportRequest, UsageReport } from './usage/report.ts'

/** How far back a chart looks. */
export const RANGES = ['24h', '7d', '30d'] as const
export type Range = (typeof RANGES)[number]

/** One bar, from its start (UTC ms) to the next: an hour, or a day of its reader's zone. */
export interface UsagePoint {
  start: number
  answered: number
  refused: number
}

/** A chart's numbers, oldest first, without gaps. */
export interface UsageSeries {
  range: Range
  points: UsagePoint[]
}

/** The running calendar month (UTC) of an account. */
export interface MonthUsage {
  /** UTC ms. */
  start: number
  end: number
  /** Credits charged, exact at this moment when `exact`; else as D1 last heard. */
  used: number
  exact: boolean
  limit: number | null
  /** Calls refused this month, and the commonest reason. */
  refused: number
  commonestRefusal: { code: string; count: number } | null
  /** Latency of admitted calls this month in ms; null without calls. */
  medianMs: number | null
  p95Ms: number | null
  /** Credits a day, of the last seven days. */
  pace: number
  /** When the quota ends at that pace, UTC ms; null when it outlasts the month or nothing was used. */
  runsOutAt: number | null
}

/** What a dashboard shows, read at one instant. */
export interface Overview {
  month: MonthUsage
  series: UsageSeries
  /** Newest first. */
  calls: (CallRecord & { keyHint: string; routeName: string })[]
}

type Account = { id: string; tag: string }

export interface Usage {
  /** `zone`: whose days its chart has, IANA. */
  overview(account: Account, range: Range, zone: string): Promise<Overview>
  /** VALIDATION_FAILED names the date that is wrong. */
  report(account: Account, request: ReportRequest): Promise<Result<UsageReport>>
  /** The rows behind a report. VALIDATION_FAILED; METER_UNAVAILABLE while the newest calls cannot be had. */
  download(account: Account, request: DownloadRequest): Promise<Result<Download>>
}
