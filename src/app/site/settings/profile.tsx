import { Hono } from 'hono'
import { ProfilePage } from '../../../../views/site/settings/profile.tsx'
import { EMPTY } from '../../../../views/ui/field.tsx'
import { memberOf, originOf } from '../../actor.ts'
import type { App } from '../../context.ts'
import { readForm } from '../../middleware/form.ts'
import { rememberLocale, rememberTheme } from '../../preference-cookies.ts'
import { profileForm } from '../../profile-input.ts'
import { href, site } from '../../routes.ts'
import { failurePage } from '../failure.tsx'
import { filledWith } from '../filled.ts'
import { leaveNotice } from '../notice.ts'
import { pageInfo } from '../page.ts'

export const profile = new Hono<App>()

profile.get(site.profile.path, (c) => c.html(<ProfilePage page={pageInfo(c)} user={memberOf(c).user} filled={EMPTY} />))

profile.post(site.profileChange.path, async (c) => {
  const session = memberOf(c)
  const form = await readForm(c, profileForm)
  const changed = form.ok ? await c.var.services.profile.change(session, form.value, originOf(c)) : form
  if (changed.ok) {
    const { locale, theme } = changed.value
    rememberLocale(c, locale)
    rememberTheme(c, theme ?? 'system')
    leaveNotice(c, 'profile_saved')
    return c.redirect(href(site.profile), 303)
  }
  const filled = filledWith(form.values, changed)
  if (!filled) return failurePage(c, changed.code, c.var.requestId)
  return c.html(<ProfilePage page={pageInfo(c)} user={session.user} filled={filled} />, 422)
})
