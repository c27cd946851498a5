import { Hono } from 'hono'
import { RegisterPage } from '../../../views/site/register.tsx'
import { WelcomePage } from '../../../views/site/welcome.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { mailVerification } from '../access-mails.ts'
import { originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { enter } from '../enter.ts'
import { retryHeader } from '../errors.ts'
import { readForm } from '../middleware/form.ts'
import { registration } from '../people-input.ts'
import { site } from '../routes.ts'
import { exampleUrl } from './example.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { heldInvitation } from './invitation-cookie.ts'
import { pageInfo } from './page.ts'

export const register = new Hono<App>()

register.get(site.register.path, (c) => c.html(<RegisterPage page={pageInfo(c)} filled={EMPTY} />))

register.post(site.registration.path, async (c) => {
  const form = await readForm(c, registration)
  const { people, routes } = c.var.services
  const registered = form.ok ? await people.register(form.value, originOf(c)) : form
  if (!registered.ok) {
    for (const [name, value] of Object.entries(retryHeader(registered))) c.header(name, value)
    if (registered.code === 'TOO_MANY_TRIES') {
      const filled = { values: form.values, errors: [] }
      return c.html(<RegisterPage page={pageInfo(c)} filled={filled} problem={registered} />, 429)
    }
    const filled = filledWith(form.values, registered)
    if (!filled) return failurePage(c, registered.code, c.var.requestId)
    return c.html(<RegisterPage page={pageInfo(c)} filled={filled} />, 422)
  }
  const { user, apiKey, inForce } = registered.value
  await enter(c, user)
  mailVerification(c, user)
  const page = pageInfo(c)
  const url = await exampleUrl(page.origin, routes)
  return c.html(
    <WelcomePage
      page={page}
      user={user}
      keysWait={c.var.settings.REQUIRE_VERIFIED_EMAIL}
      apiKey={apiKey}
      inForce={inForce}
      exampleUrl={url}
      isInvited={heldInvitation(c) !== undefined}
    />,
    201,
  )
})
