import { Hono } from 'hono'
import { PeriodsPage } from '../../../views/console/periods.tsx'
import { operatorOf } from '../actor.ts'
import { behind } from '../behind.ts'
import type { App } from '../context.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { leaveNotice } from '../site/notice.ts'
import { pageInfo } from '../site/page.ts'

export const periods = new Hono<App>()

periods.get(consolePages.periods.path, async (c) =>
  c.html(<PeriodsPage page={pageInfo(c)} periods={await c.var.services.closings.list()} />),
)

periods.post(consolePages.periodClosing.path, async (c) => {
  const { closings } = c.var.services
  const asked = await closings.ask(operatorOf(c), c.req.param('period'))
  if (!asked.ok) return failurePage(c, asked.code, c.var.requestId)
  // The minute's cron goes on where this ends.
  behind(c, 'closing.unqueued', closings.goOn)
  leaveNotice(c, 'closing_asked')
  return c.redirect(href(consolePages.periods), 303)
})
