/**
 * Cloudflare's published prices on Workers Paid beyond what a month includes, US dollars, and the pages that state them.
 * Read on AS_OF; everything that costs is computed from here.
 */
export const AS_OF = '2026-11-20'

const MILLION = 1_000_000

export const PRICES = {
  /** https://developers.cloudflare.com/workers/platform/pricing/ ; Pages Functions are billed as Workers */
  workerRequest: 0.3 / MILLION,
  workerCpuMs: 0.02 / MILLION,
  /** https://developers.cloudflare.com/durable-objects/platform/pricing/ ; a call of a method is a request, and so is an alarm */
  objectRequest: 0.15 / MILLION,
  /** While something is under way, at 128 MB; an object that is idle and could hibernate is not billed. */
  objectGbSecond: 12.5 / MILLION,
  objectRowRead: 0.001 / MILLION,
  /** A setAlarm is one such row. */
  objectRowWritten: 1 / MILLION,
  objectGbMonth: 0.2,
  /** https://developers.cloudflare.com/d1/platform/pricing/ ; a row of an index is a row */
  d1RowRead: 0.001 / MILLION,
  d1RowWritten: 1 / MILLION,
  d1GbMonth: 0.75,
  /** https://developers.cloudflare.com/analytics/analytics-engine/pricing/ ; announced, not billed yet */
  dataPoint: 0.25 / MILLION,
  /** https://developers.cloudflare.com/workers/observability/logs/workers-logs/#pricing */
  logLine: 0.6 / MILLION,
  /** https://developers.cloudflare.com/r2/pricing/ ; standard storage */
  r2GbMonth: 0.015,
} as const

/** What an object is billed as holding, GB, however little it holds. */
export const OBJECT_GB = 0.128
