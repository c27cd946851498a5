import { createMiddleware } from 'hono/factory'
import { Spent } from '../../platform/spent.ts'
import type { App } from '../context.ts'

/**
 * Says with a page how long it took, and how much of that were D1 and the meter. Only to who is signed in: strangers could tell
 * from it which users there are.
 */
export const timing = createMiddleware<App>(async (c, next) => {
  const spent = new Spent()
  c.set('spent', spent)
  await next()
  if (c.var.session) c.res.headers.set('Server-Timing', spent.header)
})
