import { type Context, Hono } from 'hono'
import { CheckoutPage, PaymentPage } from '../../../views/site/payment.tsx'
import { EMPTY, type Filled } from '../../../views/ui/field.tsx'
import { actorOf, memberOf } from '../actor.ts'
import { openCheckout } from '../checkout.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { voucherUpload } from '../paying-input.ts'
import { href, site } from '../routes.ts'
import { voucherAnswer } from '../voucher-file.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { leaveNotice } from './notice.ts'
import { pageInfo } from './page.ts'

export const payment = new Hono<App>()

async function paymentPage(c: Context<App>, id: string, filled: Filled = EMPTY): Promise<Response> {
  const { paying } = c.var.services
  const standing = await paying.standing(memberOf(c).account.id, id)
  if (!standing) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const view = { standing, ways: paying.ways, filled, returned: c.req.query('returned') === '1' }
  return c.html(<PaymentPage page={pageInfo(c)} {...view} />, filled === EMPTY ? 200 : 422)
}

payment.get(site.billPayment.path, async (c) => {
  const id = c.req.param('id')
  const { paying } = c.var.services
  // The provider's word may come later than its payer.
  const isOwn = c.req.query('returned') === '1' && (await paying.standing(memberOf(c).account.id, id))
  if (isOwn) await paying.refresh(id)
  return paymentPage(c, id)
})

payment.post(site.billCheckout.path, async (c) => {
  const id = c.req.param('id')
  const opened = await openCheckout(c, id)
  if (!opened.ok) return failurePage(c, opened.code, c.var.requestId)
  return c.html(<CheckoutPage page={pageInfo(c)} billId={id} checkout={opened.value} />)
})

payment.post(site.billVoucher.path, async (c) => {
  const id = c.req.param('id')
  const form = await readForm(c, voucherUpload)
  const uploaded = form.ok
    ? await c.var.services.paying.upload(actorOf(c), id, new Uint8Array(await form.value.file.arrayBuffer()))
    : form
  if (uploaded.ok) {
    leaveNotice(c, 'voucher_uploaded')
    return c.redirect(href(site.billPayment, { id }), 303)
  }
  const filled = filledWith(form.values, uploaded)
  return filled ? paymentPage(c, id, filled) : failurePage(c, uploaded.code, c.var.requestId)
})

payment.get(site.billVoucherFile.path, async (c) => {
  const { id, voucher_id } = c.req.param()
  const file = await c.var.services.paying.file(voucher_id, { accountId: memberOf(c).account.id, billId: id })
  return file ? voucherAnswer(c, file) : failurePage(c, 'NOT_FOUND', c.var.requestId)
})
