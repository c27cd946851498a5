import { Hono } from 'hono'
import type { User } from '../../domain/people/people.ts'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { profileChange } from '../profile-input.ts'
import { json } from '../routes.ts'
import { accountBody, settingsBody, userBody } from './bodies.ts'

export const me = new Hono<App>()

const said = (user: User) => ({ success: true, user: userBody(user), settings: settingsBody(user) })

me.get(json.me.path, (c) => {
  const { user, account, role, kind, expiresAt } = memberOf(c)
  const session = { kind, expires_at: expiresAt }
  return c.json({ ...said(user), account: accountBody(account), role, session })
})

me.patch(json.meChange.path, async (c) => {
  const input = await readJson(c, profileChange)
  if (!input.ok) return problem(c, input)
  const changed = await c.var.services.profile.change(memberOf(c), input.value, originOf(c))
  return changed.ok ? c.json(said(changed.value)) : problem(c, changed)
})
