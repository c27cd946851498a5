import * as z from 'zod'
import { MOST_MINOR } from '../domain/billing/money.ts'
import { line } from './line.ts'

const reason = line(200)

/** What giving back a call's credits takes. With the account's id it is found before D1 holds it. */
export const callRefund = z.strictObject({
  reason,
  account_id: z
    .string()
    .regex(/^acct_\w{1,40}$/)
    .default(''),
})

/** Likewise on a page. */
export const callRefundForm = callRefund.pick({ reason: true })

/** Money in an account's favour. */
export const accountCredit = z.strictObject({
  amount_minor: z.int().min(1).max(MOST_MINOR),
  currency: z.string().regex(/^[A-Z]{3}$/),
  reason,
})

/** Likewise on a page: decimals, in the currency of the account's plan. */
export const accountCreditForm = z.strictObject({ amount: line(20), reason })
