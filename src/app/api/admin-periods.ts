import { Hono } from 'hono'
import { operatorOf } from '../actor.ts'
import { behind } from '../behind.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { json } from '../routes.ts'
import { periodBody } from './bodies.ts'

export const adminPeriods = new Hono<App>()

adminPeriods.get(json.adminPeriodClosing.path, async (c) => {
  const state = await c.var.services.closings.state(c.req.param('period'))
  if (!state.ok) return problem(c, state)
  return c.json({ success: true, ...periodBody(state.value) })
})

adminPeriods.post(json.adminPeriodClosingAsking.path, async (c) => {
  const state = await c.var.services.closings.ask(operatorOf(c), c.req.param('period'))
  if (!state.ok) return problem(c, state)
  // The minute's cron goes on where this ends.
  behind(c, 'closing.unqueued', () => c.var.services.closings.goOn())
  return c.json({ success: true, ...periodBody(state.value) }, 202)
})
