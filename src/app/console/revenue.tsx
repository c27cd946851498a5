import { Hono } from 'hono'
import { RevenuePage } from '../../../views/console/revenue.tsx'
import type { CurrencyRevenue } from '../../domain/billing/revenue.ts'
import { line } from '../../domain/usage/csv.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { revenueQuery } from '../revenue-input.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { pageInfo } from '../site/page.ts'

export const revenue = new Hono<App>()

revenue.get(consolePages.revenue.path, async (c) => {
  const query = readQuery(c, revenueQuery)
  if (!query.ok) return c.redirect(href(consolePages.revenue), 303)
  const { months } = query.value
  return c.html(<RevenuePage page={pageInfo(c)} report={await c.var.services.revenue(months)} months={months} />)
})

const COLUMNS = ['figure', 'currency', 'id', 'name', 'count', 'amount_minor']

/** One figure a row: a month's, a plan's, an age's, an account's. */
const rowsOf = ({ currency, accounts, recurringMinor, months, plans, ageing, top }: CurrencyRevenue) => [
  ['recurring', currency, '', '', accounts, recurringMinor],
  ...months.map((one) => ['billed', currency, one.period, '', one.bills, one.billedMinor]),
  ...months.map((one) => ['paid', currency, one.period, '', null, one.paidMinor]),
  ...plans.map((one) => [
    'plan_recurring',
    currency,
    one.planId,
    one.name,
    one.accounts,
    one.priceMinor * one.accounts,
  ]),
  ...plans.map((one) => ['plan_billed', currency, one.planId, one.name, null, one.billedMinor]),
  ...ageing.map((one) => ['outstanding', currency, one.age, '', one.bills, one.owedMinor]),
  ...top.map((one) => ['top_account', currency, one.accountId, one.name, one.bills, one.billedMinor]),
]

revenue.get(consolePages.revenueDownload.path, async (c) => {
  const query = readQuery(c, revenueQuery)
  if (!query.ok) return failurePage(c, query.code, c.var.requestId)
  const { at, currencies } = await c.var.services.revenue(query.value.months)
  const name = `revenue-${query.value.months}-months-to-${new Date(at).toISOString().slice(0, 10)}.csv`
  return c.body([COLUMNS, ...currencies.flatMap(rowsOf)].map(line).join(''), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}"`,
  })
})
