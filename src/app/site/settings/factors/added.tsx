import type { Context } from 'hono'
import { RecoveryCodesPage } from '../../../../../views/site/settings/factors/codes.tsx'
import type { Factor } from '../../../../domain/people/people.ts'
import { memberOf } from '../../../actor.ts'
import type { App } from '../../../context.ts'
import { tellOfFactor } from '../../../factor-mail.ts'
import { href, site } from '../../../routes.ts'
import { leaveNotice } from '../../notice.ts'
import { pageInfo } from '../../page.ts'

/** A factor was added: the recovery codes that came with the first, else back to the list. */
export function added(c: Context<App>, factor: Factor, codes: string[] | null) {
  tellOfFactor(c, memberOf(c).user, factor, 'added')
  if (codes) return c.html(<RecoveryCodesPage page={pageInfo(c)} codes={codes} withFirst />, 201)
  leaveNotice(c, 'factor_added')
  return c.redirect(href(site.factors), 303)
}
