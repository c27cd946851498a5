import { Hono } from 'hono'
import { DocsPage } from '../../../views/site/docs.tsx'
import { DECISION_CODES } from '../../domain/metering/decision.ts'
import type { App } from '../context.ts'
import { statusOf } from '../errors.ts'
import { site } from '../routes.ts'
import { exampleUrl } from './example.ts'
import { pageInfo } from './page.ts'

export const docs = new Hono<App>()

docs.get(site.docs.path, async (c) => {
  const page = pageInfo(c)
  const url = await exampleUrl(page.origin, c.var.services.routes)
  const statuses = DECISION_CODES.map((code) => ({ code, status: code === 'VALID' ? null : statusOf(code) }))
  return c.html(<DocsPage page={page} exampleUrl={url} statuses={statuses} />)
})
