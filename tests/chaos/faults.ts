import type { AdmitRequest, Quota, Settlement } from '../../src/domain/metering/face.ts'

/** What becomes of one batch of the meter's own: a flush, or the reading of a snapshot. */
export type D1Fault =
  | 'none'
  /** It never gets there. */
  | 'fails'
  /** It commits, and its answer is lost. */
  | 'loses its answer'
  /** The meter is told that it failed, and it commits a while later. */
  | 'comes late'
  /** It commits, both slowly. */
  | 'slow'

/** Where the Worker says that it stands, and stands still until it is killed. */
export const POINTS = [
  'before an admission',
  'after an admission',
  'before a settlement',
  'after a settlement',
  'before a batch',
  'after a batch',
  'before an alarm',
  'after an alarm',
] as const
export type Point = (typeof POINTS)[number]

/** A change that people make on pages; the statements are those of src/storage. */
export type Change =
  | { what: 'revoke'; keyId: string }
  | { what: 'key'; keyId: string; status: 'active' | 'disabled' }
  | { what: 'quota'; keyId: string; quota: Quota }
  | { what: 'account'; suspended: boolean }
  | { what: 'plan'; planId: string }

/** What the driver asks the Worker to do. `times`: how often the same message is sent; `lose`: nobody hears the answer. */
export type Errand =
  | { do: 'admit'; tag: string; call: AdmitRequest; ended: Settlement[]; times: number; lateMs: number | null }
  | { do: 'settle'; tag: string; ended: Settlement[]; times: number }
  | { do: 'renew'; tag: string; ids: string[] }
  | { do: 'push' | 'view' | 'ledger' | 'evict' | 'ring'; tag: string }
  | { do: 'reconcile'; tag: string; accountId: string }
  | { do: 'change'; accountId: string; change: Change; at: number; eventId: string }
  /** Turns the clock of every object. */
  | { do: 'clock'; offset: number; tags: string[] }
  | { do: 'faults'; d1: D1Fault[]; stop: { point: Point; nth: number } | null }
  | { do: 'read'; query: string }
