import { Hono } from 'hono'
import type { App } from '../context.ts'
import { json } from '../routes.ts'
import { listBody, planBody } from './bodies.ts'

export const plans = new Hono<App>()

plans.get(json.plans.path, async (c) => {
  const items = await c.var.services.plans.onSale()
  return c.json(listBody({ items, next: null }, planBody))
})
