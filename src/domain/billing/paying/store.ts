import type { AuditEvent } from '../../audit.ts'
import type { Page } from '../../page.ts'
import type { OwnedBill, Payment, Refund } from './payments.ts'
import type { Voucher } from './vouchers.ts'

/** A way out that was opened: what comes back must be this. */
export interface Checkout {
  id: string
  accountId: string
  billId: string
  amountMinor: number
  currency: string
  openedBy: string
  openedAt: number
  expiresAt: number
  endedAt: number | null
}

/** A payment before it is recorded. */
export type NewPayment = Omit<Payment, 'refundedMinor' | 'refunds' | 'leftMinor'>

/** A voucher that operators look at. */
export interface VoucherRow extends Voucher {
  accountName: string
  /** Its bill's. */
  number: string
}

/** Bills as they are paid. Each change is one transaction that also decides whether it may be: nothing is read before. */
export interface PaymentStore {
  /** A bill that was issued; of one account, or with null of whichever. */
  bill(accountId: string | null, billId: string): Promise<OwnedBill | null>
  payments(billId: string): Promise<Payment[]>
  payment(id: string): Promise<Payment | null>
  paymentByReference(reference: string): Promise<Payment | null>
  /** Records money that an operator saw: only for an open bill, in its currency, and no more than is owed. */
  recordOwed(payment: NewPayment, event: AuditEvent): Promise<boolean>
  /**
   * Records money that has moved, once a reference, and ends its checkout. What nobody owed of it stands as a refund to be made,
   * under `refundId`. False when it was recorded before.
   */
  recordMoved(payment: NewPayment, checkoutId: string, refundId: string, event: AuditEvent): Promise<boolean>
}

export interface CheckoutStore {
  checkout(id: string): Promise<Checkout | null>
  /** Those of a bill, the newest first. */
  checkouts(billId: string): Promise<Checkout[]>
  /** Keeps one, once. */
  addCheckout(checkout: Omit<Checkout, 'endedAt'>, event: AuditEvent): Promise<void>
  endCheckout(id: string, at: number): Promise<void>
  /** Ends one whose payment is not what was asked for; the event is recorded once. */
  refuseCheckout(id: string, event: AuditEvent): Promise<void>
  knowsEvent(id: string): Promise<boolean>
  keepEvent(event: { id: string; type: string; receivedAt: number; outcome: string }): Promise<void>
}

/** A refund and the payment that it is of. */
export interface RefundOf extends Refund {
  payment: Omit<Payment, 'refunds' | 'leftMinor'>
}

export interface RefundStore {
  refund(id: string): Promise<RefundOf | null>
  /** Those of a bill, or of one payment, that are not over. */
  pendingRefunds(of: { billId: string } | { paymentId: string }): Promise<RefundOf[]>
  /** Notes a refund that is to be made; false when no more than that is left of the payment. */
  ask(
    refund: { id: string; paymentId: string; amountMinor: number; reason: string; askedBy: string; createdAt: number },
    event: AuditEvent,
  ): Promise<boolean>
  /**
   * Notes what the provider gave back by itself, once a reference; false when it is more than was paid, or known.
   */
  adopt(refund: {
    id: string
    paymentId: string
    amountMinor: number
    reason: string
    reference: string
    createdAt: number
  }): Promise<boolean>
  /** Notes the provider's name for one. */
  name(id: string, reference: string): Promise<void>
  /** Done: it counts from now on; failed: it does not, or no longer. Each once, and nothing is done after it failed. */
  end(refund: RefundOf, status: 'done' | 'failed', event: AuditEvent): Promise<boolean>
}

export interface VoucherStore {
  vouchersOf(billId: string): Promise<Voucher[]>
  /** Of a bill of an account, or with null of whichever. */
  voucher(id: string, of: { accountId: string; billId: string } | null): Promise<VoucherRow | null>
  /** Those to look at first, then the newest. */
  vouchers(request: { cursor: string | null; limit: number }): Promise<Page<VoucherRow>>
  /** Keeps one while its bill is open and neither the bill nor the account has too many. */
  addVoucher(voucher: Voucher, uploadedBy: string, event: AuditEvent): Promise<boolean>
  /** Records the payment that it shows, and so approves it; false as of `recordOwed`, or when it was reviewed before. */
  approve(payment: NewPayment, event: AuditEvent): Promise<boolean>
  refuse(id: string, reason: string, event: AuditEvent): Promise<boolean>
}

/** Vouchers' files. */
export interface VoucherFiles {
  put(object: string, bytes: Uint8Array, type: string): Promise<void>
  remove(object: string): Promise<void>
  open(object: string): Promise<ReadableStream<Uint8Array> | null>
}
