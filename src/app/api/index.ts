import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { RESERVED } from '../../domain/routing/reserved.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { newApp } from '../house.ts'
import { idempotency } from '../middleware/idempotency.ts'
import { locale } from '../middleware/locale.ts'
import { logError } from '../middleware/log-error.ts'
import { requestId } from '../middleware/request-id.ts'
import { services } from '../middleware/services.ts'
import { json } from '../routes.ts'
import { adminAccounts } from './admin-accounts.ts'
import { adminBills } from './admin-bills.ts'
import { adminDelivery } from './admin-delivery.ts'
import { adminFavours } from './admin-favours.ts'
import { adminPeriods } from './admin-periods.ts'
import { adminReconciliation } from './admin-reconciliation.ts'
import { adminRevenue } from './admin-revenue.ts'
import { adminRoutes } from './admin-routes.ts'
import { adminTokens } from './admin-tokens.ts'
import { adminUsers } from './admin-users.ts'
import { archives } from './archives.ts'
import { audit } from './audit.ts'
import { auth } from './auth.ts'
import { authorize } from './authorize.ts'
import { bills } from './bills.ts'
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
import { secretScanning } from './secret-scanning.ts'
import { sessions } from './sessions.ts'
import { settings } from './settings.ts'
import { tokens } from './tokens.ts'
import { usage } from './usage.ts'
import { verify } from './verify.ts'

const jsonApi = newApp(json, { render: 'json' })
jsonApi.use(idempotency)
for (const resource of [
  auth,
  me,
  members,
  invitations,
  sessions,
  keys,
  tokens,
  audit,
  exports,
  settings,
  usage,
  archives,
  calls,
  bills,
  plans,
  health,
  openapi,
  adminUsers,
  adminAccounts,
  adminBills,
  adminDelivery,
  adminFavours,
  adminPeriods,
  adminReconciliation,
  adminRevenue,
  adminRoutes,
  adminTokens,
]) {
  jsonApi.route('/', resource)
}

const limited = (maxSize: number) =>
  bodyLimit({ maxSize, onError: (c) => problem(c, 'BODY_TOO_LARGE', READABLE_BY_ALL) })
const KB = 1024

const firstSegment = (path: string): string => (path.split('/', 3)[2] ?? '').toLowerCase()

const failed = (error: Error, c: Context<App>) => {
  logError(c, error)
  return problem(c, 'INTERNAL', { ...READABLE_BY_ALL, 'Cache-Control': 'no-store', 'X-Request-Id': c.var.requestId })
}

/**
 * Everything under /api: what decides for programs elsewhere, reports of scanners and the gateway have nothing before them; the JSON API answers
 * its other reserved first segments.
 */
export const api = new Hono<App>()
  .post(json.verification.path, requestId, limited(64 * KB), verify)
  .all(json.authorization.path, requestId, authorize)
  .all(`${json.authorization.path}/*`, requestId, authorize)
  .post(json.secretScanning.path, requestId, limited(1_024 * KB), locale, services, secretScanning)
  .all('*', (c) =>
    RESERVED.has(firstSegment(c.req.path)) ? jsonApi.fetch(c.req.raw, c.env, c.executionCtx) : gateway(c, '/api'),
  )
  .onError(failed)

/** Everything on API_HOST: the gateway at the root, and nothing else. */
export const apiHost = new Hono<App>().all('*', (c) => gateway(c, '')).onError(failed)
