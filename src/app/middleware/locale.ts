import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { parseAccept } from 'hono/utils/accept'
import type { Locale, Theme as UserTheme } from '../../domain/people/people.ts'
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

/** What the reader's user chose, wherever that was; then what was chosen in this browser, then what the browser says. */
export const localeOf = (c: Context<App>, user: Locale | null): Locale => {
  const chosen = getCookie(c, 'locale')
  return user ?? (isLocale(chosen) ? chosen : acceptedLocale(c.req.header('Accept-Language')))
}

/** Likewise; null follows the system. */
export const themeOf = (c: Context<App>, user: UserTheme | null): Theme => {
  const chosen = user ?? getCookie(c, 'theme')
  return chosen === 'light' || chosen === 'dark' ? chosen : null
}

/** Language and theme as far as they are known before the session is. */
export const locale = createMiddleware<App>(async (c, next) => {
  c.set('locale', localeOf(c, null))
  c.set('theme', themeOf(c, null))
  await next()
})
