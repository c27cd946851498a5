import { Hono } from 'hono'
import { actorOf, memberOf } from '../actor.ts'
import { openCheckout } from '../checkout.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { json } from '../routes.ts'
import { voucherAnswer } from '../voucher-file.ts'
import { standingBody, voucherBody } from './paying-bodies.ts'

export const paying = new Hono<App>()

paying.get(json.billPayment.path, async (c) => {
  const { paying } = c.var.services
  const standing = await paying.standing(memberOf(c).account.id, c.req.param('id'))
  return standing ? c.json({ success: true, ...standingBody(standing, paying.ways) }) : problem(c, 'NOT_FOUND')
})

paying.post(json.billCheckout.path, async (c) => {
  const opened = await openCheckout(c, c.req.param('id'))
  if (!opened.ok) return problem(c, opened)
  const { id, url, amountMinor, currency, expiresAt } = opened.value
  const checkout = { id, url, amount_minor: amountMinor, currency, expires_at: expiresAt }
  return c.json({ success: true, checkout }, 201)
})

paying.post(json.billVoucher.path, async (c) => {
  const file = new Uint8Array(await c.req.arrayBuffer())
  const uploaded = await c.var.services.paying.upload(actorOf(c), c.req.param('id'), file)
  return uploaded.ok ? c.json({ success: true, voucher: voucherBody(uploaded.value) }, 201) : problem(c, uploaded)
})

paying.get(json.billVoucherFile.path, async (c) => {
  const { id, voucher_id } = c.req.param()
  const file = await c.var.services.paying.file(voucher_id, { accountId: memberOf(c).account.id, billId: id })
  return file ? voucherAnswer(c, file) : problem(c, 'NOT_FOUND')
})
