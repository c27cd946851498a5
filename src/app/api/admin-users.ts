import { Hono } from 'hono'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { readListQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { suspension } from '../suspension-input.ts'
import { listBody, userRowBody } from './bodies.ts'

export const adminUsers = new Hono<App>()

adminUsers.get(json.adminUsers.path, async (c) => {
  const query = readListQuery(c)
  if (!query.ok) return problem(c, query)
  return c.json(listBody(await c.var.services.operating.users(query.value), userRowBody))
})

adminUsers.post(json.adminUserSuspension.path, async (c) => {
  const input = await readJson(c, suspension)
  if (!input.ok) return problem(c, input)
  const done = await c.var.services.operating.suspendUser(operatorOf(c), c.req.param('id'), input.value.reason)
  if (!done.ok) return problem(c, done)
  return c.json({ success: true, user: userRowBody(done.value.value), in_force: done.value.inForce })
})

adminUsers.delete(json.adminUserReactivation.path, async (c) => {
  const done = await c.var.services.operating.reactivateUser(operatorOf(c), c.req.param('id'))
  if (!done.ok) return problem(c, done)
  return c.json({ success: true, user: userRowBody(done.value.value), in_force: done.value.inForce })
})
