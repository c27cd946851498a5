import { Hono } from 'hono'
import release from '../../../package.json' with { type: 'json' }
import { checkHealth } from '../../platform/health.ts'
import { logOf } from '../../platform/log.ts'
import type { App } from '../context.ts'
import { json } from '../routes.ts'

export const health = new Hono<App>()

health.get(json.health.path, async (c) => {
  const { DB, METER, VERSION } = c.env
  const checks = await checkHealth(DB, METER, logOf(c.var.requestId))
  const ok = checks.d1.ok && checks.meter.ok
  return c.json(
    { success: ok, status: ok ? 'ok' : 'failing', checks, version: VERSION?.id || release.version },
    ok ? 200 : 503,
  )
})
