import { Hono } from 'hono'
import { actorOf, memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { keyChange, keyCreation, keyQuery, keyRotation } from '../key-input.ts'
import { readJson } from '../middleware/json-body.ts'
import { readQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { keyBody, keyRowBody, listBody } from './bodies.ts'

export const keys = new Hono<App>()

keys.get(json.keys.path, async (c) => {
  const query = readQuery(c, keyQuery)
  if (!query.ok) return problem(c, query)
  const request = { ...query.value, cursor: query.value.cursor ?? null }
  return c.json(listBody(await c.var.services.keyActivity.list(memberOf(c).account, request), keyRowBody))
})

keys.post(json.keyCreation.path, async (c) => {
  const { keys, clock } = c.var.services
  const input = await readJson(c, keyCreation(clock()))
  const made = input.ok ? await keys.create(actorOf(c), input.value) : input
  if (!made.ok) return problem(c, made)
  const { value, text, inForce } = made.value
  return c.json({ success: true, key: keyBody(value), api_key: text, in_force: inForce }, 201)
})

keys.get(json.key.path, async (c) => {
  const key = await c.var.services.keys.find(memberOf(c).account.id, c.req.param('id'))
  return key ? c.json({ success: true, key: keyBody(key) }) : problem(c, 'NOT_FOUND')
})

keys.patch(json.keyChange.path, async (c) => {
  const { keys, clock } = c.var.services
  const input = await readJson(c, keyChange(clock()))
  const changed = input.ok ? await keys.change(actorOf(c), c.req.param('id'), input.value) : input
  if (!changed.ok) return problem(c, changed)
  return c.json({ success: true, key: keyBody(changed.value.value), in_force: changed.value.inForce })
})

keys.post(json.keyRotation.path, async (c) => {
  const { keys } = c.var.services
  const id = c.req.param('id')
  const actor = actorOf(c)
  const input = await readJson(c, keyRotation)
  const rotated = input.ok ? await keys.rotate(actor, id, input.value.grace_seconds) : input
  if (!rotated.ok) return problem(c, rotated)
  const { value, text, inForce } = rotated.value
  const replaced = await keys.find(actor.accountId, id)
  if (!replaced) return problem(c, 'NOT_FOUND')
  const body = { key: keyBody(value), api_key: text, replaces: id, replaced: keyBody(replaced), in_force: inForce }
  return c.json({ success: true, ...body }, 201)
})

keys.delete(json.keyRevocation.path, async (c) => {
  const revoked = await c.var.services.keys.revoke(actorOf(c), c.req.param('id'))
  if (!revoked.ok) return problem(c, revoked)
  return c.json({ success: true, key: keyBody(revoked.value.value), in_force: revoked.value.inForce })
})
