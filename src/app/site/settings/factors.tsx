import { Hono } from 'hono'
import { FactorsPage } from '../../../../views/site/settings/factors.tsx'
import { FEW_CODES } from '../../../domain/people/factors/recovery.ts'
import { memberOf } from '../../actor.ts'
import type { App } from '../../context.ts'
import { site } from '../../routes.ts'
import { pageInfo } from '../page.ts'

export const factors = new Hono<App>()

factors.get(site.factors.path, async (c) => {
  const { user } = memberOf(c)
  const state = await c.var.services.factors.of(user.id)
  const isNeeded = user.isOperator && c.var.settings.OPERATORS_NEED_FACTOR && !user.hasFactor
  const fewCodes = state.recoveryCodes !== null && state.recoveryCodes.left <= FEW_CODES
  return c.html(<FactorsPage page={pageInfo(c)} state={state} fewCodes={fewCodes} isNeeded={isNeeded} />)
})
