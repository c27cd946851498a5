import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { parseAccept } from 'hono/utils/accept'
import type { Locale } from '../../domain/people/people.ts'
import type { App, Theme } from '../context.ts'

const isLocale = (text: string | undefined): text is Locale => text === 'en' || text === 'zh'

/** The language of an Accept-Language header: the first of ours in the reader's order, else English. */
export function acceptedLocale(header: string | undefined): Locale {
  for (const { type, q } of parseAccept(header ?? '')) {
    const language = type.toLowerCase().split('-')[0]
    if (q > 0 && isLocale(language)) return language
  }
  return 'en'
}

/** What the reader chose here, then what their user says, then what their browser says. */
export const localeOf = (c: Context<App>, user: Locale | null): Locale => {
  const chosen = getCookie(c, 'locale')
  return isLocale(chosen) ? chosen : (user ?? acceptedLocale(c.req.header('Accept-Language')))
}

/** Language and theme as far as they are known before the session is. */
export const locale = createMiddleware<App>(async (c, next) => {
  const theme = getCookie(c, 'theme')
  c.set('locale', localeOf(c, null))
  c.set('theme', theme === 'light' || theme === 'dark' ? theme : (null satisfies Theme))
  await next()
})
