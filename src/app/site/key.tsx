import { Hono } from 'hono'
import * as z from 'zod'
import { KeyPage } from '../../../views/site/key.tsx'
import { RevocationPage } from '../../../views/site/revocation.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { actorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { keyName } from '../key-input.ts'
import { readForm } from '../middleware/form.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { leaveNotice } from './notice.ts'
import { pageInfo } from './page.ts'

export const key = new Hono<App>()

key.get(site.key.path, async (c) => {
  const apiKey = await c.var.services.keys.find(actorOf(c).accountId, c.req.param('id'))
  if (!apiKey) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<KeyPage page={pageInfo(c)} apiKey={apiKey} filled={EMPTY} />)
})

key.post(site.keyName.path, async (c) => {
  const { keys } = c.var.services
  const id = c.req.param('id')
  const actor = actorOf(c)
  const form = await readForm(c, z.strictObject({ name: keyName }))
  const renamed = form.ok ? await keys.change(actor, id, form.value) : form
  if (renamed.ok) {
    leaveNotice(c, renamed.value.inForce ? 'key_renamed' : 'pending')
    return c.redirect(href(site.key, { id }), 303)
  }
  const filled = filledWith(form.values, renamed)
  const apiKey = filled && (await keys.find(actor.accountId, id))
  if (!apiKey) return failurePage(c, filled ? 'NOT_FOUND' : renamed.code, c.var.requestId)
  return c.html(<KeyPage page={pageInfo(c)} apiKey={apiKey} filled={filled} />, 422)
})

key.get(site.keyRevocation.path, async (c) => {
  const id = c.req.param('id')
  const apiKey = await c.var.services.keys.find(actorOf(c).accountId, id)
  if (!apiKey) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  if (apiKey.status === 'revoked') return c.redirect(href(site.key, { id }), 303)
  return c.html(<RevocationPage page={pageInfo(c)} apiKey={apiKey} />)
})

key.post(site.keyRevoking.path, async (c) => {
  const id = c.req.param('id')
  const revoked = await c.var.services.keys.revoke(actorOf(c), id)
  if (!revoked.ok) return failurePage(c, revoked.code, c.var.requestId)
  leaveNotice(c, revoked.value.inForce ? 'key_revoked' : 'pending')
  return c.redirect(href(site.key, { id }), 303)
})
