import type { Context } from 'hono'
import { withoutKeys } from '../../domain/keys/format.ts'
import type { App } from '../context.ts'

// drizzle's own message and stack hold the statement's parameters: hashes, mail addresses. Its cause holds none.
const told = (error: Error): Error =>
  'params' in error && 'query' in error && error.cause instanceof Error ? error.cause : error

/** Writes an unexpected error as one JSON line: never a body, a header or a query. */
export function logError(c: Context<App>, error: Error): void {
  const { name, message, stack = '' } = told(error)
  console.error(
    JSON.stringify({
      event: 'error',
      request_id: c.var.requestId,
      method: c.req.method,
      path: withoutKeys(c.req.path),
      name,
      message: withoutKeys(message),
      stack: withoutKeys(stack),
    }),
  )
}
