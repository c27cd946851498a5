import { Hono } from 'hono'
import { ReconciliationPage } from '../../../views/console/reconciliation.tsx'
import { RepairPage } from '../../../views/console/repair.tsx'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { differencesQuery } from '../reconciliation-input.ts'
import { consolePages, href } from '../routes.ts'
import { pageInfo } from '../site/page.ts'

export const reconciliation = new Hono<App>()

reconciliation.get(consolePages.reconciliation.path, async (c) => {
  const query = readQuery(c, differencesQuery)
  if (!query.ok) return c.redirect(href(consolePages.reconciliation), 303)
  const { reconciliation } = c.var.services
  const { cursor = null, limit } = query.value
  const [run, list] = await Promise.all([reconciliation.last(), reconciliation.differences(cursor, limit)])
  return c.html(<ReconciliationPage page={pageInfo(c)} run={run} list={list} cursor={cursor} />)
})

reconciliation.post(consolePages.reconciling.path, async (c) => {
  await c.var.services.reconciliation.advance()
  return c.redirect(href(consolePages.reconciliation), 303)
})

reconciliation.get(consolePages.repair.path, (c) => c.html(<RepairPage page={pageInfo(c)} />))

reconciliation.post(consolePages.repairing.path, async (c) => {
  const { repair, reconciliation } = c.var.services
  await repair(operatorOf(c))
  await reconciliation.advance()
  return c.redirect(href(consolePages.reconciliation), 303)
})
