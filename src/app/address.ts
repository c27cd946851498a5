import type { Context } from 'hono'
import type { App } from './context.ts'

/** The whole address of a path of this site, for a mail. */
export const addressOf = (c: Context<App>, path: string): string =>
  new URL(path, c.var.settings.SITE_URL ?? c.req.url).href
