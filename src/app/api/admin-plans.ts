import { Hono } from 'hono'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { planCreation, planInvitation, planVersion } from '../plan-input.ts'
import { json } from '../routes.ts'
import { listBody, planInvitationBody, planRowBody, planVersionBody } from './bodies.ts'

export const adminPlans = new Hono<App>()

adminPlans.get(json.adminPlans.path, async (c) => {
  const items = await c.var.services.plans.all()
  return c.json(listBody({ items, next: null }, planRowBody))
})

adminPlans.post(json.adminPlanCreation.path, async (c) => {
  const input = await readJson(c, planCreation(c.var.settings.CURRENCY))
  if (!input.ok) return problem(c, input)
  const { key, terms } = input.value
  const made = await c.var.services.plans.create(operatorOf(c), key, terms)
  return made.ok ? c.json({ success: true, plan: planVersionBody(made.value) }, 201) : problem(c, made)
})

adminPlans.get(json.adminPlan.path, async (c) => {
  const plan = await c.var.services.plans.find(c.req.param('id'))
  return plan ? c.json({ success: true, plan: planVersionBody(plan) }) : problem(c, 'NOT_FOUND')
})

adminPlans.post(json.adminPlanRenewing.path, async (c) => {
  const input = await readJson(c, planVersion)
  if (!input.ok) return problem(c, input)
  const made = await c.var.services.plans.renew(operatorOf(c), c.req.param('id'), input.value)
  return made.ok ? c.json({ success: true, plan: planVersionBody(made.value) }, 201) : problem(c, made)
})

adminPlans.delete(json.adminPlanEnding.path, async (c) => {
  const ended = await c.var.services.plans.end(operatorOf(c), c.req.param('id'))
  return ended.ok ? c.json({ success: true, plan: planVersionBody(ended.value) }) : problem(c, ended)
})

adminPlans.get(json.adminPlanInvitations.path, async (c) => {
  const list = await c.var.services.plans.invitations(c.req.param('id'))
  return list.ok ? c.json(listBody({ items: list.value, next: null }, planInvitationBody)) : problem(c, list)
})

adminPlans.post(json.adminPlanInviting.path, async (c) => {
  const input = await readJson(c, planInvitation)
  if (!input.ok) return problem(c, input)
  const made = await c.var.services.plans.invite(operatorOf(c), c.req.param('id'), input.value.account)
  return made.ok ? c.json({ success: true, invitation: planInvitationBody(made.value) }, 201) : problem(c, made)
})

adminPlans.delete(json.adminPlanInvitationWithdrawal.path, async (c) => {
  const { id, account_id: accountId } = c.req.param()
  const gone = await c.var.services.plans.withdraw(operatorOf(c), id, accountId)
  return gone.ok ? c.json({ success: true, invitation: planInvitationBody(gone.value) }) : problem(c, gone)
})
