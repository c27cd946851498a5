import { type Context, Hono } from 'hono'
import { EndingPage } from '../../../views/console/plans/ending.tsx'
import { NewPlanPage, NewVersionPage } from '../../../views/console/plans/making.tsx'
import { PlanPage } from '../../../views/console/plans/plan.tsx'
import { PlansPage } from '../../../views/console/plans.tsx'
import { EMPTY, type Filled } from '../../../views/ui/field.tsx'
import { FREE } from '../../domain/plans/plan.ts'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { planCreation, planInvitation, planVersion } from '../plan-input.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { filledWith } from '../site/filled.ts'
import { leaveNotice } from '../site/notice.ts'
import { pageInfo } from '../site/page.ts'
import { inPlanForm, newPlanValues, planValues, readPlanForm } from './plan-form.ts'

export const plans = new Hono<App>()

/** A version with its accounts, and all versions of its plan, the newest first. */
async function found(c: Context<App>) {
  const rows = await c.var.services.plans.all()
  const plan = rows.find(({ id }) => id === c.req.param('id'))
  return plan ? { plan, versions: rows.filter(({ key }) => key === plan.key) } : null
}

const noPlan = (c: Context<App>) => failurePage(c, 'NOT_FOUND', c.var.requestId)

plans.get(consolePages.plans.path, async (c) => {
  return c.html(<PlansPage page={pageInfo(c)} plans={await c.var.services.plans.all()} />)
})

const newPlanPage = (c: Context<App>, filled: Filled) => {
  const status = filled.errors.length > 0 ? 422 : 200
  return c.html(<NewPlanPage page={pageInfo(c)} filled={filled} />, status)
}

plans.get(consolePages.planNew.path, (c) =>
  newPlanPage(c, { values: newPlanValues(c.var.settings.CURRENCY), errors: [] }),
)

plans.post(consolePages.planCreation.path, async (c) => {
  const form = await readPlanForm(c, planCreation(c.var.settings.CURRENCY))
  const made = form.ok ? await c.var.services.plans.create(operatorOf(c), form.value.key, form.value.terms) : form
  if (made.ok) {
    leaveNotice(c, 'plan_added')
    return c.redirect(href(consolePages.plan, { id: made.value.id }), 303)
  }
  const filled = filledWith(form.values, inPlanForm(made, form.values))
  return filled ? newPlanPage(c, filled) : failurePage(c, made.code, c.var.requestId)
})

async function planPage(c: Context<App>, filled: Filled) {
  const known = await found(c)
  if (!known) return noPlan(c)
  const invitations = await c.var.services.plans.invitations(known.plan.id)
  const status = filled.errors.length > 0 ? 422 : 200
  const shown = { ...known, invitations: invitations.ok ? invitations.value : [], isFree: known.plan.key === FREE }
  return c.html(<PlanPage page={pageInfo(c)} {...shown} filled={filled} />, status)
}

plans.get(consolePages.plan.path, (c) => planPage(c, EMPTY))

/** The form as it was sent, or with what the version says. */
async function newVersionPage(c: Context<App>, sent: Filled | null) {
  const known = await found(c)
  if (!known) return noPlan(c)
  const filled = sent ?? { values: planValues(known.plan), errors: [] }
  return c.html(<NewVersionPage page={pageInfo(c)} plan={known.plan} filled={filled} />, sent ? 422 : 200)
}

plans.get(consolePages.planVersion.path, (c) => newVersionPage(c, null))

plans.post(consolePages.planRenewing.path, async (c) => {
  const form = await readPlanForm(c, planVersion)
  const made = form.ok ? await c.var.services.plans.renew(operatorOf(c), c.req.param('id'), form.value) : form
  if (made.ok) {
    leaveNotice(c, 'plan_renewed')
    return c.redirect(href(consolePages.plan, { id: made.value.id }), 303)
  }
  const filled = filledWith(form.values, inPlanForm(made, form.values))
  return filled ? newVersionPage(c, filled) : failurePage(c, made.code, c.var.requestId)
})

plans.get(consolePages.planEnd.path, async (c) => {
  const known = await found(c)
  if (!known) return noPlan(c)
  return c.html(<EndingPage page={pageInfo(c)} {...known} />)
})

plans.post(consolePages.planEnding.path, async (c) => {
  const id = c.req.param('id')
  const ended = await c.var.services.plans.end(operatorOf(c), id)
  if (!ended.ok) return failurePage(c, ended.code, c.var.requestId)
  leaveNotice(c, 'plan_ended')
  return c.redirect(href(consolePages.plan, { id }), 303)
})

plans.post(consolePages.planInviting.path, async (c) => {
  const id = c.req.param('id')
  const form = await readForm(c, planInvitation)
  const made = form.ok ? await c.var.services.plans.invite(operatorOf(c), id, form.value.account) : form
  if (made.ok) {
    leaveNotice(c, 'plan_invited')
    return c.redirect(href(consolePages.plan, { id }), 303)
  }
  const filled = filledWith(form.values, made)
  return filled ? planPage(c, filled) : failurePage(c, made.code, c.var.requestId)
})

plans.post(consolePages.planInvitationWithdrawal.path, async (c) => {
  const { id, account_id: accountId } = c.req.param()
  const gone = await c.var.services.plans.withdraw(operatorOf(c), id, accountId)
  if (!gone.ok) return failurePage(c, gone.code, c.var.requestId)
  leaveNotice(c, 'plan_invitation_withdrawn')
  return c.redirect(href(consolePages.plan, { id }), 303)
})
