/**
 * Cloudflare's published limits on Workers Paid that Tollgate meets when it grows, and the pages that state them. Read on
 * AS_OF. What no page states is an assumption, and stands apart.
 */
export const AS_OF = '2026-11-20'

export const LIMITS = {
  /** A soft limit of one object. https://developers.cloudflare.com/durable-objects/platform/limits/ */
  objectRequestsASecond: 1_000,
  /** https://developers.cloudflare.com/durable-objects/platform/limits/ ; of objects there may be any number */
  objectGb: 10,
  /** One database; it answers one query at a time. https://developers.cloudflare.com/d1/platform/limits/ */
  d1Gb: 10,
  databasesAnAccount: 50_000,
  /** Of all databases together, more on request: 1 TB. https://developers.cloudflare.com/d1/platform/limits/ */
  d1GbAnAccount: 1_000,
  /** Of one Worker: about 5,000, of any kind. https://developers.cloudflare.com/d1/platform/limits/ */
  bindingsAWorker: 5_000,
  /** https://developers.cloudflare.com/queues/platform/limits/ */
  queueMessagesASecond: 5_000,
  /** https://developers.cloudflare.com/kv/platform/limits/ */
  kvWritesOfAKeyASecond: 1,
  /** https://developers.cloudflare.com/analytics/analytics-engine/limits/ */
  dataPointsAnInvocation: 250,
} as const

export const ASSUMED = {
  /** A batch in production also waits for its copies, and no page says how long: never less than this, ms. */
  d1BatchMs: 5,
  /** A database is split before its queue grows: the share of the time in which it may be busy. */
  d1Busy: 0.5,
  /** Isolates in which a hot account's calls arrive at once; each holds a lease of its own. */
  isolatesOfAHotAccount: 50,
  /** Isolates on which any other account's calls fall; each has a hundred calls a second and more, of whomever. */
  isolatesOfAnAccount: 4,
  /** How long a lease lasts, s. */
  leaseSeconds: 1,
  /** What gzip leaves of packed calls. */
  gzipShare: 0.12,
  /** What an object keeps, GB: an empty database takes 12 KB, and one whose log held a thousand calls some hundred. */
  objectGb: 0.0001,
  /** An hour's sums of an account: rows in D1 (each key, route and outcome, and their total), and bytes of one. */
  sumsAnHour: 4,
  sumBytes: 200,
} as const
