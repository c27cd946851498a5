import { Hono } from 'hono'
import { ConsoleOverviewPage } from '../../../views/console/overview.tsx'
import type { App } from '../context.ts'
import { consolePages } from '../routes.ts'
import { pageInfo } from '../site/page.ts'

export const overview = new Hono<App>()

const NEWEST = { search: '', cursor: null, limit: 100 }

overview.get(consolePages.overview.path, async (c) => {
  const { operating, routes, deliveries, openIncident, reconciliation } = c.var.services
  const [accounts, users, list, late, incident, differences] = await Promise.all([
    operating.accounts(NEWEST),
    operating.users(NEWEST),
    routes.list(),
    deliveries(),
    openIncident(),
    reconciliation.differences(null, 1),
  ])
  const booksDiffer = differences.items.length > 0
  const shown = { accounts, users, routes: list, deliveries: late, incident, booksDiffer }
  return c.html(<ConsoleOverviewPage page={pageInfo(c)} {...shown} />)
})
