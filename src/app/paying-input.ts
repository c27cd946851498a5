import * as z from 'zod'
import { MOST_MINOR } from '../domain/billing/money.ts'
import { line } from './line.ts'
import { refusal } from './middleware/fields.ts'
import { listQuery } from './middleware/query.ts'

const amount_minor = z.int().min(1).max(MOST_MINOR).meta({ description: 'Minor units of the bill’s currency' })
const reason = line(200)
const note = line(200)
/** As a form has it: in the currency's own digits, which its bill says. */
const amount = z.string().trim().min(1).max(20)

/** Money that an operator saw. */
export const billPaying = z.strictObject({ amount_minor, note })
export const billPayingForm = z.strictObject({ amount, note })

/** Money that is to be given back. */
export const paymentRefund = z.strictObject({ amount_minor, reason })
export const paymentRefundForm = z.strictObject({ amount, reason })

/** What a voucher shows. */
export const voucherApproval = z.strictObject({
  amount_minor,
  paid_at: z.int().min(0).meta({ description: 'When the money came, UTC milliseconds' }),
})
export const voucherApprovalForm = z.strictObject({ amount, date: z.iso.date() })

/** Why a voucher is refused. The account reads it. */
export const voucherRefusal = z.strictObject({ reason })

export const vouchersQuery = listQuery.omit({ search: true })

/** A browser sends an empty file where none was chosen. */
export const voucherUpload = z.strictObject({
  file: z.instanceof(File).refine(({ size }) => size > 0, refusal('required')),
})
