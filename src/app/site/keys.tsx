import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { KeyCreation } from '../../../views/site/keys/creation.tsx'
import { keysHref } from '../../../views/site/keys/filter.tsx'
import { KeyCreated, KeysPage } from '../../../views/site/keys.tsx'
import { NoRevocationsPage, RevocationsPage } from '../../../views/site/revocations.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import type { KeyRequest } from '../../domain/keys/activity.ts'
import { actorOf, memberOf } from '../actor.ts'
import type { App } from '../context.ts'
import { keyCreation, keyQuery } from '../key-input.ts'
import { readForm } from '../middleware/form.ts'
import { readQuery } from '../middleware/query.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { readKeyForm } from './key-form.ts'
import { leaveNotice } from './notice.ts'
import { isPartial, pageInfo } from './page.ts'

const MOST_AT_ONCE = 100
const FIRST: KeyRequest = { search: '', status: '', sort: 'newest', cursor: null, limit: 25 }

export const keys = new Hono<App>()

async function listOf(c: Context<App>, request: KeyRequest) {
  const { keyActivity, routes } = c.var.services
  const [list, all] = await Promise.all([keyActivity.list(memberOf(c).account, request), routes.list()])
  return { request, list, routes: all }
}

keys.get(site.keys.path, async (c) => {
  const query = readQuery(c, keyQuery)
  if (!query.ok) return c.redirect(href(site.keys), 303)
  const request = { ...query.value, cursor: query.value.cursor ?? null }
  return c.html(<KeysPage page={pageInfo(c)} filled={EMPTY} created={null} {...(await listOf(c, request))} />)
})

keys.post(site.keyCreation.path, async (c) => {
  const { keys, clock } = c.var.services
  const page = pageInfo(c)
  const form = await readKeyForm(c, keyCreation(clock()), page.timeZone)
  const made = form.ok ? await keys.create(actorOf(c), form.value) : form
  if (!made.ok) {
    const filled = filledWith(form.values, made)
    if (!filled) return failurePage(c, made.code, c.var.requestId)
    const shown = await listOf(c, FIRST)
    if (isPartial(c)) return c.html(<KeyCreation page={page} filled={filled} created={null} {...shown} />, 422)
    return c.html(<KeysPage page={page} filled={filled} created={null} {...shown} />, 422)
  }
  const { value, text, inForce } = made.value
  const created = { name: value.name, text, inForce }
  const Made = isPartial(c) ? KeyCreated : KeysPage
  return c.html(<Made page={page} filled={EMPTY} created={created} {...(await listOf(c, FIRST))} />, 201)
})

keys.get(site.keysRevocation.path, async (c) => {
  const query = readQuery(c, keyQuery)
  const request = query.ok ? { ...query.value, cursor: null } : FIRST
  const ids = (c.req.queries('id') ?? []).slice(0, MOST_AT_ONCE)
  const found = await c.var.services.keys.findAll(memberOf(c).account.id, ids)
  const chosen = found.filter((key) => key.status !== 'revoked')
  if (chosen.length === 0) return c.html(<NoRevocationsPage page={pageInfo(c)} />)
  return c.html(<RevocationsPage page={pageInfo(c)} keys={chosen} request={request} />)
})

const chosenKeys = z.strictObject({
  ...keyQuery.omit({ cursor: true }).shape,
  id: z.union([z.string().transform((id) => [id]), z.array(z.string()).min(1).max(MOST_AT_ONCE)]),
})

keys.post(site.keysRevoking.path, async (c) => {
  const form = await readForm(c, chosenKeys)
  if (!form.ok) return failurePage(c, form.code, c.var.requestId)
  const { id, ...request } = form.value
  const { inForce } = await c.var.services.keys.revokeAll(actorOf(c), id)
  leaveNotice(c, inForce ? 'keys_revoked' : 'pending')
  return c.redirect(keysHref(request), 303)
})
