import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { KeyUse } from '../../../views/site/key/use.tsx'
import { type KeyInfo, KeyPage, KeyParts } from '../../../views/site/key.tsx'
import { RevocationPage } from '../../../views/site/revocation.tsx'
import { RotatedPage, RotationPage } from '../../../views/site/rotation.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import type { ApiKey } from '../../domain/keys/keys.ts'
import { limitsOf } from '../../domain/keys/limits.ts'
import { periodAt } from '../../domain/periods.ts'
import { actorOf, memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { keyChange, keyRotation } from '../key-input.ts'
import { readForm } from '../middleware/form.ts'
import { fragments, href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { readKeyForm } from './key-form.ts'
import { leaveNotice } from './notice.ts'
import { isPartial, pageInfo } from './page.ts'

export const key = new Hono<App>()

const found = (c: Context<App>, id: string | null) =>
  id === null ? null : c.var.services.keys.find(memberOf(c).account.id, id)

/** A key with what its page shows beside it. Its use counts from when it was replaced, or revoked, or from this month on. */
async function infoOf(c: Context<App>, apiKey: ApiKey): Promise<KeyInfo> {
  const { account } = memberOf(c)
  const { keyActivity, routes, clock } = c.var.services
  const [replacement, replaced, all] = await Promise.all([
    found(c, apiKey.replacedById),
    found(c, apiKey.replacesId),
    routes.list(),
  ])
  const month = periodAt('month', clock()).start
  const since = replacement?.createdAt ?? apiKey.revokedAt ?? month
  return {
    apiKey,
    replacement,
    replaced,
    limits: limitsOf(apiKey, account.plan),
    routes: all,
    planName: account.plan.name,
    use: await keyActivity.of(account, apiKey.id, since),
  }
}

key.get(site.key.path, async (c) => {
  const apiKey = await found(c, c.req.param('id'))
  if (!apiKey) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<KeyPage page={pageInfo(c)} info={await infoOf(c, apiKey)} filled={EMPTY} saved={null} />)
})

key.get(fragments.keyUse.path, async (c) => {
  const apiKey = await found(c, c.req.param('id'))
  if (!apiKey) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<KeyUse page={pageInfo(c)} info={await infoOf(c, apiKey)} />)
})

key.post(site.keyChange.path, async (c) => {
  const { keys, clock } = c.var.services
  const id = c.req.param('id')
  const page = pageInfo(c)
  const form = await readKeyForm(c, keyChange(clock()), page.timeZone)
  const changed = form.ok ? await keys.change(actorOf(c), id, form.value) : form
  if (changed.ok && !isPartial(c)) {
    leaveNotice(c, changed.value.inForce ? 'key_changed' : 'pending')
    return c.redirect(href(site.key, { id }), 303)
  }
  const filled = changed.ok ? EMPTY : filledWith(form.values, changed)
  const apiKey = filled && (await found(c, id))
  if (!apiKey) return failurePage(c, changed.ok || filled ? 'NOT_FOUND' : changed.code, c.var.requestId)
  const View = isPartial(c) ? KeyParts : KeyPage
  const saved = changed.ok ? changed.value.inForce : null
  const view = <View page={page} info={await infoOf(c, apiKey)} filled={filled} saved={saved} />
  return c.html(view, changed.ok ? 200 : 422)
})

key.get(site.keyRotation.path, async (c) => {
  const apiKey = await found(c, c.req.param('id'))
  if (!apiKey) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<RotationPage page={pageInfo(c)} apiKey={apiKey} />)
})

const rotationForm = z.strictObject({ grace_seconds: z.coerce.number().optional() }).pipe(keyRotation)

key.post(site.keyRotating.path, async (c) => {
  const { keys } = c.var.services
  const id = c.req.param('id')
  const form = await readForm(c, rotationForm)
  const rotated = form.ok ? await keys.rotate(actorOf(c), id, form.value.grace_seconds) : form
  if (!rotated.ok) return failurePage(c, rotated.code, c.var.requestId)
  const old = await found(c, id)
  if (!old) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.html(<RotatedPage page={pageInfo(c)} old={old} made={rotated.value} />, 201)
})

key.get(site.keyRevocation.path, async (c) => {
  const apiKey = await found(c, c.req.param('id'))
  if (!apiKey) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  if (apiKey.status === 'revoked') return c.redirect(href(site.key, { id: apiKey.id }), 303)
  return c.html(<RevocationPage page={pageInfo(c)} apiKey={apiKey} />)
})

key.post(site.keyRevoking.path, async (c) => {
  const id = c.req.param('id')
  const revoked = await c.var.services.keys.revoke(actorOf(c), id)
  if (!revoked.ok) return failurePage(c, revoked.code, c.var.requestId)
  leaveNotice(c, revoked.value.inForce ? 'key_revoked' : 'pending')
  return c.redirect(href(site.key, { id }), 303)
})
