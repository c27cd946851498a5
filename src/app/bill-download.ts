import type { Context } from 'hono'
import type { WholeBill } from '../domain/billing/bills.ts'
import { wholeBillBody } from './api/bodies.ts'
import { billCsv } from './bill-file.ts'
import { billFile } from './bill-input.ts'
import type { App } from './context.ts'
import { readQuery } from './middleware/query.ts'
import { failurePage } from './site/failure.tsx'

const TYPES = { csv: 'text/csv; charset=utf-8', json: 'application/json' }

/** A bill as a file to keep. */
export function billDownload(c: Context<App>, whole: WholeBill | null) {
  const query = readQuery(c, billFile)
  if (!query.ok) return failurePage(c, query.code, c.var.requestId)
  if (!whole) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const { format } = query.value
  const { numberText, period } = whole.bill
  const name = `${numberText ?? `draft-${period}`}.${format}`
  return c.body(format === 'csv' ? billCsv(whole) : JSON.stringify(wholeBillBody(whole), null, 2), 200, {
    'Content-Type': TYPES[format],
    'Content-Disposition': `attachment; filename="${name}"`,
  })
}
