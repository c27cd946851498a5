import { Hono } from 'hono'
import { BillPage } from '../../../views/site/bill.tsx'
import { BillsPage } from '../../../views/site/bills.tsx'
import { periodAt } from '../../domain/periods.ts'
import { memberOf } from '../actor.ts'
import { requested } from '../audit-input.ts'
import { billDownload } from '../bill-download.ts'
import { billsQuery } from '../bill-input.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { pageInfo } from './page.ts'

export const bills = new Hono<App>()

bills.get(site.bills.path, async (c) => {
  const query = readQuery(c, billsQuery)
  if (!query.ok) return c.redirect(href(site.bills), 303)
  const request = requested(query.value)
  const list = await c.var.services.bills.list(memberOf(c).account.id, request)
  const { end } = periodAt('month', c.var.services.clock())
  if (end === null) throw new Error('a month without an end')
  const { status, cursor } = request
  return c.html(<BillsPage page={pageInfo(c)} list={list} status={status} cursor={cursor} monthEnd={end} />)
})

bills.get(site.bill.path, async (c) => {
  const whole = await c.var.services.bills.find(memberOf(c).account.id, c.req.param('id'))
  if (!whole) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<BillPage page={pageInfo(c)} whole={whole} seller={c.var.settings.SELLER_DETAILS} />)
})

bills.get(site.billDownload.path, async (c) =>
  billDownload(c, await c.var.services.bills.find(memberOf(c).account.id, c.req.param('id'))),
)
