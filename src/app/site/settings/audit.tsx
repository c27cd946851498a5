import { Hono } from 'hono'
import { AuditPage } from '../../../../views/site/settings/audit.tsx'
import { ACCOUNT_LOG } from '../../../domain/audit.ts'
import { memberOf } from '../../actor.ts'
import { auditQuery, requested } from '../../audit-input.ts'
import type { App } from '../../context.ts'
import { readQuery } from '../../middleware/query.ts'
import { href, site } from '../../routes.ts'
import { pageInfo } from '../page.ts'

export const audit = new Hono<App>()

audit.get(site.audit.path, async (c) => {
  const query = readQuery(c, auditQuery)
  if (!query.ok) return c.redirect(href(site.audit), 303)
  const request = requested(query.value)
  const list = await c.var.services.audit.ofAccount(memberOf(c).account.id, request)
  return c.html(<AuditPage page={pageInfo(c)} list={list} request={request} actions={ACCOUNT_LOG} />)
})
