import { Hono } from 'hono'
import { memberOf } from '../actor.ts'
import { allCallsQuery, callQuery, callsQuery, searchOf } from '../calls-input.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { anyCallBody, callBody, callsBody, explainedBody } from './bodies.ts'

export const calls = new Hono<App>()

calls.get(json.calls.path, async (c) => {
  const query = readQuery(c, callsQuery)
  if (!query.ok) return problem(c, query)
  return c.json(callsBody(await c.var.services.calls.list(memberOf(c).account, searchOf(query.value)), callBody))
})

calls.get(json.call.path, async (c) => {
  const found = await c.var.services.calls.find(memberOf(c).account, c.req.param('request_id'))
  if (!found.ok) return problem(c, found)
  return c.json({ success: true, call: explainedBody(found.value) })
})

calls.get(json.adminCalls.path, async (c) => {
  const query = readQuery(c, allCallsQuery)
  if (!query.ok) return problem(c, query)
  return c.json(callsBody(await c.var.services.calls.all(searchOf(query.value)), anyCallBody))
})

calls.get(json.adminCall.path, async (c) => {
  const query = readQuery(c, callQuery)
  if (!query.ok) return problem(c, query)
  const found = await c.var.services.calls.findAnywhere(c.req.param('request_id'), query.value.account)
  if (!found.ok) return problem(c, found)
  return c.json({ success: true, call: { account_id: found.value.accountId, ...explainedBody(found.value) } })
})
