import { Hono } from 'hono'
import { CallPage } from '../../../views/site/call.tsx'
import { CallsPage, CallsPart } from '../../../views/site/calls.tsx'
import { memberOf } from '../actor.ts'
import { explore } from '../calls-explorer.ts'
import { callsForm } from '../calls-input.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { fragments, site } from '../routes.ts'
import { archivedCall } from './archives.tsx'
import { failurePage } from './failure.tsx'
import { pageInfo } from './page.ts'

export const calls = new Hono<App>()

calls.get(site.calls.path, async (c) => {
  const { calls } = c.var.services
  const { account } = memberOf(c)
  const [explored, choices] = await Promise.all([
    explore(c, callsForm, (search) => calls.list(account, search)),
    calls.choices(account.id, c.req.query('key') ?? ''),
  ])
  return c.html(<CallsPage page={pageInfo(c)} choices={choices} {...explored} />, explored.found ? 200 : 422)
})

calls.get(fragments.callsPart.path, async (c) => {
  const { found } = await explore(c, callsForm, (search) => c.var.services.calls.list(memberOf(c).account, search))
  return found ? c.html(<CallsPart page={pageInfo(c)} {...found} />) : problem(c, 'VALIDATION_FAILED')
})

calls.get(site.call.path, async (c) => {
  const id = c.req.param('request_id')
  const found = await c.var.services.calls.find(memberOf(c).account, id)
  if (!found.ok) return (await archivedCall(c, id)) ?? failurePage(c, found.code, c.var.requestId)
  return c.html(<CallPage page={pageInfo(c)} call={found.value} />)
})
