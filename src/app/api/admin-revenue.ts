import { Hono } from 'hono'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readQuery } from '../middleware/query.ts'
import { revenueQuery } from '../revenue-input.ts'
import { json } from '../routes.ts'
import { revenueBody } from './bodies.ts'

export const adminRevenue = new Hono<App>()

adminRevenue.get(json.adminRevenue.path, async (c) => {
  const query = readQuery(c, revenueQuery)
  if (!query.ok) return problem(c, query)
  return c.json({ success: true, ...revenueBody(await c.var.services.revenue(query.value.months)) })
})
