import { Hono } from 'hono'
import { LoginAgainPage } from '../../../views/site/login-again.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { retryHeader } from '../errors.ts'
import { readForm } from '../middleware/form.ts'
import { setSessionCookie } from '../middleware/session.ts'
import { pathHere } from '../next.ts'
import { signInAgain } from '../people-input.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { pageInfo } from './page.ts'

export const loginAgain = new Hono<App>()

loginAgain.get(site.loginAgain.path, (c) => {
  const page = pageInfo(c)
  const next = pathHere(c.req.query('next'), page.origin)
  return c.html(<LoginAgainPage page={page} filled={EMPTY} problem={null} next={next} />)
})

loginAgain.post(site.signInAgain.path, async (c) => {
  const form = await readForm(c, signInAgain)
  const next = pathHere(form.values.next, new URL(c.req.url).origin)
  const { people } = c.var.services
  const renewed = form.ok ? await people.renewSession(memberOf(c), form.value.password, originOf(c)) : form
  if (renewed.ok) {
    setSessionCookie(c, renewed.value.token, renewed.value.expiresAt)
    return c.redirect(next ?? href(site.settings), 303)
  }
  for (const [name, value] of Object.entries(retryHeader(renewed))) c.header(name, value)
  const filled = filledWith(form.values, renewed)
  const isLate = renewed.code === 'TOO_MANY_TRIES'
  const problem = isLate || renewed.code === 'INVALID_CREDENTIALS' ? renewed : null
  if (!filled && !problem) return failurePage(c, renewed.code, c.var.requestId)
  const page = pageInfo(c)
  return c.html(
    <LoginAgainPage page={page} filled={filled ?? EMPTY} problem={problem} next={next} />,
    isLate ? 429 : 422,
  )
})
