import { type Context, Hono } from 'hono'
import { AppPage } from '../../../../../views/site/settings/factors/app.tsx'
import { AppRemovalPage } from '../../../../../views/site/settings/factors/removal.tsx'
import { EMPTY } from '../../../../../views/ui/field.tsx'
import type { Failure, FailureCode } from '../../../../domain/failures.ts'
import { memberOf, originOf } from '../../../actor.ts'
import type { App } from '../../../context.ts'
import { retryHeader } from '../../../errors.ts'
import { tellOfFactor } from '../../../factor-mail.ts'
import { readForm } from '../../../middleware/form.ts'
import { factorCode } from '../../../people-input.ts'
import { href, site } from '../../../routes.ts'
import { failurePage } from '../../failure.tsx'
import { filledWith } from '../../filled.ts'
import { leaveNotice } from '../../notice.ts'
import { pageInfo } from '../../page.ts'
import { added } from './added.tsx'

export const app = new Hono<App>()

const LIST = href(site.factors)
const SHOWN: ReadonlySet<FailureCode> = new Set(['INVALID_CODE', 'TOO_MANY_TRIES'])

async function enrolmentPage(c: Context<App>, failure: Failure | null = null) {
  const enrolment = await c.var.services.factors.enrolment(memberOf(c), c.var.settings.SITE_NAME)
  if (!enrolment) return c.redirect(LIST, 303)
  const filled = (failure && filledWith({}, failure)) ?? EMPTY
  const problem = failure && SHOWN.has(failure.code) ? failure : null
  const status = failure ? (failure.code === 'TOO_MANY_TRIES' ? 429 : 422) : 200
  return c.html(<AppPage page={pageInfo(c)} enrolment={enrolment} filled={filled} problem={problem} />, status)
}

// What nobody confirmed counts for nothing, so looking at this page may begin it.
app.get(site.app.path, (c) => enrolmentPage(c))

app.post(site.appConfirming.path, async (c) => {
  const form = await readForm(c, factorCode)
  const code = form.ok ? form.value.code.replace(/\s/g, '') : ''
  const confirmed = form.ok ? await c.var.services.factors.confirmApp(memberOf(c), code, originOf(c)) : form
  if (confirmed.ok) return added(c, 'totp', confirmed.value.codes)
  for (const [name, value] of Object.entries(retryHeader(confirmed))) c.header(name, value)
  return SHOWN.has(confirmed.code) || confirmed.errors
    ? enrolmentPage(c, confirmed)
    : failurePage(c, confirmed.code, c.var.requestId)
})

app.get(site.appRemoval.path, async (c) => {
  const state = await c.var.services.factors.of(memberOf(c).user.id)
  return state.app ? c.html(<AppRemovalPage page={pageInfo(c)} state={state} />) : c.redirect(LIST, 303)
})

app.post(site.appRemoving.path, async (c) => {
  const session = memberOf(c)
  const removed = await c.var.services.factors.removeApp(session, originOf(c))
  if (!removed.ok) return failurePage(c, removed.code, c.var.requestId)
  tellOfFactor(c, session.user, 'totp', 'removed')
  leaveNotice(c, 'factor_removed')
  return c.redirect(LIST, 303)
})
