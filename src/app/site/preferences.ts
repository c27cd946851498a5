import { type Context, Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { privateCookie } from '../middleware/session.ts'
import { pathHere } from '../next.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'

export const preferences = new Hono<App>()

const A_YEAR_S = 365 * 86_400
const back = z.string().max(2048).optional()

function remember(c: Context<App>, name: 'locale' | 'theme', value: string) {
  const { prefix: _, ...options } = privateCookie(c)
  setCookie(c, name, value, { ...options, maxAge: A_YEAR_S })
}

const goBack = (c: Context<App>, to: string | undefined) =>
  c.redirect(pathHere(to, new URL(c.req.url).origin) ?? href(site.home), 303)

preferences.post(site.language.path, async (c) => {
  const form = await readForm(c, z.strictObject({ locale: z.enum(['en', 'zh']), back }))
  if (!form.ok) return failurePage(c, form.code, c.var.requestId)
  remember(c, 'locale', form.value.locale)
  return goBack(c, form.value.back)
})

preferences.post(site.theme.path, async (c) => {
  const form = await readForm(c, z.strictObject({ theme: z.enum(['system', 'light', 'dark']), back }))
  if (!form.ok) return failurePage(c, form.code, c.var.requestId)
  if (form.value.theme === 'system') deleteCookie(c, 'theme', { path: '/' })
  else remember(c, 'theme', form.value.theme)
  return goBack(c, form.value.back)
})
