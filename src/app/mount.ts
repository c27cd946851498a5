import type { ExecutionContext, Hono } from 'hono'
import type { App, Bindings } from './context.ts'

/** Serves an app from a file under functions/. `next` reaches Pages' own static files. */
export const mount =
  (app: Hono<App>): PagesFunction<Bindings> =>
  (ctx) =>
    app.fetch(ctx.request, { ...ctx.env, next: () => ctx.next() }, ctx as unknown as ExecutionContext)
