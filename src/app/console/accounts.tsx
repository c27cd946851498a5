import { Hono } from 'hono'
import { AccountsPage } from '../../../views/console/accounts.tsx'
import { SuspensionPage } from '../../../views/console/suspension.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { readListQuery } from '../middleware/query.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { filledWith } from '../site/filled.ts'
import { leaveNotice } from '../site/notice.ts'
import { pageInfo } from '../site/page.ts'
import { suspension } from '../suspension-input.ts'

export const accounts = new Hono<App>()

const LIST = href(consolePages.accounts)
const asked = (id: string, name: string) => ({
  of: 'account' as const,
  name,
  action: href(consolePages.accountSuspending, { id }),
  back: LIST,
})

accounts.get(consolePages.accounts.path, async (c) => {
  const query = readListQuery(c)
  if (!query.ok) return c.redirect(LIST, 303)
  const { search, cursor } = query.value
  const list = await c.var.services.operating.accounts(query.value)
  return c.html(<AccountsPage page={pageInfo(c)} list={list} search={search} cursor={cursor} />)
})

accounts.get(consolePages.accountSuspension.path, async (c) => {
  const account = await c.var.services.operating.account(c.req.param('id'))
  if (!account) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<SuspensionPage page={pageInfo(c)} {...asked(account.id, account.name)} filled={EMPTY} />)
})

accounts.post(consolePages.accountSuspending.path, async (c) => {
  const { operating } = c.var.services
  const id = c.req.param('id')
  const form = await readForm(c, suspension)
  const suspended = form.ok ? await operating.suspendAccount(operatorOf(c), id, form.value.reason) : form
  if (suspended.ok) {
    leaveNotice(c, suspended.value.inForce ? 'account_suspended' : 'pending')
    return c.redirect(LIST, 303)
  }
  const filled = filledWith(form.values, suspended)
  const account = filled && (await operating.account(id))
  if (!account) return failurePage(c, filled ? 'NOT_FOUND' : suspended.code, c.var.requestId)
  return c.html(<SuspensionPage page={pageInfo(c)} {...asked(id, account.name)} filled={filled} />, 422)
})

accounts.post(consolePages.accountReactivation.path, async (c) => {
  const reactivated = await c.var.services.operating.reactivateAccount(operatorOf(c), c.req.param('id'))
  if (!reactivated.ok) return failurePage(c, reactivated.code, c.var.requestId)
  leaveNotice(c, reactivated.value.inForce ? 'account_reactivated' : 'pending')
  return c.redirect(LIST, 303)
})
