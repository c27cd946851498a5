import * as z from 'zod'
import { VOUCHER_TYPES, type VoucherType } from '../../domain/billing/paying/voucher-file.ts'
import { VOUCHER_STATES } from '../../domain/billing/paying/vouchers.ts'
import { PAYMENT_METHODS } from '../../domain/billing/payments.ts'

/** What the JSON API answers about payments: see answers.ts. */
const time = z.int().meta({ description: 'UTC milliseconds' })
const count = z.int().min(0)
const minor = count.meta({ description: 'Minor units of the currency' })
const success = { success: z.literal(true) }
const inForce = { in_force: z.boolean() }
const types = Object.keys(VOUCHER_TYPES) as [VoucherType, ...VoucherType[]]

const refund = z
  .strictObject({
    id: z.string(),
    amount_minor: minor,
    status: z.enum(['pending', 'done', 'failed']),
    reason: z.string().meta({ description: 'An operator’s words; overpaid and provider: nobody asked for it here' }),
    created_at: time,
    done_at: time.nullable(),
  })
  .meta({ id: 'Refund' })

const ownPayment = z.strictObject({
  id: z.string(),
  bill_id: z.string(),
  method: z.enum(PAYMENT_METHODS),
  amount_minor: minor,
  refunded_minor: minor,
  currency: z.string().meta({ description: 'ISO 4217' }),
  reference: z.string().nullable().meta({ description: 'The payment provider’s id, or the voucher’s' }),
  paid_at: time,
  refunds: z.array(refund),
})
const payment = ownPayment.extend({ note: z.string().nullable() }).meta({ id: 'AnyPayment' })

const voucher = z
  .strictObject({
    id: z.string(),
    bill_id: z.string(),
    type: z.enum(types),
    bytes: count,
    sha256: z.string(),
    state: z.enum(VOUCHER_STATES),
    reason: z.string().nullable().meta({ description: 'Why it was refused' }),
    uploaded_at: time,
    reviewed_at: time.nullable(),
  })
  .meta({ id: 'Voucher' })

const voucherRow = voucher
  .extend({ account: z.strictObject({ id: z.string(), name: z.string() }) })
  .meta({ id: 'AnyVoucher' })

export const standing = z.strictObject({
  ...success,
  bill_id: z.string(),
  owed_minor: minor,
  currency: z.string(),
  ways: z.strictObject({ card: z.boolean(), bank_details: z.string().nullable() }),
  payments: z.array(ownPayment.meta({ id: 'Payment' })),
  vouchers: z.array(voucher),
})
export const checkoutOpened = z.strictObject({
  ...success,
  checkout: z.strictObject({
    id: z.string(),
    url: z.string().meta({ description: 'Where it is paid' }),
    amount_minor: minor,
    currency: z.string(),
    expires_at: time,
  }),
})
export const heard = z.strictObject({ ...success, outcome: z.string() })
export const paymentShown = z.strictObject({ ...success, payment })
export const paymentRecorded = z.strictObject({ ...success, payment, ...inForce })
export const voucherShown = z.strictObject({ ...success, voucher })
export const voucherRows = z.strictObject({ ...success, data: z.array(voucherRow), next_cursor: z.string().nullable() })
export const voucherRowShown = z.strictObject({ ...success, voucher: voucherRow })
export const voucherReviewed = z.strictObject({ ...success, voucher: voucherRow, ...inForce })
export const voucherFile = z.file().mime(types)
