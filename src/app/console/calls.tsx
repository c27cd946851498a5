import { Hono } from 'hono'
import { ConsoleCallPage } from '../../../views/console/call.tsx'
import { ConsoleCallsPage, ConsoleCallsPart } from '../../../views/console/calls.tsx'
import { explore } from '../calls-explorer.ts'
import { allCallsForm, callQuery } from '../calls-input.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readQuery } from '../middleware/query.ts'
import { consolePages } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { pageInfo } from '../site/page.ts'

export const calls = new Hono<App>()

calls.get(consolePages.calls.path, async (c) => {
  const explored = await explore(c, allCallsForm, c.var.services.calls.all)
  return c.html(<ConsoleCallsPage page={pageInfo(c)} {...explored} />, explored.found ? 200 : 422)
})

calls.get(consolePages.callsPart.path, async (c) => {
  const { found } = await explore(c, allCallsForm, c.var.services.calls.all)
  return found ? c.html(<ConsoleCallsPart page={pageInfo(c)} {...found} />) : problem(c, 'VALIDATION_FAILED')
})

calls.get(consolePages.call.path, async (c) => {
  const query = readQuery(c, callQuery)
  const account = query.ok ? query.value.account : ''
  const found = await c.var.services.calls.findAnywhere(c.req.param('request_id'), account)
  if (!found.ok) return failurePage(c, found.code, c.var.requestId)
  return c.html(<ConsoleCallPage page={pageInfo(c)} call={found.value} />)
})
