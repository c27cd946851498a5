import { Hono } from 'hono'
import { LeavePage } from '../../../views/site/settings/team/confirm.tsx'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { setSessionCookie } from '../middleware/session.ts'
import { href, site } from '../routes.ts'
import { accountSwitch } from '../team-input.ts'
import { failurePage } from './failure.tsx'
import { leaveNotice } from './notice.ts'
import { pageInfo } from './page.ts'

/** One's own way between accounts, and out of one. */
export const accounts = new Hono<App>()

accounts.post(site.accountSwitch.path, async (c) => {
  const form = await readForm(c, accountSwitch)
  const { teams } = c.var.services
  const moved = form.ok ? await teams.switchAccount(memberOf(c), form.value.account_id, originOf(c)) : form
  if (!moved.ok) return failurePage(c, moved.code, c.var.requestId)
  setSessionCookie(c, moved.value.token, moved.value.expiresAt)
  return c.redirect(href(site.dashboard), 303)
})

accounts.get(site.leave.path, (c) => c.html(<LeavePage page={pageInfo(c)} />))

accounts.post(site.leaving.path, async (c) => {
  const left = await c.var.services.teams.leave(memberOf(c), originOf(c))
  if (!left.ok) return failurePage(c, left.code, c.var.requestId)
  leaveNotice(c, 'account_left')
  // Whose only account it was is signed out now, and taken to sign-in from there.
  return c.redirect(href(site.dashboard), 303)
})
