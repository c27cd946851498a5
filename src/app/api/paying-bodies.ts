import type { Standing, Ways } from '../../domain/billing/paying/paying.ts'
import type { Payment, Refund } from '../../domain/billing/paying/payments.ts'
import type { VoucherRow } from '../../domain/billing/paying/store.ts'
import type { Voucher } from '../../domain/billing/paying/vouchers.ts'

/** How JSON names payments and what belongs to them. */

export const refundBody = (refund: Refund) => ({
  id: refund.id,
  amount_minor: refund.amountMinor,
  status: refund.status,
  reason: refund.reason,
  created_at: refund.createdAt,
  done_at: refund.doneAt,
})

const ownPaymentBody = (payment: Payment) => ({
  id: payment.id,
  bill_id: payment.billId,
  method: payment.method,
  amount_minor: payment.amountMinor,
  refunded_minor: payment.refundedMinor,
  currency: payment.currency,
  reference: payment.reference,
  paid_at: payment.paidAt,
  refunds: payment.refunds.map(refundBody),
})

/** What operators noted about it is theirs alone. */
export const paymentBody = (payment: Payment) => ({ ...ownPaymentBody(payment), note: payment.note })

export const voucherBody = (voucher: Voucher) => ({
  id: voucher.id,
  bill_id: voucher.billId,
  type: voucher.type,
  bytes: voucher.bytes,
  sha256: voucher.digest,
  state: voucher.state,
  reason: voucher.reason,
  uploaded_at: voucher.uploadedAt,
  reviewed_at: voucher.reviewedAt,
})

/** Operators see whose it is. */
export const voucherRowBody = (row: VoucherRow) => ({
  ...voucherBody(row),
  account: { id: row.accountId, name: row.accountName },
})

export const standingBody = ({ bill, owed, payments, vouchers }: Standing, { card, bankDetails }: Ways) => ({
  bill_id: bill.id,
  owed_minor: owed,
  currency: bill.currency,
  ways: { card, bank_details: bankDetails === '' ? null : bankDetails },
  payments: payments.map(ownPaymentBody),
  vouchers: vouchers.map(voucherBody),
})
