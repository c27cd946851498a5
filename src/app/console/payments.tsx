import { type Context, Hono } from 'hono'
import { BillPaymentPage, RefundPage } from '../../../views/console/bill-payment.tsx'
import { EMPTY, type Filled } from '../../../views/ui/field.tsx'
import { decimalOf } from '../../domain/billing/amount-text.ts'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { billPayingForm, paymentRefundForm } from '../paying-input.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { filledWith } from '../site/filled.ts'
import { leaveNotice } from '../site/notice.ts'
import { pageInfo } from '../site/page.ts'
import { asTyped, typed } from './amount.ts'
import { once } from './once.ts'

/** What comes for bills and what is given back, as operators record it. */
export const payments = new Hono<App>()

async function billPage(c: Context<App>, id: string, filled: Filled = EMPTY): Promise<Response> {
  const standing = await c.var.services.paying.standing(null, id)
  if (!standing) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(
    <BillPaymentPage page={pageInfo(c)} standing={standing} filled={filled} />,
    filled === EMPTY ? 200 : 422,
  )
}

payments.get(consolePages.billPayment.path, async (c) => {
  await c.var.services.paying.resume(c.req.param('id'))
  return billPage(c, c.req.param('id'))
})

const toPayments = (c: Context<App>) => href(consolePages.billPayment, { id: c.req.param('id') ?? '' })

payments.post(consolePages.billPaying.path, once(toPayments), async (c) => {
  const { paying } = c.var.services
  const id = c.req.param('id')
  const standing = await paying.standing(null, id)
  if (!standing) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const form = await readForm(c, billPayingForm)
  const input = typed(form, standing.bill.currency)
  const paid = input.ok ? await paying.markPaid(operatorOf(c), id, input.value) : input
  if (paid.ok) {
    leaveNotice(c, paid.value.inForce ? 'payment_recorded' : 'pending')
    return c.redirect(href(consolePages.billPayment, { id }), 303)
  }
  const filled = filledWith(form.values, asTyped(paid))
  return filled ? billPage(c, id, filled) : failurePage(c, paid.code, c.var.requestId)
})

async function refundPage(c: Context<App>, id: string, filled: Filled = EMPTY): Promise<Response> {
  const { paying } = c.var.services
  const payment = await paying.payment(id)
  const standing = payment && (await paying.standing(null, payment.billId))
  if (!standing) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const { leftMinor, currency } = payment
  const view = { payment, number: standing.number, leftText: decimalOf(leftMinor, currency), filled }
  return c.html(<RefundPage page={pageInfo(c)} {...view} />, filled === EMPTY ? 200 : 422)
}

payments.get(consolePages.paymentRefund.path, (c) => refundPage(c, c.req.param('id')))

async function toPaymentsOfIts(c: Context<App>) {
  const payment = await c.var.services.paying.payment(c.req.param('id') ?? '')
  return payment ? href(consolePages.billPayment, { id: payment.billId }) : href(consolePages.bills)
}

payments.post(consolePages.paymentRefunding.path, once(toPaymentsOfIts), async (c) => {
  const { paying } = c.var.services
  const id = c.req.param('id')
  const payment = await paying.payment(id)
  if (!payment) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const form = await readForm(c, paymentRefundForm)
  const input = typed(form, payment.currency)
  const refunded = input.ok ? await paying.refund(operatorOf(c), id, input.value) : input
  if (refunded.ok) {
    leaveNotice(c, refunded.value.isWaiting ? 'refund_waits' : 'payment_refunded')
    return c.redirect(href(consolePages.billPayment, { id: payment.billId }), 303)
  }
  const filled = filledWith(form.values, asTyped(refunded))
  return filled ? refundPage(c, id, filled) : failurePage(c, refunded.code, c.var.requestId)
})
