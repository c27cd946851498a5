import { type Context, Hono } from 'hono'
import { DashboardNumbers, DashboardPage } from '../../../views/site/dashboard.tsx'
import { RANGES } from '../../domain/usage.ts'
import { memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { fragments, site } from '../routes.ts'
import { exampleUrl } from './example.ts'
import { pageInfo } from './page.ts'

export const dashboard = new Hono<App>()

const rangeOf = (c: Context<App>) => RANGES.find((range) => range === c.req.query('range')) ?? '24h'

dashboard.get(site.dashboard.path, async (c) => {
  const { account, user } = memberOf(c)
  const { usage, routes } = c.var.services
  const page = pageInfo(c)
  const [overview, url] = await Promise.all([
    usage.overview(account, rangeOf(c), user.timeZone),
    exampleUrl(page.origin, routes),
  ])
  return c.html(<DashboardPage page={page} plan={account.plan.name} overview={overview} exampleUrl={url} />)
})

dashboard.get(fragments.dashboardNumbers.path, async (c) => {
  const { account, user } = memberOf(c)
  const overview = await c.var.services.usage.overview(account, rangeOf(c), user.timeZone)
  return c.html(<DashboardNumbers page={pageInfo(c)} plan={account.plan.name} overview={overview} />)
})
