import { Hono } from 'hono'
import type { App } from '../context.ts'
import { href, site } from '../routes.ts'

export const settings = new Hono<App>()

settings.get(site.settings.path, (c) => c.redirect(href(site.profile), 303))
