import * as z from 'zod'
import { BILL_STATUSES } from '../domain/billing/bill.ts'
import { MOST_MINOR } from '../domain/billing/money.ts'
import { line } from './line.ts'
import { refusal } from './middleware/fields.ts'
import { listQuery } from './middleware/query.ts'

const part = listQuery.omit({ search: true })
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

/** Which of an account's bills are asked for. */
export const billsQuery = part.extend({
  status: z.enum(['', ...BILL_STATUSES.filter((status) => status !== 'draft')]).default(''),
})

/** Which of all bills are asked for. */
export const billsSearch = part.extend({
  status: z.enum(['', ...BILL_STATUSES]).default(''),
  number: z.string().trim().max(20).default('').meta({ description: 'TG-000042, or 42' }),
  account: z.string().trim().max(100).default('').meta({ description: 'An account’s id, or what its name holds' }),
  month: z
    .string()
    .trim()
    .refine((text) => text === '' || MONTH.test(text), refusal('format'))
    .default('')
    .meta({ description: '2026-11' }),
})

const reason = line(200)

/** Why a bill is void or given up. The account reads it. */
export const billReason = z.strictObject({ reason })

/** A credit note. */
export const billCredit = z.strictObject({
  amount_minor: z.int().min(1).max(MOST_MINOR).meta({ description: 'Minor units of the bill’s currency' }),
  reason,
})

/** The same as a form has it: an amount in the currency's own digits, which its bill says. */
export const billCreditForm = z.strictObject({ amount: z.string().trim().min(1).max(20), reason })

export const billFile = z.object({ format: z.enum(['csv', 'json']).default('csv') })
