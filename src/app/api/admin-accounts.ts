import { Hono } from 'hono'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { readListQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { suspension } from '../suspension-input.ts'
import { accountRowBody, listBody } from './bodies.ts'

export const adminAccounts = new Hono<App>()

adminAccounts.get(json.adminAccounts.path, async (c) => {
  const query = readListQuery(c)
  if (!query.ok) return problem(c, query)
  return c.json(listBody(await c.var.services.operating.accounts(query.value), accountRowBody))
})

adminAccounts.post(json.adminAccountSuspension.path, async (c) => {
  const input = await readJson(c, suspension)
  if (!input.ok) return problem(c, input)
  const done = await c.var.services.operating.suspendAccount(operatorOf(c), c.req.param('id'), input.value.reason)
  if (!done.ok) return problem(c, done)
  return c.json({ success: true, account: accountRowBody(done.value.value), in_force: done.value.inForce })
})

adminAccounts.delete(json.adminAccountReactivation.path, async (c) => {
  const done = await c.var.services.operating.reactivateAccount(operatorOf(c), c.req.param('id'))
  if (!done.ok) return problem(c, done)
  return c.json({ success: true, account: accountRowBody(done.value.value), in_force: done.value.inForce })
})
