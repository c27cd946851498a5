import type { VoucherType } from './voucher-file.ts'

export const VOUCHER_STATES = ['pending', 'approved', 'refused'] as const
export type VoucherState = (typeof VOUCHER_STATES)[number]

/** A picture or a PDF that shows a bank transfer. */
export interface Voucher {
  id: string
  accountId: string
  billId: string
  /** Its name in R2. */
  object: string
  type: VoucherType
  bytes: number
  /** SHA-256 of the file, hexadecimal. */
  digest: string
  state: VoucherState
  /** Why it was refused. */
  reason: string | null
  uploadedAt: number
  reviewedAt: number | null
}

/** Bytes of a voucher, at most. */
export const MOST_VOUCHER_BYTES = 5 * 1024 * 1024
/** Vouchers of a bill, refused ones among them. */
export const MOST_OF_BILL = 5
/** Vouchers of an account that nobody has looked at yet. */
export const MOST_PENDING = 20
