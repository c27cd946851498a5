import { Hono } from 'hono'
import { ChangePage } from '../../../../views/site/billing/change.tsx'
import { ChoicePage } from '../../../../views/site/billing/choice.tsx'
import { actorOf, memberOf } from '../../actor.ts'
import { planAgreeing } from '../../billing-input.ts'
import type { App } from '../../context.ts'
import { readForm } from '../../middleware/form.ts'
import { href, site } from '../../routes.ts'
import { failurePage } from '../failure.tsx'
import { leaveNotice } from '../notice.ts'
import { pageInfo } from '../page.ts'

export const billingPlan = new Hono<App>()

billingPlan.get(site.planChoice.path, async (c) => {
  const { account } = memberOf(c)
  const { subscriptions } = c.var.services
  const [agreed, choices] = await Promise.all([subscriptions.agreed(account.id), subscriptions.choices(account.id)])
  return c.html(<ChoicePage page={pageInfo(c)} agreed={agreed} choices={choices} />)
})

billingPlan.get(site.planChange.path, async (c) => {
  const quote = await c.var.services.subscriptions.quote(memberOf(c).account.id, c.req.param('id'))
  if (!quote.ok) return failurePage(c, quote.code, c.var.requestId)
  return c.html(<ChangePage page={pageInfo(c)} quote={quote.value} />)
})

billingPlan.post(site.planChanging.path, async (c) => {
  const form = await readForm(c, planAgreeing)
  const changed = form.ok
    ? await c.var.services.subscriptions.change(actorOf(c), c.req.param('id'), form.value.expected)
    : form
  if (!changed.ok) return failurePage(c, changed.code, c.var.requestId)
  const { value, inForce } = changed.value
  leaveNotice(c, !inForce ? 'pending' : value.isImmediate ? 'plan_changed' : 'plan_scheduled')
  return c.redirect(href(site.billing), 303)
})

billingPlan.post(site.planUndoing.path, async (c) => {
  const undone = await c.var.services.subscriptions.undo(actorOf(c))
  if (!undone.ok) return failurePage(c, undone.code, c.var.requestId)
  leaveNotice(c, undone.value.inForce ? 'plan_undone' : 'pending')
  return c.redirect(href(site.billing), 303)
})
