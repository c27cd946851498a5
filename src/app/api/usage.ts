import { Hono } from 'hono'
import * as z from 'zod'
import { memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { usageFile } from '../usage-download.ts'
import { askedOf, filterOf, format, zonedUsageQuery } from '../usage-input.ts'
import { usageBody } from './usage-body.ts'

/** Groups that are told apart; what is beyond them comes as one. */
const MOST = 1_000

const GROUPS = ['key', 'route', 'outcome'] as const
export const usageQuery = zonedUsageQuery.extend({
  group: z.enum(['', ...GROUPS]).default(''),
})
export const downloadQuery = zonedUsageQuery.extend({ format })

export const usage = new Hono<App>()

usage.get(json.usage.path, async (c) => {
  const query = readQuery(c, usageQuery)
  if (!query.ok) return problem(c, query)
  const asked = askedOf(query.value)
  if (!asked.ok) return problem(c, asked)
  const { time_zone: zone, group } = query.value
  const request = { asked: asked.value, zone, filter: filterOf(query.value), most: MOST, folded: false }
  const report = await c.var.services.usage.report(memberOf(c).account, request)
  return report.ok ? c.json(usageBody(report.value, group)) : problem(c, report)
})

usage.get(json.usageDownload.path, async (c) => {
  const query = readQuery(c, downloadQuery)
  if (!query.ok) return problem(c, query)
  const file = await usageFile(c, query.value, query.value.time_zone)
  return file.ok ? file.value : problem(c, file)
})
