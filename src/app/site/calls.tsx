import { Hono } from 'hono'
import { CallPage } from '../../../views/site/call.tsx'
import { CallsPage } from '../../../views/site/calls.tsx'
import { memberOf } from '../actor.ts'
import { callsQuery, searchOf } from '../calls-input.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { href, site } from '../routes.ts'
import { archivedCall } from './archives.tsx'
import { failurePage } from './failure.tsx'
import { pageInfo } from './page.ts'

export const calls = new Hono<App>()

calls.get(site.calls.path, async (c) => {
  const query = readQuery(c, callsQuery)
  if (!query.ok) return c.redirect(href(site.calls), 303)
  const search = searchOf(query.value)
  const list = await c.var.services.calls.list(memberOf(c).account, search)
  return c.html(<CallsPage page={pageInfo(c)} list={list} search={search} />)
})

calls.get(site.call.path, async (c) => {
  const id = c.req.param('request_id')
  const found = await c.var.services.calls.find(memberOf(c).account, id)
  if (!found.ok) return (await archivedCall(c, id)) ?? failurePage(c, found.code, c.var.requestId)
  return c.html(<CallPage page={pageInfo(c)} call={found.value} />)
})
