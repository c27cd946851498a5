import { createMiddleware } from 'hono/factory'
import { Spent } from '../../platform/spent.ts'
import type { App, Bindings } from '../context.ts'
import { servicesOf } from '../services.ts'
import { parseSettings, SETTING_NAMES, type Settings } from '../settings.ts'

let parsed: { env: Record<string, unknown>; settings: Settings } | null = null

/** The settings in force, parsed once an isolate and again when one of them differs. */
export function settingsOf(bindings: Bindings): Settings {
  const env = bindings as unknown as Record<string, unknown>
  const known = parsed
  if (known && SETTING_NAMES.every((name) => known.env[name] === env[name])) return known.settings
  const settings = parseSettings(env)
  parsed = { env, settings }
  return settings
}

export const services = createMiddleware<App>(async (c, next) => {
  const settings = settingsOf(c.env)
  const { host } = new URL(c.req.url)
  c.set('settings', settings)
  const { requestId, spent = new Spent() } = c.var
  c.set(
    'services',
    servicesOf(c.env, settings, host, (work) => c.executionCtx.waitUntil(work), { id: requestId, spent }),
  )
  await next()
})
