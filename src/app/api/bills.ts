import { Hono } from 'hono'
import { memberOf } from '../actor.ts'
import { requested } from '../audit-input.ts'
import { billsQuery } from '../bill-input.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { billBody, listBody, wholeBillBody } from './bodies.ts'

export const bills = new Hono<App>()

bills.get(json.bills.path, async (c) => {
  const query = readQuery(c, billsQuery)
  if (!query.ok) return problem(c, query)
  return c.json(listBody(await c.var.services.bills.list(memberOf(c).account.id, requested(query.value)), billBody))
})

bills.get(json.bill.path, async (c) => {
  const found = await c.var.services.bills.find(memberOf(c).account.id, c.req.param('id'))
  return found ? c.json({ success: true, bill: wholeBillBody(found) }) : problem(c, 'NOT_FOUND')
})
