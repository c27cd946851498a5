import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { PageInfo } from '../../../views/page.ts'
import { en } from '../../../views/text/en.ts'
import type { App } from '../context.ts'
import { privateCookie } from '../middleware/session.ts'

type Notice = NonNullable<PageInfo['notice']>

const COOKIE = 'notice'
const SECONDS = 60

const isNotice = (text: string | undefined): text is Notice => text !== undefined && Object.hasOwn(en.notices, text)

/** Leaves word for the page that the reader is sent to next. */
export function leaveNotice(c: Context<App>, notice: Notice): void {
  setCookie(c, COOKIE, notice, { ...privateCookie(c), maxAge: SECONDS })
}

/** The word that was left, once. */
export function takeNotice(c: Context<App>): Notice | null {
  const options = privateCookie(c)
  const left = getCookie(c, COOKIE, options.prefix)
  if (left !== undefined) deleteCookie(c, COOKIE, options)
  return isNotice(left) ? left : null
}
