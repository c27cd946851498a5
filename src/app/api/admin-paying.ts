import { Hono } from 'hono'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { readQuery } from '../middleware/query.ts'
import { billPaying, paymentRefund, voucherApproval, voucherRefusal, vouchersQuery } from '../paying-input.ts'
import { json } from '../routes.ts'
import { voucherAnswer } from '../voucher-file.ts'
import { listBody } from './bodies.ts'
import { paymentBody, voucherRowBody } from './paying-bodies.ts'

export const adminPaying = new Hono<App>()

adminPaying.post(json.adminBillPaying.path, async (c) => {
  const input = await readJson(c, billPaying)
  if (!input.ok) return problem(c, input)
  const { amount_minor, note } = input.value
  const paid = await c.var.services.paying.markPaid(operatorOf(c), c.req.param('id'), {
    amountMinor: amount_minor,
    note,
  })
  if (!paid.ok) return problem(c, paid)
  return c.json({ success: true, payment: paymentBody(paid.value.value), in_force: paid.value.inForce }, 201)
})

adminPaying.post(json.adminRefund.path, async (c) => {
  const input = await readJson(c, paymentRefund)
  if (!input.ok) return problem(c, input)
  const { amount_minor, reason } = input.value
  const refund = { amountMinor: amount_minor, reason }
  const refunded = await c.var.services.paying.refund(operatorOf(c), c.req.param('id'), refund)
  if (!refunded.ok) return problem(c, refunded)
  const { payment, isWaiting } = refunded.value
  return c.json({ success: true, payment: paymentBody(payment) }, isWaiting ? 202 : 201)
})

adminPaying.get(json.adminVouchers.path, async (c) => {
  const query = readQuery(c, vouchersQuery)
  if (!query.ok) return problem(c, query)
  const { cursor = null, limit } = query.value
  return c.json(listBody(await c.var.services.paying.vouchers({ cursor, limit }), voucherRowBody))
})

adminPaying.get(json.adminVoucherFile.path, async (c) => {
  const file = await c.var.services.paying.file(c.req.param('id'), null)
  return file ? voucherAnswer(c, file) : problem(c, 'NOT_FOUND')
})

adminPaying.post(json.adminVoucherApproval.path, async (c) => {
  const input = await readJson(c, voucherApproval)
  if (!input.ok) return problem(c, input)
  const { amount_minor, paid_at } = input.value
  const shown = { amountMinor: amount_minor, paidAt: paid_at }
  const approved = await c.var.services.paying.approve(operatorOf(c), c.req.param('id'), shown)
  if (!approved.ok) return problem(c, approved)
  return c.json({ success: true, voucher: voucherRowBody(approved.value.value), in_force: approved.value.inForce })
})

adminPaying.post(json.adminVoucherRefusal.path, async (c) => {
  const input = await readJson(c, voucherRefusal)
  if (!input.ok) return problem(c, input)
  const refused = await c.var.services.paying.refuse(operatorOf(c), c.req.param('id'), input.value.reason)
  return refused.ok ? c.json({ success: true, voucher: voucherRowBody(refused.value) }) : problem(c, refused)
})
