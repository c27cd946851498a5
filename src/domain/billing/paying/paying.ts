import type { Result } from '../../failures.ts'
import type { Actor, Changed } from '../../keys/keys.ts'
import type { OperatorRef } from '../../operating/operating.ts'
import type { Page } from '../../page.ts'
import type { OwnedBill, Payment } from './payments.ts'
import type { ProviderEvent } from './provider.ts'
import type { VoucherRow } from './store.ts'
import type { Voucher } from './vouchers.ts'

/** How a bill stands with whoever pays it. */
export interface Standing extends OwnedBill {
  /** How its number is written. */
  number: string
  /** Minor units; and as the decimal text that a form takes. */
  owed: number
  owedText: string
  /** Oldest first. */
  payments: Payment[]
  /** Newest first. */
  vouchers: Voucher[]
}

/** The ways to pay that this service has set up. */
export interface Ways {
  card: boolean
  /** What to transfer money to, as operators wrote it; empty: nobody takes transfers. */
  bankDetails: string
}

/** A way out to the provider's page. */
export interface OpenCheckout {
  id: string
  url: string
  amountMinor: number
  currency: string
  expiresAt: number
}

/** Where the provider's pages lead back to, and what it says there is paid. */
export interface WayBack {
  paidUrl: string
  backUrl: string
  title: string
}

export interface Paying {
  ways: Ways
  /** Null of a bill that the account does not have, or that is a draft; with null of whichever account. */
  standing(accountId: string | null, billId: string): Promise<Standing | null>
  /**
   * Opens a way to pay all that is owed by card; the same one while it is open. NOT_FOUND; BILL_NOT_OPEN: nothing is owed;
   * PROVIDER_UNAVAILABLE, PROVIDER_REFUSED.
   */
  openCheckout(actor: Actor, billId: string, back: WayBack): Promise<Result<OpenCheckout>>
  /** Looks at the provider's whether what was opened last for a bill has been paid, since its word may be late. */
  refresh(billId: string): Promise<void>
  /** Does what the provider told of, once, and says what was done. PROVIDER_UNAVAILABLE: it must tell again. */
  hear(event: ProviderEvent): Promise<Result<string>>
  /**
   * Gives money back, through the provider where it came by it. NOT_FOUND; VALIDATION_FAILED: more than is left of the payment;
   * PROVIDER_REFUSED. While the provider has not done it, it is kept, and goes on when somebody looks.
   */
  refund(
    operator: OperatorRef,
    paymentId: string,
    refund: { amountMinor: number; reason: string },
  ): Promise<Result<{ payment: Payment; isWaiting: boolean }>>
  payment(id: string): Promise<Payment | null>
  /** Goes on with refunds of a bill of which the provider was not heard. */
  resume(billId: string): Promise<void>
  /** Notes money that came by another way; the note is for operators alone. NOT_FOUND, BILL_NOT_OPEN; VALIDATION_FAILED: more than is owed. */
  markPaid(
    operator: OperatorRef,
    billId: string,
    paid: { amountMinor: number; note: string },
  ): Promise<Result<Changed<Payment>>>
  /**
   * Takes a picture or a PDF of a transfer. NOT_FOUND: also where nobody takes transfers; BILL_NOT_OPEN, TOO_MANY_VOUCHERS;
   * VALIDATION_FAILED: too large, or no such file.
   */
  upload(actor: Actor, billId: string, file: Uint8Array): Promise<Result<Voucher>>
  /** A voucher's file; of a bill of an account, or with null of whichever. */
  file(voucherId: string, of: { accountId: string; billId: string } | null): Promise<VoucherFile | null>
  vouchers(request: { cursor: string | null; limit: number }): Promise<Page<VoucherRow>>
  voucher(id: string): Promise<VoucherRow | null>
  /** Records what a voucher shows. NOT_FOUND, VOUCHER_REVIEWED, BILL_NOT_OPEN; VALIDATION_FAILED: more than is owed. */
  approve(
    operator: OperatorRef,
    id: string,
    shown: { amountMinor: number; paidAt: number },
  ): Promise<Result<Changed<VoucherRow>>>
  /** Refuses one for a reason that its account reads. NOT_FOUND, VOUCHER_REVIEWED. */
  refuse(operator: OperatorRef, id: string, reason: string): Promise<Result<VoucherRow>>
}

export interface VoucherFile {
  voucher: Voucher
  body: ReadableStream<Uint8Array>
}
