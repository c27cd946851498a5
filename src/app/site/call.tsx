import { Hono } from 'hono'
import { CallPage } from '../../../views/site/call.tsx'
import { memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { pageInfo } from './page.ts'

export const call = new Hono<App>()

call.get(site.call.path, async (c) => {
  const found = await c.var.services.calls.find(memberOf(c).account, c.req.param('request_id'))
  if (!found.ok) return failurePage(c, found.code, c.var.requestId)
  return c.html(<CallPage page={pageInfo(c)} call={found.value} />)
})
