import { Hono } from 'hono'
import { memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { json } from '../routes.ts'
import { accountBody, userBody } from './bodies.ts'

export const me = new Hono<App>()

me.get(json.me.path, (c) => {
  const { user, account, role, kind, expiresAt } = memberOf(c)
  const session = { kind, expires_at: expiresAt }
  return c.json({ success: true, user: userBody(user), account: accountBody(account), role, session })
})
