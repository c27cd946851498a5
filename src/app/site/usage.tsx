import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { METRICS } from '../../../views/charts/usage-chart.tsx'
import { USUAL, type UsageView } from '../../../views/site/usage/view.ts'
import { UsageNumbers, UsagePage } from '../../../views/site/usage.tsx'
import type { FieldError, Result } from '../../domain/failures.ts'
import type { UsageReport } from '../../domain/usage/report.ts'
import { USAGE_RANGES } from '../../domain/usage/window.ts'
import { memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { fragments, href, site } from '../routes.ts'
import { usageFile } from '../usage-download.ts'
import { askedOf, filterOf, format, usageQuery } from '../usage-input.ts'
import { failurePage } from './failure.tsx'
import { pageInfo } from './page.ts'

/** Keys, and routes, that are told apart at first, and when all are asked for. */
const [FIRST, MOST] = [8, 1_000]

const pageQuery = usageQuery.extend({
  range: z.enum(USAGE_RANGES).default(USUAL.range),
  metric: z.enum(METRICS).default(USUAL.metric),
  all: z.enum(['', '1']).default(''),
})

export const usage = new Hono<App>()

async function report(c: Context<App>, view: UsageView): Promise<Result<UsageReport>> {
  const asked = askedOf(view)
  if (!asked.ok) return asked
  const { account, user } = memberOf(c)
  const most = view.all === '' ? FIRST : MOST
  const request = { asked: asked.value, zone: user.timeZone, filter: filterOf(view), most, folded: true }
  return c.var.services.usage.report(account, request)
}

usage.get(site.usage.path, async (c) => {
  const query = readQuery(c, pageQuery)
  const days = { from: c.req.query('from') ?? '', to: c.req.query('to') ?? '' }
  const isDayWrong = (errors: FieldError[] = []) => errors.some(({ field }) => field === 'from' || field === 'to')
  if (!query.ok && !isDayWrong(query.errors)) return c.redirect(href(site.usage), 303)
  const view: UsageView = query.ok ? query.value : { ...USUAL, ...days }
  const found = query.ok ? await report(c, view) : query
  const page = pageInfo(c)
  const plan = memberOf(c).account.plan.name
  if (found.ok) return c.html(<UsagePage page={page} plan={plan} report={found.value} view={view} errors={[]} />)
  // The days as they were typed with what is wrong about them, above the usual range.
  const usual = await report(c, { ...view, from: '', to: '' })
  if (!usual.ok) throw new Error(usual.code)
  return c.html(<UsagePage page={page} plan={plan} report={usual.value} view={view} errors={found.errors ?? []} />, 422)
})

usage.get(fragments.usageNumbers.path, async (c) => {
  const query = readQuery(c, pageQuery)
  const found = query.ok ? await report(c, query.value) : query
  if (!query.ok || !found.ok) return c.body(null, 204)
  const plan = memberOf(c).account.plan.name
  return c.html(<UsageNumbers page={pageInfo(c)} plan={plan} report={found.value} view={query.value} />)
})

usage.get(site.usageDownload.path, async (c) => {
  const query = readQuery(c, pageQuery.extend({ format }))
  const file = query.ok ? await usageFile(c, query.value, memberOf(c).user.timeZone) : query
  return file.ok ? file.value : failurePage(c, file.code, c.var.requestId)
})
