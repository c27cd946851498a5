import { type Context, Hono } from 'hono'
import { DetailsPage } from '../../../views/site/billing/details.tsx'
import { SpendingPage } from '../../../views/site/billing/spending.tsx'
import { BillingPage } from '../../../views/site/billing.tsx'
import { EMPTY, type Filled } from '../../../views/ui/field.tsx'
import { decimalOf } from '../../domain/billing/amount-text.ts'
import { actorOf, memberOf } from '../actor.ts'
import { alertsForm, billingDetails, capForm } from '../billing-input.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { leaveNotice } from './notice.ts'
import { pageInfo } from './page.ts'

export const billing = new Hono<App>()

billing.get(site.billing.path, async (c) => {
  const { account } = memberOf(c)
  const { subscriptions } = c.var.services
  return c.html(
    <BillingPage page={pageInfo(c)} account={account} subscription={await subscriptions.overview(account)} />,
  )
})

function spendingPage(c: Context<App>, filled: Filled, status: 200 | 422) {
  const { plan, spendingCapMinor: cap, spendingAlerts } = memberOf(c).account
  const { currency } = plan
  const typed = {
    currency,
    cap: cap === null ? '' : decimalOf(cap, currency),
    alerts: spendingAlerts.map((amount) => decimalOf(amount, currency)),
  }
  return c.html(<SpendingPage page={pageInfo(c)} {...typed} filled={filled} />, status)
}

billing.get(site.spending.path, (c) => spendingPage(c, EMPTY, 200))

billing.post(site.spendingCap.path, async (c) => {
  const form = await readForm(c, capForm(memberOf(c).account.plan.currency))
  if (form.ok) {
    const { inForce } = await c.var.services.spending.setCap(actorOf(c), form.value.amount)
    leaveNotice(c, inForce ? 'spending_saved' : 'pending')
    return c.redirect(href(site.billing), 303)
  }
  const filled = filledWith(form.values, form)
  return filled ? spendingPage(c, filled, 422) : failurePage(c, form.code, c.var.requestId)
})

billing.post(site.spendingAlerts.path, async (c) => {
  const form = await readForm(c, alertsForm(memberOf(c).account.plan.currency))
  if (form.ok) {
    const { inForce } = await c.var.services.spending.setAlerts(actorOf(c), form.value.amounts)
    leaveNotice(c, inForce ? 'spending_saved' : 'pending')
    return c.redirect(href(site.billing), 303)
  }
  const filled = filledWith(form.values, form)
  return filled ? spendingPage(c, filled, 422) : failurePage(c, form.code, c.var.requestId)
})

const detailsPage = (c: Context<App>, filled: Filled, status: 200 | 422) =>
  c.html(<DetailsPage page={pageInfo(c)} details={memberOf(c).account.billingDetails} filled={filled} />, status)

billing.get(site.billingDetails.path, (c) => detailsPage(c, EMPTY, 200))

billing.post(site.billingDetailsChange.path, async (c) => {
  const form = await readForm(c, billingDetails)
  if (form.ok) {
    await c.var.services.spending.setDetails(actorOf(c), form.value)
    leaveNotice(c, 'billing_details_saved')
    return c.redirect(href(site.billing), 303)
  }
  const filled = filledWith(form.values, form)
  return filled ? detailsPage(c, filled, 422) : failurePage(c, form.code, c.var.requestId)
})
