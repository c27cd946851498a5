import type { Context } from 'hono'
import { FailureNotice, FailurePage } from '../../../views/site/failure.tsx'
import type { FailureCode } from '../../domain/failures.ts'
import type { App } from '../context.ts'
import { statusOf } from '../errors.ts'
import { isPartial, pageInfo } from './page.ts'

/** What could not be done, as a page; for htmx as a notice above the page that its reader is on. */
export function failurePage(c: Context<App>, code: FailureCode, requestId: string): Response | Promise<Response> {
  const page = pageInfo(c)
  const status = statusOf(code)
  if (!isPartial(c))
    return c.html(<FailurePage page={page} code={code} status={status} requestId={requestId} />, status)
  c.header('HX-Retarget', '#failure')
  c.header('HX-Reswap', 'innerHTML')
  return c.html(<FailureNotice page={page} code={code} requestId={requestId} />, status)
}
