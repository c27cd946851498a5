import type { Bill } from '../bill.ts'
import type { PaymentMethod } from '../payments.ts'

/** pending: asked for, and perhaps not yet known to the provider; failed: the money stayed, or came back. */
export type RefundStatus = 'pending' | 'done' | 'failed'

/** Money given back out of one payment. */
export interface Refund {
  id: string
  amountMinor: number
  status: RefundStatus
  /** The provider's name for it; null before it has one, and of what an operator noted. */
  reference: string | null
  /** An operator's words, or one of SYSTEM_REASONS. */
  reason: string
  createdAt: number
  doneAt: number | null
}

/** Why money is given back without an operator's asking. */
export const SYSTEM_REASONS = {
  /** It came for a bill of which nothing, or less, was still owed. */
  overpaid: 'overpaid',
  /** It was given back on the provider's own pages. */
  provider: 'provider',
} as const

/** Money that came for a bill. */
export interface Payment {
  id: string
  accountId: string
  billId: string
  method: PaymentMethod
  amountMinor: number
  refundedMinor: number
  currency: string
  /** The provider's name for it, or the voucher's id: one payment each. Null of what an operator noted. */
  reference: string | null
  note: string | null
  /** Null: by the provider. */
  recordedBy: string | null
  /** UTC ms. */
  paidAt: number
  /** Oldest first. */
  refunds: Refund[]
  /** What of it can still be given back: what is asked for already is taken off. */
  leftMinor: number
}

/** A bill and whose it is. */
export interface OwnedBill {
  bill: Bill
  account: { id: string; tag: string; name: string }
}
