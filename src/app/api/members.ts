import { Hono } from 'hono'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { json } from '../routes.ts'
import { memberChange } from '../team-input.ts'
import { listBody, memberBody } from './bodies.ts'

export const members = new Hono<App>()

members.get(json.members.path, async (c) => {
  const items = await c.var.services.teams.members(memberOf(c).account.id)
  return c.json(listBody({ items, next: null }, memberBody))
})

members.patch(json.memberChange.path, async (c) => {
  const input = await readJson(c, memberChange)
  if (!input.ok) return problem(c, input)
  const { teams } = c.var.services
  const changed = await teams.changeRole(memberOf(c), c.req.param('id'), input.value.role, originOf(c))
  if (!changed.ok) return problem(c, changed)
  return c.json({ success: true, member: memberBody(changed.value.value), in_force: changed.value.inForce })
})

members.delete(json.memberRemoval.path, async (c) => {
  const removed = await c.var.services.teams.remove(memberOf(c), c.req.param('id'), originOf(c))
  if (!removed.ok) return problem(c, removed)
  return c.json({ success: true, member: memberBody(removed.value.value), in_force: removed.value.inForce })
})

members.post(json.ownershipChange.path, async (c) => {
  const handed = await c.var.services.teams.handOver(memberOf(c), c.req.param('id'), originOf(c))
  if (!handed.ok) return problem(c, handed)
  return c.json({ success: true, member: memberBody(handed.value.value), in_force: handed.value.inForce })
})
