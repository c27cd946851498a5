import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { Locale, Theme, User } from '../domain/people/people.ts'
import type { App } from './context.ts'
import { privateCookie } from './middleware/session.ts'

const A_YEAR_S = 365 * 86_400

function remember(c: Context<App>, name: 'locale' | 'theme', value: string) {
  const { prefix: _, ...options } = privateCookie(c)
  setCookie(c, name, value, { ...options, maxAge: A_YEAR_S })
}

/** Keeps a language in this browser; null leaves it to what the browser says. */
export function rememberLocale(c: Context<App>, locale: Locale | null): void {
  if (locale === null) deleteCookie(c, 'locale', { path: '/' })
  else remember(c, 'locale', locale)
}

/** Keeps a theme in this browser. */
export function rememberTheme(c: Context<App>, theme: Theme): void {
  if (theme === 'system') deleteCookie(c, 'theme', { path: '/' })
  else remember(c, 'theme', theme)
}

/** At sign-in the browser takes over what its user chose elsewhere, so that its pages stay so when they sign out. */
export function rememberChoices(c: Context<App>, { locale, theme }: User): void {
  if (locale !== null) rememberLocale(c, locale)
  if (theme !== null) rememberTheme(c, theme)
}
