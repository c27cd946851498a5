import { type Context, Hono } from 'hono'
import { VoucherPage } from '../../../views/console/voucher.tsx'
import { VouchersPage } from '../../../views/console/vouchers.tsx'
import { EMPTY, type Filled } from '../../../views/ui/field.tsx'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { readQuery } from '../middleware/query.ts'
import { voucherApprovalForm, voucherRefusal, vouchersQuery } from '../paying-input.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { filledWith } from '../site/filled.ts'
import { leaveNotice } from '../site/notice.ts'
import { pageInfo } from '../site/page.ts'
import { voucherAnswer } from '../voucher-file.ts'
import { asTyped, typed } from './amount.ts'
import { once } from './once.ts'

export const vouchers = new Hono<App>()

const LIST = href(consolePages.vouchers)

vouchers.get(consolePages.vouchers.path, async (c) => {
  const query = readQuery(c, vouchersQuery)
  if (!query.ok) return c.redirect(LIST, 303)
  const { cursor = null, limit } = query.value
  const list = await c.var.services.paying.vouchers({ cursor, limit })
  return c.html(<VouchersPage page={pageInfo(c)} list={list} cursor={cursor} />)
})

/** A voucher with its bill; null when there is none. */
async function find(c: Context<App>, id: string) {
  const { paying } = c.var.services
  const voucher = await paying.voucher(id)
  const standing = voucher && (await paying.standing(null, voucher.billId))
  return standing && { voucher, standing }
}

async function voucherPage(c: Context<App>, id: string, filled: Filled = EMPTY): Promise<Response> {
  const found = await find(c, id)
  if (!found) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<VoucherPage page={pageInfo(c)} {...found} filled={filled} />, filled === EMPTY ? 200 : 422)
}

vouchers.get(consolePages.voucher.path, (c) => voucherPage(c, c.req.param('id')))

vouchers.get(consolePages.voucherFile.path, async (c) => {
  const file = await c.var.services.paying.file(c.req.param('id'), null)
  return file ? voucherAnswer(c, file) : failurePage(c, 'NOT_FOUND', c.var.requestId)
})

const toList = () => LIST

vouchers.post(consolePages.voucherApproval.path, once(toList), async (c) => {
  const id = c.req.param('id')
  const found = await find(c, id)
  if (!found) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const form = await readForm(c, voucherApprovalForm)
  const input = typed(form, found.standing.bill.currency)
  const approved = input.ok
    ? await c.var.services.paying.approve(operatorOf(c), id, {
        amountMinor: input.value.amountMinor,
        paidAt: Date.parse(input.value.date),
      })
    : input
  if (approved.ok) {
    leaveNotice(c, approved.value.inForce ? 'voucher_approved' : 'pending')
    return c.redirect(LIST, 303)
  }
  const filled = filledWith(form.values, asTyped(approved))
  return filled ? voucherPage(c, id, filled) : failurePage(c, approved.code, c.var.requestId)
})

vouchers.post(consolePages.voucherRefusal.path, async (c) => {
  const id = c.req.param('id')
  const form = await readForm(c, voucherRefusal)
  const refused = form.ok ? await c.var.services.paying.refuse(operatorOf(c), id, form.value.reason) : form
  if (refused.ok) {
    leaveNotice(c, 'voucher_refused')
    return c.redirect(LIST, 303)
  }
  const filled = filledWith(form.values, refused)
  return filled ? voucherPage(c, id, filled) : failurePage(c, refused.code, c.var.requestId)
})
