import { Hono } from 'hono'
import { ConsoleCallPage } from '../../../views/console/call.tsx'
import { ConsoleCallsPage } from '../../../views/console/calls.tsx'
import { allCallsQuery, callQuery, searchOf } from '../calls-input.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { pageInfo } from '../site/page.ts'

export const calls = new Hono<App>()

calls.get(consolePages.calls.path, async (c) => {
  const query = readQuery(c, allCallsQuery)
  if (!query.ok) return c.redirect(href(consolePages.calls), 303)
  const search = searchOf(query.value)
  const list = await c.var.services.calls.all(search)
  return c.html(<ConsoleCallsPage page={pageInfo(c)} list={list} search={search} />)
})

calls.get(consolePages.call.path, async (c) => {
  const query = readQuery(c, callQuery)
  const account = query.ok ? query.value.account : ''
  const found = await c.var.services.calls.findAnywhere(c.req.param('request_id'), account)
  if (!found.ok) return failurePage(c, found.code, c.var.requestId)
  return c.html(<ConsoleCallPage page={pageInfo(c)} call={found.value} />)
})
