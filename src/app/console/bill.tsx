import { type Context, Hono } from 'hono'
import type { FC } from 'hono/jsx'
import { BillCreditPage, BillGivingUpPage, BillVoidPage } from '../../../views/console/bill/acts.tsx'
import { ConsoleBillPage } from '../../../views/console/bill.tsx'
import type { PageInfo } from '../../../views/page.ts'
import { EMPTY, type Filled } from '../../../views/ui/field.tsx'
import { decimalOf, minorOf } from '../../domain/billing/amount-text.ts'
import type { WholeBill } from '../../domain/billing/bills.ts'
import { type Failure, failed, type Result } from '../../domain/failures.ts'
import type { Changed } from '../../domain/keys/keys.ts'
import { operatorOf } from '../actor.ts'
import { billDownload } from '../bill-download.ts'
import { billCreditForm, billReason } from '../bill-input.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { filledWith } from '../site/filled.ts'
import { leaveNotice } from '../site/notice.ts'
import { pageInfo } from '../site/page.ts'
import { once } from './once.ts'

export const bill = new Hono<App>()

const find = (c: Context<App>) => c.var.services.bills.findAnywhere(c.req.param('id') ?? '')
const notThere = (c: Context<App>) => failurePage(c, 'NOT_FOUND', c.var.requestId)

bill.get(consolePages.bill.path, async (c) => {
  const whole = await find(c)
  return whole
    ? c.html(<ConsoleBillPage page={pageInfo(c)} whole={whole} seller={c.var.settings.SELLER_DETAILS} />)
    : notThere(c)
})

bill.get(consolePages.billDownload.path, async (c) => billDownload(c, await find(c)))

type Question = FC<{ page: PageInfo; whole: WholeBill; filled: Filled }>

/** The question's page, empty or as it was sent. */
async function ask(c: Context<App>, Question: Question, filled: Filled = EMPTY) {
  const whole = await find(c)
  if (!whole) return notThere(c)
  return c.html(<Question page={pageInfo(c)} whole={whole} filled={filled} />, filled === EMPTY ? 200 : 422)
}

/** Back to the bill with word of what was done, or the question again with what was wrong. */
async function answer(
  c: Context<App>,
  Question: Question,
  values: Record<string, string>,
  done: Result<Changed<WholeBill>>,
  notice: Parameters<typeof leaveNotice>[1],
) {
  if (!done.ok) {
    const filled = filledWith(values, done)
    return filled ? ask(c, Question, filled) : failurePage(c, done.code, c.var.requestId)
  }
  leaveNotice(c, done.value.inForce ? notice : 'pending')
  return c.redirect(href(consolePages.bill, { id: done.value.value.bill.id }), 303)
}

bill.get(consolePages.billVoid.path, (c) => ask(c, BillVoidPage))
bill.post(consolePages.billVoiding.path, async (c) => {
  const form = await readForm(c, billReason)
  const done = form.ok ? await c.var.services.bills.void(operatorOf(c), c.req.param('id'), form.value.reason) : form
  return answer(c, BillVoidPage, form.values, done, 'bill_voided')
})

bill.get(consolePages.billUncollectible.path, (c) => ask(c, BillGivingUpPage))
bill.post(consolePages.billGivingUp.path, async (c) => {
  const form = await readForm(c, billReason)
  const done = form.ok ? await c.var.services.bills.giveUp(operatorOf(c), c.req.param('id'), form.value.reason) : form
  return answer(c, BillGivingUpPage, form.values, done, 'bill_given_up')
})

bill.post(consolePages.billReopening.path, async (c) => {
  const done = await c.var.services.bills.reopen(operatorOf(c), c.req.param('id'))
  return answer(c, BillGivingUpPage, {}, done, 'bill_reopened')
})

/** What is wrong with an amount in whole minor units, said of the decimal text that the form has. */
const inDecimals = (failure: Failure, currency: string): Failure =>
  failure.errors
    ? failed(
        failure.code,
        failure.errors.map((error) => ({
          ...error,
          field: error.field === 'amount_minor' ? 'amount' : error.field,
          ...(error.limit === undefined ? {} : { limit: Number(decimalOf(error.limit, currency)) }),
        })),
      )
    : failure

bill.get(consolePages.billCredit.path, (c) => ask(c, BillCreditPage))
const toBill = (c: Context<App>) => href(consolePages.bill, { id: c.req.param('id') ?? '' })
bill.post(consolePages.billCrediting.path, once(toBill), async (c) => {
  const form = await readForm(c, billCreditForm)
  if (!form.ok) return answer(c, BillCreditPage, form.values, form, 'credit_note_issued')
  const whole = await find(c)
  if (!whole) return notThere(c)
  const { currency } = whole.bill
  const amountMinor = minorOf(form.value.amount, currency)
  const done =
    amountMinor === null
      ? failed('VALIDATION_FAILED', [{ field: 'amount', problem: 'format' }])
      : await c.var.services.bills.credit(operatorOf(c), whole.bill.id, { amountMinor, reason: form.value.reason })
  return answer(c, BillCreditPage, form.values, done.ok ? done : inDecimals(done, currency), 'credit_note_issued')
})
