import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { ProfileChange } from '../../domain/people/profile.ts'
import { originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { pathHere } from '../next.ts'
import { rememberLocale, rememberTheme } from '../preference-cookies.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'

export const preferences = new Hono<App>()

const back = z.string().max(2048).optional()

/** Whoever is signed in takes the choice along to their other browsers. */
async function keep(c: Context<App>, change: ProfileChange): Promise<void> {
  if (c.var.session) await c.var.services.profile.change(c.var.session, change, originOf(c))
}

const goBack = (c: Context<App>, to: string | undefined) =>
  c.redirect(pathHere(to, new URL(c.req.url).origin) ?? href(site.home), 303)

preferences.post(site.language.path, async (c) => {
  const form = await readForm(c, z.strictObject({ locale: z.enum(['en', 'zh']), back }))
  if (!form.ok) return failurePage(c, form.code, c.var.requestId)
  await keep(c, { locale: form.value.locale })
  rememberLocale(c, form.value.locale)
  return goBack(c, form.value.back)
})

preferences.post(site.theme.path, async (c) => {
  const form = await readForm(c, z.strictObject({ theme: z.enum(['system', 'light', 'dark']), back }))
  if (!form.ok) return failurePage(c, form.code, c.var.requestId)
  await keep(c, { theme: form.value.theme })
  rememberTheme(c, form.value.theme)
  return goBack(c, form.value.back)
})
