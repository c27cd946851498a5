import { Hono } from 'hono'
import { SuspensionPage } from '../../../views/console/suspension.tsx'
import { UsersPage } from '../../../views/console/users.tsx'
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

export const users = new Hono<App>()

const LIST = href(consolePages.users)
const asked = (id: string, name: string) => ({
  of: 'user' as const,
  name,
  action: href(consolePages.userSuspending, { id }),
  back: LIST,
})

users.get(consolePages.users.path, async (c) => {
  const query = readListQuery(c)
  if (!query.ok) return c.redirect(LIST, 303)
  const { search, cursor } = query.value
  const list = await c.var.services.operating.users(query.value)
  return c.html(<UsersPage page={pageInfo(c)} list={list} search={search} cursor={cursor} />)
})

users.get(consolePages.userSuspension.path, async (c) => {
  const user = await c.var.services.operating.user(c.req.param('id'))
  if (!user) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<SuspensionPage page={pageInfo(c)} {...asked(user.id, user.username)} filled={EMPTY} />)
})

users.post(consolePages.userSuspending.path, async (c) => {
  const { operating } = c.var.services
  const id = c.req.param('id')
  const form = await readForm(c, suspension)
  const suspended = form.ok ? await operating.suspendUser(operatorOf(c), id, form.value.reason) : form
  if (suspended.ok) {
    leaveNotice(c, suspended.value.inForce ? 'user_suspended' : 'pending')
    return c.redirect(LIST, 303)
  }
  const filled = filledWith(form.values, suspended)
  const user = filled && (await operating.user(id))
  if (!user) return failurePage(c, filled ? 'NOT_FOUND' : suspended.code, c.var.requestId)
  return c.html(<SuspensionPage page={pageInfo(c)} {...asked(id, user.username)} filled={filled} />, 422)
})

users.post(consolePages.userReactivation.path, async (c) => {
  const reactivated = await c.var.services.operating.reactivateUser(operatorOf(c), c.req.param('id'))
  if (!reactivated.ok) return failurePage(c, reactivated.code, c.var.requestId)
  leaveNotice(c, reactivated.value.inForce ? 'user_reactivated' : 'pending')
  return c.redirect(LIST, 303)
})
