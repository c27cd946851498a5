import { type Context, Hono } from 'hono'
import { NewPasskeyPage, PasskeyPage } from '../../../../../views/site/settings/factors/passkey.tsx'
import { PasskeyRemovalPage } from '../../../../../views/site/settings/factors/removal.tsx'
import { EMPTY, type Filled } from '../../../../../views/ui/field.tsx'
import { type Failure, failed } from '../../../../domain/failures.ts'
import { deviceName, deviceOf } from '../../../../domain/people/devices.ts'
import { memberOf, originOf } from '../../../actor.ts'
import { ceremonyOf, creationBody, passkeyForm, passkeyName } from '../../../ceremony.ts'
import type { App } from '../../../context.ts'
import { tellOfFactor } from '../../../factor-mail.ts'
import { readForm } from '../../../middleware/form.ts'
import { href, site } from '../../../routes.ts'
import { failurePage } from '../../failure.tsx'
import { filledWith } from '../../filled.ts'
import { leaveNotice } from '../../notice.ts'
import { pageInfo } from '../../page.ts'
import { added } from './added.tsx'

export const passkeys = new Hono<App>()

const LIST = href(site.factors)

/** A user's passkey, beside their other factors. */
async function find(c: Context<App>, id: string) {
  const state = await c.var.services.factors.of(memberOf(c).user.id)
  const passkey = state.passkeys.find((one) => one.id === id)
  return passkey ? { passkey, state } : null
}

const notFound = (c: Context<App>) => failurePage(c, 'NOT_FOUND', c.var.requestId)

function newPage(c: Context<App>, filled: Filled = EMPTY, problem: Failure | null = null) {
  const name = deviceName(deviceOf(originOf(c).agent))
  const page = <NewPasskeyPage page={pageInfo(c)} name={name} filled={filled} problem={problem} />
  return c.html(page, problem || filled !== EMPTY ? 422 : 200)
}

passkeys.get(site.passkeyNew.path, (c) => newPage(c))

passkeys.post(site.passkeyNewQuestion.path, async (c) => {
  const options = await c.var.services.factors.creationOptions(memberOf(c), ceremonyOf(c))
  return c.json(creationBody(c.var.settings.SITE_NAME, options))
})

passkeys.post(site.passkeyAdding.path, async (c) => {
  const form = await readForm(c, passkeyForm)
  const { name = '' } = form.values
  const wrong = form.ok ? [] : (form.errors ?? []).filter(({ field }) => field === 'name')
  if (wrong.length > 0) return newPage(c, { values: { name }, errors: wrong })
  if (!form.ok) return newPage(c, { values: { name }, errors: [] }, failed('PASSKEY_REFUSED'))
  const { credential } = form.value
  const made = await c.var.services.factors.addPasskey(
    memberOf(c),
    form.value.name,
    credential,
    ceremonyOf(c),
    originOf(c),
  )
  return made.ok ? added(c, 'passkey', made.value.codes) : newPage(c, { values: { name }, errors: [] }, made)
})

passkeys.get(site.passkey.path, async (c) => {
  const found = await find(c, c.req.param('id'))
  return found ? c.html(<PasskeyPage page={pageInfo(c)} passkey={found.passkey} filled={EMPTY} />) : notFound(c)
})

passkeys.post(site.passkeyName.path, async (c) => {
  const id = c.req.param('id')
  const form = await readForm(c, passkeyName)
  const renamed = form.ok
    ? await c.var.services.factors.renamePasskey(memberOf(c), id, form.value.name, originOf(c))
    : form
  if (renamed.ok) {
    leaveNotice(c, 'passkey_renamed')
    return c.redirect(LIST, 303)
  }
  const filled = filledWith(form.values, renamed)
  const found = filled && (await find(c, id))
  if (!found) return failurePage(c, filled ? 'NOT_FOUND' : renamed.code, c.var.requestId)
  return c.html(<PasskeyPage page={pageInfo(c)} passkey={found.passkey} filled={filled} />, 422)
})

passkeys.get(site.passkeyRemoval.path, async (c) => {
  const found = await find(c, c.req.param('id'))
  return found ? c.html(<PasskeyRemovalPage page={pageInfo(c)} {...found} />) : notFound(c)
})

passkeys.post(site.passkeyRemoving.path, async (c) => {
  const session = memberOf(c)
  const removed = await c.var.services.factors.removePasskey(session, c.req.param('id'), originOf(c))
  if (!removed.ok) return failurePage(c, removed.code, c.var.requestId)
  tellOfFactor(c, session.user, 'passkey', 'removed')
  leaveNotice(c, 'factor_removed')
  return c.redirect(LIST, 303)
})
