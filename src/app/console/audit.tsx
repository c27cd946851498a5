import { Hono } from 'hono'
import { ConsoleAuditPage } from '../../../views/console/audit.tsx'
import { AUDIT_ACTIONS } from '../../domain/audit.ts'
import { auditSearch, requested } from '../audit-input.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { consolePages, href } from '../routes.ts'
import { pageInfo } from '../site/page.ts'

export const audit = new Hono<App>()

audit.get(consolePages.audit.path, async (c) => {
  const query = readQuery(c, auditSearch)
  if (!query.ok) return c.redirect(href(consolePages.audit), 303)
  const search = requested(query.value)
  const list = await c.var.services.audit.all(search)
  return c.html(<ConsoleAuditPage page={pageInfo(c)} list={list} search={search} actions={AUDIT_ACTIONS} />)
})
