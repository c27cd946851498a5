import { Hono } from 'hono'
import { RESERVED } from '../../domain/routing/reserved.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { newApp } from '../house.ts'
import { logError } from '../middleware/log-error.ts'
import { json } from '../routes.ts'
import { adminAccounts } from './admin-accounts.ts'
import { adminRoutes } from './admin-routes.ts'
import { adminUsers } from './admin-users.ts'
import { audit } from './audit.ts'
import { auth } from './auth.ts'
import { calls } from './calls.ts'
import { READABLE_BY_ALL } from './cors.ts'
import { exports } from './exports.ts'
import { gateway } from './gateway.ts'
import { health } from './health.ts'
import { invitations } from './invitations.ts'
import { keys } from './keys.ts'
import { me } from './me.ts'
import { members } from './members.ts'
import { openapi } from './openapi.ts'
import { plans } from './plans.ts'
import { sessions } from './sessions.ts'
import { usage } from './usage.ts'

const jsonApi = newApp(json, { render: 'json' })
for (const resource of [
  auth,
  me,
  members,
  invitations,
  sessions,
  keys,
  audit,
  exports,
  usage,
  calls,
  plans,
  health,
  openapi,
  adminUsers,
  adminAccounts,
  adminRoutes,
]) {
  jsonApi.route('/', resource)
}

const firstSegment = (path: string): string => (path.split('/', 3)[2] ?? '').toLowerCase()

/** Everything under /api: the JSON API answers its reserved first segments, the gateway all others, with nothing before it. */
export const api = new Hono<App>()
  .all('*', (c) =>
    RESERVED.has(firstSegment(c.req.path)) ? jsonApi.fetch(c.req.raw, c.env, c.executionCtx) : gateway(c),
  )
  .onError((error, c) => {
    logError(c, error)
    return problem(c, 'INTERNAL', { ...READABLE_BY_ALL, 'Cache-Control': 'no-store', 'X-Request-Id': c.var.requestId })
  })
