import { Hono } from 'hono'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { mailInvitation } from '../invitation-mail.ts'
import { readJson } from '../middleware/json-body.ts'
import { json } from '../routes.ts'
import { invitation } from '../team-input.ts'
import { invitationBody, listBody } from './bodies.ts'

export const invitations = new Hono<App>()

invitations.get(json.invitations.path, async (c) => {
  const items = await c.var.services.teams.invitations(memberOf(c).account.id)
  return c.json(listBody({ items, next: null }, invitationBody))
})

invitations.post(json.inviting.path, async (c) => {
  const input = await readJson(c, invitation)
  if (!input.ok) return problem(c, input)
  const made = await c.var.services.teams.invite(memberOf(c), input.value, originOf(c))
  if (!made.ok) return problem(c, made)
  await mailInvitation(c, made.value)
  return c.json({ success: true, invitation: invitationBody(made.value.invitation) }, 201)
})

invitations.delete(json.invitationWithdrawal.path, async (c) => {
  const withdrawn = await c.var.services.teams.withdraw(memberOf(c), c.req.param('id'), originOf(c))
  if (!withdrawn.ok) return problem(c, withdrawn)
  return c.json({ success: true, invitation: invitationBody(withdrawn.value) })
})
