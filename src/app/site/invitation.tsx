import { Hono } from 'hono'
import { InvitationPage } from '../../../views/site/invitation.tsx'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { setSessionCookie } from '../middleware/session.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { dropInvitation, heldInvitation, holdInvitation } from './invitation-cookie.ts'
import { leaveNotice } from './notice.ts'
import { pageInfo } from './page.ts'

export const invitation = new Hono<App>()

const HERE = href(site.invitation)
const TOKEN = /^[\w-]{43}$/

// Opening the link uses nothing up: scanners of mail open it too.
invitation.get(HERE, async (c) => {
  c.header('Referrer-Policy', 'no-referrer')
  const given = c.req.query('token')
  if (given !== undefined) {
    if (TOKEN.test(given)) holdInvitation(c, given)
    else dropInvitation(c)
    return c.redirect(HERE, 303)
  }
  const token = heldInvitation(c)
  const open = token === undefined ? null : await c.var.services.teams.readInvitation(token)
  if (!open) {
    dropInvitation(c)
    return failurePage(c, 'INVITATION_OVER', c.var.requestId)
  }
  return c.html(<InvitationPage page={pageInfo(c)} invitation={open} />)
})

invitation.post(HERE, async (c) => {
  const token = heldInvitation(c)
  const moved = await c.var.services.teams.accept(memberOf(c), token ?? '', originOf(c))
  if (!moved.ok) return failurePage(c, moved.code, c.var.requestId)
  dropInvitation(c)
  setSessionCookie(c, moved.value.token, moved.value.expiresAt)
  leaveNotice(c, 'member_joined')
  return c.redirect(href(site.dashboard), 303)
})
