import { Hono } from 'hono'
import { OtherSessionsEndPage, SessionEndPage } from '../../../../views/site/settings/sessions/end.tsx'
import { SessionsPage } from '../../../../views/site/settings/sessions.tsx'
import { memberOf, originOf } from '../../actor.ts'
import type { App } from '../../context.ts'
import { clearSessionCookie } from '../../middleware/session.ts'
import { href, site } from '../../routes.ts'
import { failurePage } from '../failure.tsx'
import { leaveNotice } from '../notice.ts'
import { pageInfo } from '../page.ts'

export const sessions = new Hono<App>()

const LIST = href(site.sessions)

sessions.get(site.sessions.path, async (c) => {
  const list = await c.var.services.people.sessions(memberOf(c))
  return c.html(<SessionsPage page={pageInfo(c)} sessions={list} />)
})

sessions.get(site.otherSessionsEnd.path, (c) => c.html(<OtherSessionsEndPage page={pageInfo(c)} />))

sessions.post(site.otherSessionsEnding.path, async (c) => {
  await c.var.services.people.endOtherSessions(memberOf(c), originOf(c))
  leaveNotice(c, 'sessions_ended')
  return c.redirect(LIST, 303)
})

sessions.get(site.sessionEnd.path, async (c) => {
  const found = await c.var.services.people.openSessionOf(memberOf(c), c.req.param('id'))
  if (!found.ok) return failurePage(c, found.code, c.var.requestId)
  return c.html(<SessionEndPage page={pageInfo(c)} session={found.value} />)
})

sessions.post(site.sessionEnding.path, async (c) => {
  const ended = await c.var.services.people.endSession(memberOf(c), c.req.param('id'), originOf(c))
  if (!ended.ok) return failurePage(c, ended.code, c.var.requestId)
  if (ended.value.current) {
    clearSessionCookie(c)
    return c.redirect(href(site.login), 303)
  }
  leaveNotice(c, 'session_ended')
  return c.redirect(LIST, 303)
})
