import { type Context, Hono } from 'hono'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { json } from '../routes.ts'
import { tokenCreation } from '../token-input.ts'
import { listBody, tokenBody } from './bodies.ts'

export const adminTokens = new Hono<App>()

const service = (c: Context<App>) => ({ ...operatorOf(c), accountId: null })

adminTokens.get(json.adminTokens.path, async (c) => {
  const items = await c.var.services.serviceTokens.list(null)
  return c.json(listBody({ items, next: null }, tokenBody))
})

adminTokens.post(json.adminTokenCreation.path, async (c) => {
  const { serviceTokens, clock } = c.var.services
  const input = await readJson(c, tokenCreation(clock()))
  if (!input.ok) return problem(c, input)
  const made = await serviceTokens.create(service(c), input.value)
  if (!made.ok) return problem(c, made)
  return c.json({ success: true, token: tokenBody(made.value.value), service_token: made.value.text }, 201)
})

adminTokens.delete(json.adminTokenRevocation.path, async (c) => {
  const revoked = await c.var.services.serviceTokens.revoke(service(c), c.req.param('id'))
  return revoked.ok ? c.json({ success: true, token: tokenBody(revoked.value) }) : problem(c, revoked)
})
