import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import type { Context } from 'hono'
import type { PageInfo } from '../../../views/page.ts'
import { LANGUAGES } from '../../../views/text/languages.ts'
import { shownAddress } from '../../domain/people/address.ts'
import { may } from '../../domain/people/roles.ts'
import { UTC } from '../../domain/time-zones.ts'
import { random } from '../../platform/random.ts'
import type { App } from '../context.ts'
import { csrfToken } from '../middleware/csrf.ts'
import { pathHere } from '../next.ts'
import { takeNotice } from './notice.ts'

/** Whether htmx asks, for a part of the page that its reader is on. */
export const isPartial = (c: Context<App>): boolean => c.req.header('HX-Request') !== undefined

/** Where the reader is: this address, or the page from which a form was sent. */
function placeOf(c: Context<App>, origin: string): string {
  const { pathname, search, searchParams } = new URL(c.req.url)
  // What opens an account must not stand in a form or a redirect.
  if (c.req.method === 'GET') return searchParams.has('token') ? pathname : pathname + search
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
    once: encodeBase64urlNoPadding(random(16)),
    now: services.clock(),
    notice: isPartial(c) ? null : takeNotice(c),
    reader: session && {
      username: session.user.username,
      email: shownAddress(session.user),
      mustConfirm: settings.REQUIRE_VERIFIED_EMAIL && session.user.emailVerifiedAt === null,
      accountId: session.account.id,
      accountName: session.account.name,
      role: session.role,
      may: (act) => may(session.role, act),
      accounts: session.accounts,
      isOperator: session.user.isOperator,
      suspendedReason: session.account.status === 'suspended' ? (session.account.suspendedReason ?? '') : null,
      paymentRequired: session.account.paymentRequiredAt !== null,
      deletionDueAt: session.account.deletionDueAt,
      isOwner: session.role === 'owner',
    },
  }
}
