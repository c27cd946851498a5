import { Hono } from 'hono'
import { KeyCreation } from '../../../views/site/keys/creation.tsx'
import { KeyCreated, KeysPage } from '../../../views/site/keys.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { actorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { keyForm } from './key-form.ts'
import { isPartial, pageInfo } from './page.ts'

export const keys = new Hono<App>()

keys.get(site.keys.path, async (c) => {
  const list = await c.var.services.keys.list(actorOf(c).accountId)
  return c.html(<KeysPage page={pageInfo(c)} filled={EMPTY} created={null} keys={list} />)
})

keys.post(site.keyCreation.path, async (c) => {
  const { keys, clock } = c.var.services
  const actor = actorOf(c)
  const page = pageInfo(c)
  const form = await readForm(c, keyForm(clock(), page.timeZone))
  if (!form.ok) {
    const filled = filledWith(form.values, form)
    if (!filled) return failurePage(c, form.code, c.var.requestId)
    if (isPartial(c)) return c.html(<KeyCreation page={page} filled={filled} created={null} />, 422)
    return c.html(<KeysPage page={page} filled={filled} created={null} keys={await keys.list(actor.accountId)} />, 422)
  }
  const made = await keys.create(actor, form.value)
  const created = { name: made.value.name, text: made.text, inForce: made.inForce }
  const Made = isPartial(c) ? KeyCreated : KeysPage
  return c.html(<Made page={page} filled={EMPTY} created={created} keys={await keys.list(actor.accountId)} />, 201)
})
