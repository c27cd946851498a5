import { Hono } from 'hono'
import type { User } from '../../domain/people/people.ts'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { setSessionCookie } from '../middleware/session.ts'
import { profileChange } from '../profile-input.ts'
import { json } from '../routes.ts'
import { accountSwitch } from '../team-input.ts'
import { accountBody, settingsBody, userBody } from './bodies.ts'

export const me = new Hono<App>()

const said = (user: User) => ({ success: true, user: userBody(user), settings: settingsBody(user) })

me.get(json.me.path, (c) => {
  const { user, account, accounts, role, kind, expiresAt } = memberOf(c)
  const session = { kind, expires_at: expiresAt }
  return c.json({ ...said(user), account: accountBody(account), role, accounts, session })
})

me.patch(json.meChange.path, async (c) => {
  const input = await readJson(c, profileChange)
  if (!input.ok) return problem(c, input)
  const changed = await c.var.services.profile.change(memberOf(c), input.value, originOf(c))
  return changed.ok ? c.json(said(changed.value)) : problem(c, changed)
})

me.put(json.accountSwitch.path, async (c) => {
  const input = await readJson(c, accountSwitch)
  if (!input.ok) return problem(c, input)
  const session = memberOf(c)
  const moved = await c.var.services.teams.switchAccount(session, input.value.account_id, originOf(c))
  if (!moved.ok) return problem(c, moved)
  const { token, expiresAt } = moved.value
  if (session.kind === 'cookie') setSessionCookie(c, token, expiresAt)
  return c.json({ success: true, token: session.kind === 'cookie' ? null : token, expires_at: expiresAt })
})

me.delete(json.leaving.path, async (c) => {
  const left = await c.var.services.teams.leave(memberOf(c), originOf(c))
  return left.ok ? c.json({ success: true, in_force: left.value.inForce }) : problem(c, left)
})
