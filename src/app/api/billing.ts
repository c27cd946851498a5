import { Hono } from 'hono'
import { actorOf, memberOf, operatorOf } from '../actor.ts'
import { billingDetails, planChange, planQuery, planSetting, spendingAlerts, spendingCap } from '../billing-input.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { readQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { agreedBody, billingBody, detailsBody, quoteBody } from './billing-bodies.ts'

export const billing = new Hono<App>()

billing.get(json.billing.path, async (c) => {
  const { account } = memberOf(c)
  return c.json({ success: true, ...billingBody(account, await c.var.services.subscriptions.overview(account)) })
})

billing.get(json.planQuote.path, async (c) => {
  const query = readQuery(c, planQuery)
  const quote = query.ok ? await c.var.services.subscriptions.quote(memberOf(c).account.id, query.value.plan) : query
  return quote.ok ? c.json({ success: true, quote: quoteBody(quote.value) }) : problem(c, quote)
})

billing.put(json.planChange.path, async (c) => {
  const input = await readJson(c, planChange)
  const changed = input.ok
    ? await c.var.services.subscriptions.change(actorOf(c), input.value.plan, input.value.expected)
    : input
  if (!changed.ok) return problem(c, changed)
  return c.json({ success: true, quote: quoteBody(changed.value.value), in_force: changed.value.inForce })
})

billing.delete(json.planUndoing.path, async (c) => {
  const undone = await c.var.services.subscriptions.undo(actorOf(c))
  if (!undone.ok) return problem(c, undone)
  return c.json({ success: true, ...agreedBody(undone.value.value), in_force: undone.value.inForce })
})

billing.put(json.spendingCap.path, async (c) => {
  const input = await readJson(c, spendingCap)
  if (!input.ok) return problem(c, input)
  const { amount_minor } = input.value
  const { inForce } = await c.var.services.spending.setCap(actorOf(c), amount_minor)
  return c.json({ success: true, cap_minor: amount_minor, in_force: inForce })
})

billing.put(json.spendingAlerts.path, async (c) => {
  const input = await readJson(c, spendingAlerts)
  if (!input.ok) return problem(c, input)
  const { alerts, inForce } = await c.var.services.spending.setAlerts(actorOf(c), input.value.amounts_minor)
  return c.json({ success: true, alerts_minor: alerts, in_force: inForce })
})

billing.put(json.billingDetails.path, async (c) => {
  const input = await readJson(c, billingDetails)
  if (!input.ok) return problem(c, input)
  await c.var.services.spending.setDetails(actorOf(c), input.value)
  return c.json({ success: true, details: detailsBody(input.value) })
})

billing.put(json.adminAccountPlan.path, async (c) => {
  const input = await readJson(c, planSetting)
  if (!input.ok) return problem(c, input)
  const { plan, when } = input.value
  const put = await c.var.services.subscriptions.put(operatorOf(c), c.req.param('id'), plan, when)
  if (!put.ok) return problem(c, put)
  return c.json({ success: true, quote: quoteBody(put.value.value), in_force: put.value.inForce })
})
