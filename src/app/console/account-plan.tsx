import { Hono } from 'hono'
import { AccountPlanPage } from '../../../views/console/account-plan.tsx'
import { operatorOf } from '../actor.ts'
import { planSetting } from '../billing-input.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { leaveNotice } from '../site/notice.ts'
import { pageInfo } from '../site/page.ts'

export const accountPlan = new Hono<App>()

accountPlan.get(consolePages.accountPlan.path, async (c) => {
  const { operating, subscriptions } = c.var.services
  const account = await operating.account(c.req.param('id'))
  if (!account || account.erasedAt !== null) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const [agreed, plans] = await Promise.all([subscriptions.agreed(account.id), subscriptions.everyPlan()])
  return c.html(<AccountPlanPage page={pageInfo(c)} account={account} agreed={agreed} plans={plans} />)
})

accountPlan.post(consolePages.accountPlanSetting.path, async (c) => {
  const id = c.req.param('id')
  const form = await readForm(c, planSetting)
  const put = form.ok
    ? await c.var.services.subscriptions.put(operatorOf(c), id, form.value.plan, form.value.when)
    : form
  if (!put.ok) return failurePage(c, put.code, c.var.requestId)
  const { value, inForce } = put.value
  leaveNotice(c, !inForce ? 'pending' : value.isImmediate ? 'plan_set' : 'plan_set_later')
  return c.redirect(href(consolePages.accountPlan, { id }), 303)
})
