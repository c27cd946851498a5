import { Hono } from 'hono'
import * as z from 'zod'
import { RANGES } from '../../domain/usage.ts'
import { memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { monthBody } from './bodies.ts'

export const usageQuery = z.object({ range: z.enum(RANGES).default('24h') })

export const usage = new Hono<App>()

usage.get(json.usage.path, async (c) => {
  const query = readQuery(c, usageQuery)
  if (!query.ok) return problem(c, query)
  const { month, series } = await c.var.services.usage.overview(memberOf(c).account, query.value.range)
  const { range, step, points } = series
  const sum = (name: 'answered' | 'refused') => points.reduce((total, point) => total + point[name], 0)
  const totals = { answered: sum('answered'), refused: sum('refused') }
  return c.json({ success: true, range, step_ms: step, series: points, totals, month: monthBody(month) })
})
