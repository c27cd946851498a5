import { Hono } from 'hono'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { accountCredit, callRefund } from '../favour-input.ts'
import { readJson } from '../middleware/json-body.ts'
import { json } from '../routes.ts'
import { creditBody, givenBackBody } from './bodies.ts'

export const adminFavours = new Hono<App>()

adminFavours.post(json.adminCallRefund.path, async (c) => {
  const input = await readJson(c, callRefund)
  if (!input.ok) return problem(c, input)
  const { account_id: account, reason } = input.value
  const given = await c.var.services.favours.refundCall(operatorOf(c), c.req.param('request_id'), { account, reason })
  if (!given.ok) return problem(c, given)
  return c.json({ success: true, refund: givenBackBody(given.value) }, 201)
})

adminFavours.post(json.adminCredit.path, async (c) => {
  const input = await readJson(c, accountCredit)
  if (!input.ok) return problem(c, input)
  const { amount_minor: amountMinor, currency, reason } = input.value
  const favour = { amountMinor, currency, reason }
  const given = await c.var.services.favours.giveCredit(operatorOf(c), c.req.param('id'), favour)
  if (!given.ok) return problem(c, given)
  return c.json({ success: true, credit: creditBody(given.value) }, 201)
})
