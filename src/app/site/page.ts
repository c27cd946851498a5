import type { Context } from 'hono'
import type { PageInfo } from '../../../views/page.ts'
import { LANGUAGES } from '../../../views/text/languages.ts'
import { UTC } from '../../domain/time-zones.ts'
import type { App } from '../context.ts'
import { csrfToken } from '../middleware/csrf.ts'
import { pathHere } from '../next.ts'
import { takeNotice } from './notice.ts'

/** Whether htmx asks, for a part of the page that its reader is on. */
export const isPartial = (c: Context<App>): boolean => c.req.header('HX-Request') !== undefined

/** Where the reader is: this address, or the page from which a form was sent. */
function placeOf(c: Context<App>, origin: string): string {
  const { pathname, search } = new URL(c.req.url)
  if (c.req.method === 'GET') return pathname + search
  return pathHere(c.req.header('Referer'), origin) ?? pathname
}

/** What a page needs to know of its reader and itself. */
export function pageInfo(c: Context<App>): PageInfo {
  const { locale, theme, settings, services } = c.var
  const session = c.var.session ?? null
  const { origin } = new URL(c.req.url)
  return {
    text: LANGUAGES[locale],
    locale,
    timeZone: session?.user.timeZone ?? UTC,
    theme,
    siteName: settings.SITE_NAME,
    origin,
    here: placeOf(c, origin),
    csrf: csrfToken(c),
    now: services.clock(),
    notice: isPartial(c) ? null : takeNotice(c),
    reader: session && {
      username: session.user.username,
      email: session.user.email,
      accountName: session.account.name,
      isOperator: session.user.isOperator,
      suspendedReason: session.account.status === 'suspended' ? (session.account.suspendedReason ?? '') : null,
      deletionDueAt: session.account.deletionDueAt,
      isOwner: session.role === 'owner',
    },
  }
}
