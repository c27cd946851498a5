import type { Context } from 'hono'
import type { App } from '../context.ts'

// drizzle's own message and stack hold the statement's parameters: hashes, mail addresses. Its cause holds none.
const told = (error: Error): Error =>
  'params' in error && 'query' in error && error.cause instanceof Error ? error.cause : error

// Anything that looks like a key of this service, whatever its prefix.
const withoutKeys = (text: string): string => text.replace(/[a-z0-9]{1,12}_[0-9A-Za-z]{48}/g, '[key]')

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
