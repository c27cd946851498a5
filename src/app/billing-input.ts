import * as z from 'zod'
import { minorOf } from '../domain/billing/amount-text.ts'
import { MOST_MINOR } from '../domain/billing/money.ts'
import { line } from './line.ts'
import { refusal } from './middleware/fields.ts'

/** Amounts of a month's overage at which an account wants a mail, at most. */
const MOST_ALERTS = 10

const amount = z.int().max(MOST_MINOR)
/** A plan's key or id. */
const plan = line(80)

export const planQuery = z.object({ plan })

/** What choosing a plan takes: `expected` is that of the quote that was agreed to. */
export const planChange = z.strictObject({ plan, expected: z.string().max(500).optional() })

/** What operators put an account on, and when. */
export const planSetting = z.strictObject({ plan, when: z.enum(['now', 'period_end']).default('now') })

export const spendingCap = z.strictObject({ amount_minor: amount.min(0).nullable() })
export const spendingAlerts = z.strictObject({ amounts_minor: z.array(amount.min(1)).max(MOST_ALERTS) })

// The address alone has lines.
const CONTROL = /(?!\r?\n)[\p{Cc}\u2028\u2029]/u
const ADDRESS_LINES = 6

/** Whom bills are addressed to. */
export const billingDetails = z
  .strictObject({
    name: line(120),
    address: z
      .string()
      .refine((text) => !CONTROL.test(text))
      .max(500)
      .transform((text) => text.replaceAll('\r\n', '\n').trim())
      .refine((text) => text.split('\n').length <= ADDRESS_LINES)
      .default(''),
    tax_id: z.union([z.literal(''), line(40)]).default(''),
  })
  .transform(({ name, address, tax_id: taxId }) => ({ name, address, taxId }))

/** Agreeing to a quote on its page. */
export const planAgreeing = planChange.omit({ plan: true })

/** An amount of a currency as it is typed. Nothing is no cap. */
export const capForm = (currency: string) =>
  z.strictObject({
    amount: z.string().transform((text, context) => {
      if (text.trim() === '') return null
      const minor = minorOf(text, currency)
      if (minor === null) context.addIssue({ code: 'custom', ...refusal('format') })
      return minor
    }),
  })

/** Amounts of a currency, one a line. */
export const alertsForm = (currency: string) =>
  z.strictObject({
    amounts: z.string().transform((text, context) => {
      const lines = text.split('\n').map((typed) => typed.trim())
      const amounts = lines.map((typed) => (typed === '' ? null : minorOf(typed, currency)))
      const wrong = lines.findIndex((typed, i) => typed !== '' && !amounts[i])
      if (wrong >= 0) context.addIssue({ code: 'custom', ...refusal('line', wrong + 1) })
      const given = amounts.filter((minor) => minor !== null)
      if (given.length > MOST_ALERTS) context.addIssue({ code: 'custom', ...refusal('too_long') })
      return given
    }),
  })
