import type { ExecutionContext, Hono } from 'hono'
import { apiHost } from './api/index.ts'
import type { App, Bindings } from './context.ts'

// `URL` would parse the whole of it, on every call.
const isFor = (host: string | undefined, url: string): boolean =>
  host !== undefined && url.slice(url.indexOf('//') + 2).startsWith(`${host}/`)

/** Serves an app from a file under functions/, but on API_HOST the gateway. `next` reaches Pages' own static files. */
export const mount =
  (app: Hono<App>): PagesFunction<Bindings> =>
  (ctx) =>
    (isFor(ctx.env.API_HOST, ctx.request.url) ? apiHost : app).fetch(
      ctx.request,
      { ...ctx.env, next: () => ctx.next() },
      ctx as unknown as ExecutionContext,
    )
