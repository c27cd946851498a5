import { Hono } from 'hono'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { routeChange, routeCreation } from '../route-input.ts'
import { json } from '../routes.ts'
import { listBody, routeBody } from './bodies.ts'

export const adminRoutes = new Hono<App>()

adminRoutes.get(json.adminRoutes.path, async (c) => {
  const items = await c.var.services.routes.list()
  return c.json(listBody({ items, next: null }, routeBody))
})

adminRoutes.post(json.adminRouteCreation.path, async (c) => {
  const input = await readJson(c, routeCreation)
  if (!input.ok) return problem(c, input)
  const created = await c.var.services.routes.create(operatorOf(c), input.value)
  return created.ok ? c.json({ success: true, route: routeBody(created.value) }, 201) : problem(c, created)
})

adminRoutes.get(json.adminRoute.path, async (c) => {
  const route = await c.var.services.routes.find(c.req.param('id'))
  return route ? c.json({ success: true, route: routeBody(route) }) : problem(c, 'NOT_FOUND')
})

adminRoutes.patch(json.adminRouteChange.path, async (c) => {
  const input = await readJson(c, routeChange)
  if (!input.ok) return problem(c, input)
  const changed = await c.var.services.routes.change(operatorOf(c), c.req.param('id'), input.value)
  return changed.ok ? c.json({ success: true, route: routeBody(changed.value) }) : problem(c, changed)
})

adminRoutes.delete(json.adminRouteRemoval.path, async (c) => {
  const removed = await c.var.services.routes.remove(operatorOf(c), c.req.param('id'))
  return removed.ok ? c.json({ success: true, route: routeBody(removed.value) }) : problem(c, removed)
})
