import { Hono } from 'hono'
import { ConsoleCallPage } from '../../../views/console/call.tsx'
import { callQuery } from '../calls-input.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { consolePages } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { pageInfo } from '../site/page.ts'

export const call = new Hono<App>()

call.get(consolePages.call.path, async (c) => {
  const query = readQuery(c, callQuery)
  const account = query.ok ? query.value.account : ''
  const found = await c.var.services.calls.findAnywhere(c.req.param('request_id'), account)
  if (!found.ok) return failurePage(c, found.code, c.var.requestId)
  return c.html(<ConsoleCallPage page={pageInfo(c)} call={found.value} />)
})
