import { Hono } from 'hono'
import { ConsoleBillsPage } from '../../../views/console/bills.tsx'
import { streamed } from '../../platform/streamed.ts'
import { requested } from '../audit-input.ts'
import { billsCsv } from '../bill-file.ts'
import { billsSearch } from '../bill-input.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { consolePages, href } from '../routes.ts'
import { pageInfo } from '../site/page.ts'

export const bills = new Hono<App>()

bills.get(consolePages.bills.path, async (c) => {
  const query = readQuery(c, billsSearch)
  if (!query.ok) return c.redirect(href(consolePages.bills), 303)
  const { cursor, limit, ...filter } = requested(query.value)
  const list = await c.var.services.bills.all({ ...filter, cursor, limit })
  return c.html(<ConsoleBillsPage page={pageInfo(c)} list={list} filter={filter} cursor={cursor} />)
})

bills.get(consolePages.billsDownload.path, async (c) => {
  const query = readQuery(c, billsSearch)
  if (!query.ok) return c.redirect(href(consolePages.bills), 303)
  return c.body(streamed(billsCsv(c.var.services.bills.everyOne(query.value))), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="bills.csv"',
  })
})
