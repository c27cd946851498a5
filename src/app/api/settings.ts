import { Hono } from 'hono'
import { leakResponse } from '../account-input.ts'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { json } from '../routes.ts'
import { accountBody } from './bodies.ts'

export const settings = new Hono<App>()

settings.put(json.leakResponse.path, async (c) => {
  const input = await readJson(c, leakResponse)
  if (!input.ok) return problem(c, input)
  const session = memberOf(c)
  const { response } = input.value
  await c.var.services.leaks.choose(session, response, originOf(c))
  return c.json({ success: true, account: accountBody({ ...session.account, leakResponse: response }) })
})
