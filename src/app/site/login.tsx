import { Hono } from 'hono'
import { LoginPage } from '../../../views/site/login.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import type { FailureCode } from '../../domain/failures.ts'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { enter, wayIn } from '../enter.ts'
import { retryHeader } from '../errors.ts'
import { readForm } from '../middleware/form.ts'
import { clearSessionCookie } from '../middleware/session.ts'
import { pathHere } from '../next.ts'
import { signIn } from '../people-input.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { pageInfo } from './page.ts'

/** What stands above the form; other failures have a page of their own. */
const SHOWN: ReadonlySet<FailureCode> = new Set(['INVALID_CREDENTIALS', 'USER_SUSPENDED', 'TOO_MANY_TRIES'])

export const login = new Hono<App>()

login.get(site.login.path, (c) => {
  const page = pageInfo(c)
  return c.html(
    <LoginPage page={page} filled={EMPTY} problem={null} next={pathHere(c.req.query('next'), page.origin)} />,
  )
})

login.post(site.signIn.path, async (c) => {
  const { people } = c.var.services
  const form = await readForm(c, signIn)
  const page = pageInfo(c)
  const next = pathHere(form.values.next, page.origin)
  const known = form.ok ? await people.authenticate(form.value.login, form.value.password, originOf(c)) : form
  if (known.ok) {
    return c.redirect(wayIn(await enter(c, known.value), next), 303)
  }
  for (const [name, value] of Object.entries(retryHeader(known))) c.header(name, value)
  const filled = filledWith(form.values, known)
  const problem = SHOWN.has(known.code) ? known : null
  if (!filled && !problem) return failurePage(c, known.code, c.var.requestId)
  return c.html(
    <LoginPage page={page} filled={filled ?? { values: form.values, errors: [] }} problem={problem} next={next} />,
    known.code === 'TOO_MANY_TRIES' ? 429 : 422,
  )
})

login.post(site.logout.path, async (c) => {
  await c.var.services.people.closeSession(memberOf(c), originOf(c))
  clearSessionCookie(c)
  return c.redirect(href(site.home), 303)
})
