import type { OverageTier } from '../billing/overage.ts'
import type { Quota, RateLimit } from '../metering/face.ts'
import type { Locale } from '../people/people.ts'

/** The key of the plan that newcomers get. */
export const FREE = 'free'

/** What a plan offers, a line each, in the reader's language. */
export type Features = Record<Locale, string[]>

/** One version of a plan: what an account agreed to. It never changes once an account has had it. */
export interface Plan {
  id: string
  /** What its versions share: `pro`. */
  key: string
  version: number
  name: string
  /** Minor units of the currency, a month. */
  priceMinor: number
  /** ISO 4217. */
  currency: string
  /** Credits a calendar month; null has no end. */
  includedCredits: number | null
  /** What credits beyond cost; null: calls stop there. */
  overage: OverageTier[] | null
  rateLimits: RateLimit[]
  /** Credits by other periods, one a period. */
  quotas: Quota[]
  /** Keys that are not over, at most; null for as many as there are. */
  maxKeys: number | null
  maxMembers: number | null
  /** Days that it may be had without paying, once an account; 0 for none. */
  trialDays: number
  /** Only accounts that an operator invited may choose it, and no page shows it. */
  byInvitation: boolean
  features: Features
  /** Since when nobody can choose it any more, UTC ms. */
  endedAt: number | null
  createdAt: number
}
