import type { OverageTier } from './overage.ts'

/** draft: nobody is asked for it yet; open: to be paid; void: issued by mistake; uncollectible: given up. */
export const BILL_STATUSES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const
export type BillStatus = (typeof BILL_STATUSES)[number]

export const LINE_KINDS = ['base', 'proration', 'overage', 'credit', 'rounding'] as const
/** base: a plan's price for the whole month; proration: its share for a part of it; overage: one tier's credits. */
export type LineKind = (typeof LINE_KINDS)[number]

/** What a line's amount is computed from. */
export type LineDetail =
  | { priceMinor: number; monthSeconds: number }
  | { tier: OverageTier }
  | { requestIds: string[]; ofPeriod: string }
  | { creditId: string; reason: string }

export interface BillLine {
  position: number
  kind: LineKind
  /** Null of what belongs to no plan. */
  planId: string | null
  /** UTC ms, half-open. */
  startsAt: number
  endsAt: number
  /** Overage: credits; base and proration: seconds; credit: credits, or 1. */
  quantity: number
  detail: LineDetail
  /** Minor units of the bill's currency; less than 0 is in the account's favour. */
  amountMinor: number
}

/** Whom a bill is addressed to, as the account gave it. */
export interface BillingDetails {
  name: string
  /** Lines of text. */
  address: string
  /** As VAT numbers are written; empty without one. */
  taxId: string
}

export interface Bill {
  id: string
  accountId: string
  /** `2026-11`. */
  period: string
  /** Without gaps; null of a draft. */
  number: number | null
  status: BillStatus
  /** ISO 4217. */
  currency: string
  subtotalMinor: number
  /** Parts per million. */
  taxPpm: number
  /** What the tax is called: `VAT`. */
  taxName: string
  taxMinor: number
  totalMinor: number
  /** What credit notes took off. */
  creditedMinor: number
  /** What was paid, refunds taken off. */
  paidMinor: number
  details: BillingDetails | null
  /** SHA-256, hexadecimal, of the usage and terms that it was computed from. */
  digest: string
  /** UTC ms. */
  createdAt: number
  issuedAt: number | null
  dueAt: number | null
  paidAt: number | null
}

/** What is still to be paid, minor units. */
export const outstanding = ({ status, totalMinor, creditedMinor, paidMinor }: Bill): number =>
  status === 'open' ? Math.max(0, totalMinor - creditedMinor - paidMinor) : 0

/** How a bill's number is written: `TG-000042`. */
export const billNumber = (number: number): string => `TG-${String(number).padStart(6, '0')}`
