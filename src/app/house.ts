import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { MOST_VOUCHER_BYTES } from '../domain/billing/paying/vouchers.ts'
import { failed } from '../domain/failures.ts'
import type { App } from './context.ts'
import { announce, guard } from './middleware/access.ts'
import { csrf } from './middleware/csrf.ts'
import { headers } from './middleware/headers.ts'
import { locale } from './middleware/locale.ts'
import { logError } from './middleware/log-error.ts'
import { queryKey } from './middleware/query-key.ts'
import { requestId } from './middleware/request-id.ts'
import { services } from './middleware/services.ts'
import { session } from './middleware/session.ts'
import { timing } from './middleware/timing.ts'
import { refuseAs } from './refuse.ts'
import type { Refuse, Render } from './render.ts'
import { type Route, site } from './routes.ts'

const KB = 1024
const REPORTS = site.cspReports.path
/** A post there takes a voucher of 5 MB, and what a form adds to it, of who is signed in. */
const VOUCHER = /^(\/bills\/[^/]+\/voucher|\/api\/bills\/[^/]+\/vouchers)$/
/** Its form holds a body of 64 KB, which grows as it is encoded. */
const TRIAL = /^\/admin\/routes\/[^/]+\/trial$/
/** The JSON API may be read from anywhere, with a token and never with the site's cookie. */
const ANY_ORIGIN = {
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposeHeaders: ['X-Request-Id', 'Idempotency-Replayed'],
  maxAge: 7_200,
}

/**
 * An app whose every path is closed until its table names it and its audience. The order is the policy: whether the request
 * is small enough and there as a whole, who asks, whether they may come here, whether it is theirs, and only then a handler.
 */
export function newApp(table: Record<string, Route>, { render }: { render: Render }): Hono<App> {
  const app = new Hono<App>()
  const refuse = refuseAs(render)
  app.use(requestId, headers(render))
  if (render === 'pages') app.use(timing)
  app.use(locale, services)
  if (render === 'json') app.use(cors(ANY_ORIGIN), queryKey(refuse))
  app.use(bodyLimits(render, refuse), wholeBody, session(render))
  announce(app, table)
  app.use(guard(render, refuse), csrf(render, [REPORTS], refuse))
  app.notFound((c) => refuse(c, failed('NOT_FOUND')))
  app.onError(async (error, c) => {
    logError(c, error)
    // A page needs the settings, and the error may be that they are wrong.
    if (render === 'pages' && !c.var.settings) return c.text(`Something broke. Request ${c.var.requestId}`, 500)
    return refuse(c, failed('INTERNAL'))
  })
  return app
}

/**
 * Waits for the whole body before anything is decided by who asks: a body that comes slowly would let a session act that was
 * ended long before the act.
 */
const wholeBody = createMiddleware<App>(async (c, next) => {
  if (c.req.raw.body) c.req.raw = new Request(c.req.raw, { body: await c.req.raw.arrayBuffer() })
  await next()
})

function bodyLimits(render: Render, refuse: Refuse) {
  const limit = (maxSize: number) => bodyLimit({ maxSize, onError: (c) => refuse(c, failed('BODY_TOO_LARGE')) })
  const [usual, reports, trials] = [limit(64 * KB), limit(8 * KB), limit(256 * KB)]
  const vouchers = limit(MOST_VOUCHER_BYTES + 64 * KB)
  const whoAsks = session(render)
  return createMiddleware<App>(async (c, next) => {
    if (c.req.path === REPORTS) return reports(c, next)
    if (c.req.method === 'POST' && VOUCHER.test(c.req.path)) {
      // Looked up again once the body is there: see wholeBody.
      await whoAsks(c, async () => {})
      return (c.var.session ? vouchers : usual)(c, next)
    }
    return (TRIAL.test(c.req.path) ? trials : usual)(c, next)
  })
}
