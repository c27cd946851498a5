import { Hono } from 'hono'
import { NewPasswordPage } from '../../../views/site/new-password.tsx'
import { ResetAskedPage, ResetPage } from '../../../views/site/password-reset.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { mailReset, tellOfPassword } from '../access-mails.ts'
import { originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { retryHeader } from '../errors.ts'
import { readForm } from '../middleware/form.ts'
import { clearSessionCookie } from '../middleware/session.ts'
import { newPassword, resetRequest } from '../people-input.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { leaveNotice } from './notice.ts'
import { pageInfo } from './page.ts'
import { unusableLink } from './unusable-link.tsx'

/** Another password by mail, for who does not know theirs. */
export const passwordReset = new Hono<App>()

passwordReset.get(site.passwordReset.path, (c) => c.html(<ResetPage page={pageInfo(c)} filled={EMPTY} />))

// What is answered depends on what was typed alone: whether there is such a user is found out behind the answer.
passwordReset.post(site.passwordResetting.path, async (c) => {
  const form = await readForm(c, resetRequest)
  const asked = form.ok ? await c.var.services.people.askForReset(form.value.login, originOf(c)) : form
  if (asked.ok) {
    mailReset(c, asked.value)
    return c.html(<ResetAskedPage page={pageInfo(c)} />)
  }
  const filled = filledWith(form.values, asked)
  const isLate = asked.code === 'TOO_MANY_TRIES'
  if (!filled && !isLate) return failurePage(c, asked.code, c.var.requestId)
  for (const [name, value] of Object.entries(retryHeader(asked))) c.header(name, value)
  const page = <ResetPage page={pageInfo(c)} filled={filled ?? { values: form.values, errors: [] }} problem={asked} />
  return c.html(page, isLate ? 429 : 422)
})

passwordReset.get(site.newPassword.path, async (c) => {
  c.header('Referrer-Policy', 'no-referrer')
  const token = c.req.query('token') ?? ''
  const found = await c.var.services.people.readReset(token, originOf(c))
  if (!found.ok) return unusableLink(c, 'reset', found)
  return c.html(<NewPasswordPage page={pageInfo(c)} token={token} {...found.value} filled={EMPTY} />)
})

passwordReset.post(site.newPasswordSetting.path, async (c) => {
  c.header('Referrer-Policy', 'no-referrer')
  const { people } = c.var.services
  const form = await readForm(c, newPassword)
  if (!form.ok) {
    const filled = filledWith(form.values, form)
    if (!filled) return failurePage(c, form.code, c.var.requestId)
    const { token = '' } = form.values
    const found = await people.readReset(token, originOf(c))
    if (!found.ok) return unusableLink(c, 'reset', found)
    return c.html(<NewPasswordPage page={pageInfo(c)} token={token} {...found.value} filled={filled} />, 422)
  }
  const reset = await people.resetPassword(form.value.token, form.value.password, originOf(c))
  if (!reset.ok) return unusableLink(c, 'reset', reset)
  tellOfPassword(c, reset.value)
  if (c.var.session?.user.id === reset.value.id) clearSessionCookie(c)
  leaveNotice(c, 'password_reset')
  return c.redirect(href(site.login), 303)
})
