import { Hono } from 'hono'
import * as z from 'zod'
import type { App } from '../context.ts'
import { site } from '../routes.ts'

export const cspReports = new Hono<App>()

const text = z.string().max(2048).catch('')
const report = z.object({
  'csp-report': z.object({ 'effective-directive': text, 'blocked-uri': text, 'document-uri': text }),
})

/** Of an address only what is surely no secret: its path without the query. */
const pathOf = (uri: string) => URL.parse(uri)?.pathname ?? uri.slice(0, 40)

// As bytes: workerd warns of reading a body as text whose type, application/csp-report, does not say that it is text.
function read(body: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
}

cspReports.post(site.cspReports.path, async (c) => {
  const parsed = report.safeParse(read(await c.req.arrayBuffer()))
  if (parsed.success) {
    const { 'effective-directive': directive, 'blocked-uri': blocked, 'document-uri': page } = parsed.data['csp-report']
    console.warn(
      JSON.stringify({
        event: 'csp_report',
        request_id: c.var.requestId,
        directive,
        blocked: pathOf(blocked),
        page: pathOf(page),
      }),
    )
  }
  return c.body(null, 204)
})
