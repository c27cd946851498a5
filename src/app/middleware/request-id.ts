import { createMiddleware } from 'hono/factory'
import { makeIds } from '../../domain/ids.ts'
import { random } from '../../platform/random.ts'
import type { App } from '../context.ts'

const ids = makeIds(Date.now, random)

/** Names the request, whatever the client called it: the id stands in the answer, in errors and in the log. */
export const requestId = createMiddleware<App>(async (c, next) => {
  c.set('requestId', ids('req'))
  await next()
  c.res.headers.set('X-Request-Id', c.var.requestId)
})
