import { type Context, Hono } from 'hono'
import { PasswordPage } from '../../../../views/site/settings/password.tsx'
import { EMPTY, type Filled } from '../../../../views/ui/field.tsx'
import type { Failure } from '../../../domain/failures.ts'
import { shownAddress, unconfirmedAddress } from '../../../domain/people/address.ts'
import { mailVerification, tellOfPassword } from '../../access-mails.ts'
import { memberOf, originOf } from '../../actor.ts'
import type { App } from '../../context.ts'
import { retryHeader } from '../../errors.ts'
import { readForm } from '../../middleware/form.ts'
import { setSessionCookie } from '../../middleware/session.ts'
import { passwordChange } from '../../people-input.ts'
import { href, site } from '../../routes.ts'
import { failurePage } from '../failure.tsx'
import { filledWith } from '../filled.ts'
import { leaveNotice } from '../notice.ts'
import { pageInfo } from '../page.ts'

/** How one signs in: the address and the password. */
export const password = new Hono<App>()

const PAGE = href(site.password)

async function passwordPage(
  c: Context<App>,
  failed?: { failure: Failure; filled: Filled; of: 'address' | 'password' },
) {
  const session = memberOf(c)
  const { user } = session
  const unconfirmed = unconfirmedAddress(user)
  const wait = unconfirmed === null ? 0 : await c.var.services.people.verificationWait(session, originOf(c))
  const address = { shown: shownAddress(user), isConfirmed: user.emailVerifiedAt !== null, unconfirmed, wait }
  const filled = failed?.of === 'password' ? failed.filled : EMPTY
  if (failed) for (const [name, value] of Object.entries(retryHeader(failed.failure))) c.header(name, value)
  const status = failed ? (failed.failure.code === 'TOO_MANY_TRIES' ? 429 : 422) : 200
  return c.html(<PasswordPage page={pageInfo(c)} address={address} filled={filled} problem={failed ?? null} />, status)
}

password.get(site.password.path, (c) => passwordPage(c))

password.post(site.verificationResend.path, async (c) => {
  const session = memberOf(c)
  if (unconfirmedAddress(session.user) === null) return c.redirect(PAGE, 303)
  const asked = await c.var.services.people.askForVerification(session, originOf(c))
  if (asked.ok) {
    mailVerification(c, session.user)
    leaveNotice(c, 'link_sent')
    return c.redirect(PAGE, 303)
  }
  if (asked.code !== 'TOO_MANY_TRIES') return failurePage(c, asked.code, c.var.requestId)
  return passwordPage(c, { failure: asked, filled: EMPTY, of: 'address' })
})

password.post(site.passwordChange.path, async (c) => {
  const session = memberOf(c)
  const form = await readForm(c, passwordChange)
  const { people } = c.var.services
  const changed = form.ok ? await people.changePassword(session, form.value, originOf(c)) : form
  if (changed.ok) {
    setSessionCookie(c, changed.value.token, changed.value.expiresAt)
    tellOfPassword(c, session.user)
    leaveNotice(c, 'password_changed')
    return c.redirect(PAGE, 303)
  }
  const filled = filledWith(form.values, changed)
  const isShown = changed.code === 'TOO_MANY_TRIES' || changed.code === 'INVALID_CREDENTIALS'
  if (!filled && !isShown) return failurePage(c, changed.code, c.var.requestId)
  return passwordPage(c, { failure: changed, filled: filled ?? EMPTY, of: 'password' })
})
