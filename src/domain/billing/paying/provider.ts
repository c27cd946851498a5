import type { Result } from '../../failures.ts'
import type { RefundStatus } from './payments.ts'

/** A way out to the provider's own page, where one bill is paid by card. */
export interface ProviderCheckout {
  id: string
  state: 'open' | 'complete' | 'expired'
  /** Where it is paid; null once it cannot be. */
  url: string | null
  /** UTC ms. */
  expiresAt: number
  isPaid: boolean
  amountMinor: number | null
  currency: string
  /** What it was opened for, as the provider kept it. */
  billId: string | null
  accountId: string | null
  /** The provider's name for the payment; null before there is one. */
  reference: string | null
  /** `card`; what else it was paid by. */
  method: string | null
}

/** What is to be paid. */
export interface Order {
  /** Asked again under the same key, the provider opens the same. */
  key: string
  billId: string
  accountId: string
  /** What the payer reads it is for. */
  title: string
  amountMinor: number
  currency: string
  /** Whole addresses that its pages lead back to. */
  paidUrl: string
  backUrl: string
}

/** Money that the provider gave back, or tries to. */
export interface ProviderRefund {
  id: string
  /** Our id for it; null of one that was made on the provider's pages. */
  refundId: string | null
  amountMinor: number
  status: RefundStatus
}

/** What a webhook names. Nothing else in it is believed: the object is fetched. */
export interface ProviderEvent {
  id: string
  type: string
  objectId: string
}

/**
 * The card payment provider. PROVIDER_UNAVAILABLE: no answer that says anything, worth another try; PROVIDER_REFUSED: it will not, ever;
 * NOT_FOUND: it knows nothing of that name.
 */
export interface CardProvider {
  open(order: Order): Promise<Result<ProviderCheckout>>
  checkout(id: string): Promise<Result<ProviderCheckout>>
  /** Gives money back. Asked again with the same id within a day it gives back once. */
  refund(refund: {
    id: string
    reference: string
    amountMinor: number
    currency: string
  }): Promise<Result<ProviderRefund>>
  /** All that was given back of a payment. */
  refundsOf(reference: string): Promise<Result<ProviderRefund[]>>
  /** The payment that a charge or a refund belongs to. */
  paymentOf(kind: 'charge' | 'refund', id: string): Promise<Result<string | null>>
}
