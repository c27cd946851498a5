import { type Context, Hono } from 'hono'
import { RemovalPage } from '../../../views/console/removal.tsx'
import { RoutesPage } from '../../../views/console/routes.tsx'
import { EMPTY, type Filled } from '../../../views/ui/field.tsx'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { routeCreation } from '../route-input.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { filledWith } from '../site/filled.ts'
import { leaveNotice } from '../site/notice.ts'
import { pageInfo } from '../site/page.ts'
import { readRouteForm } from './route-form.ts'

export const routes = new Hono<App>()

async function listPage(c: Context<App>, filled: Filled) {
  const { routes } = c.var.services
  const list = await routes.list()
  const openSince = await routes.openSince(list)
  const status = filled.errors.length > 0 ? 422 : 200
  return c.html(<RoutesPage page={pageInfo(c)} routes={list} openSince={openSince} filled={filled} />, status)
}

routes.get(consolePages.routes.path, async (c) => {
  return listPage(c, EMPTY)
})

routes.post(consolePages.routeCreation.path, async (c) => {
  const { routes } = c.var.services
  const form = await readRouteForm(c, routeCreation)
  const created = form.ok ? await routes.create(operatorOf(c), form.value) : form
  if (created.ok) {
    leaveNotice(c, 'route_added')
    return c.redirect(href(consolePages.route, { id: created.value.id }), 303)
  }
  const filled = filledWith(form.values, created)
  if (!filled) return failurePage(c, created.code, c.var.requestId)
  return listPage(c, filled)
})

routes.get(consolePages.routeRemoval.path, async (c) => {
  const route = await c.var.services.routes.find(c.req.param('id'))
  if (!route) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<RemovalPage page={pageInfo(c)} route={route} />)
})

routes.post(consolePages.routeRemoving.path, async (c) => {
  const removed = await c.var.services.routes.remove(operatorOf(c), c.req.param('id'))
  if (!removed.ok) return failurePage(c, removed.code, c.var.requestId)
  leaveNotice(c, 'route_removed')
  return c.redirect(href(consolePages.routes), 303)
})
