import { Hono } from 'hono'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { clearSessionCookie } from '../middleware/session.ts'
import { json } from '../routes.ts'
import { listBody, sessionBody } from './bodies.ts'

export const sessions = new Hono<App>()

sessions.get(json.sessions.path, async (c) => {
  const items = await c.var.services.people.sessions(memberOf(c))
  return c.json(listBody({ items, next: null }, sessionBody))
})

sessions.delete(json.sessionEnding.path, async (c) => {
  const session = memberOf(c)
  const ended = await c.var.services.people.endSession(session, c.req.param('id'), originOf(c))
  if (!ended.ok) return problem(c, ended)
  if (ended.value.current && session.kind === 'cookie') clearSessionCookie(c)
  return c.json({ success: true, session: sessionBody(ended.value) })
})

sessions.delete(json.otherSessionsEnding.path, async (c) => {
  await c.var.services.people.endOtherSessions(memberOf(c), originOf(c))
  return c.json({ success: true })
})
