import { Hono } from 'hono'
import { NewCodesPage, RecoveryCodesPage } from '../../../../../views/site/settings/factors/codes.tsx'
import { memberOf, originOf } from '../../../actor.ts'
import type { App } from '../../../context.ts'
import { tellOfFactor } from '../../../factor-mail.ts'
import { href, site } from '../../../routes.ts'
import { failurePage } from '../../failure.tsx'
import { pageInfo } from '../../page.ts'

export const recoveryCodes = new Hono<App>()

recoveryCodes.get(site.recoveryCodes.path, (c) =>
  memberOf(c).user.hasFactor ? c.html(<NewCodesPage page={pageInfo(c)} />) : c.redirect(href(site.factors), 303),
)

recoveryCodes.post(site.recoveryCodesMaking.path, async (c) => {
  const session = memberOf(c)
  const made = await c.var.services.factors.makeRecoveryCodes(session, originOf(c))
  if (!made.ok) return failurePage(c, made.code, c.var.requestId)
  tellOfFactor(c, session.user, 'recovery_codes', 'made')
  return c.html(<RecoveryCodesPage page={pageInfo(c)} codes={made.value} />, 201)
})
