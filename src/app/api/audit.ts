import { Hono } from 'hono'
import { memberOf } from '../actor.ts'
import { auditQuery, auditSearch, requested } from '../audit-input.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { auditBody, listBody } from './bodies.ts'

export const audit = new Hono<App>()

audit.get(json.audit.path, async (c) => {
  const query = readQuery(c, auditQuery)
  if (!query.ok) return problem(c, query)
  const list = await c.var.services.audit.ofAccount(memberOf(c).account.id, requested(query.value))
  return c.json(listBody(list, auditBody))
})

audit.get(json.adminAudit.path, async (c) => {
  const query = readQuery(c, auditSearch)
  if (!query.ok) return problem(c, query)
  return c.json(listBody(await c.var.services.audit.all(requested(query.value)), auditBody))
})
