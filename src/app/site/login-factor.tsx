import { type Context, Hono } from 'hono'
import { LoginFactorPage } from '../../../views/site/login-factor.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { type Failure, type FailureCode, failed } from '../../domain/failures.ts'
import { halfOf, originOf } from '../actor.ts'
import { ceremonyOf, requestBody, signedForm } from '../ceremony.ts'
import type { App } from '../context.ts'
import { wayIn } from '../enter.ts'
import { retryHeader } from '../errors.ts'
import { tellOfFactor } from '../factor-mail.ts'
import { readForm } from '../middleware/form.ts'
import { clearSessionCookie, setSessionCookie } from '../middleware/session.ts'
import { watchForNewDevice } from '../new-device.ts'
import { pathHere } from '../next.ts'
import { factorCode } from '../people-input.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { filledWith } from './filled.ts'
import { pageInfo } from './page.ts'

/** What stands above the form; other failures have a page of their own. */
const SHOWN: ReadonlySet<FailureCode> = new Set(['INVALID_CODE', 'PASSKEY_REFUSED', 'TOO_MANY_TRIES'])

const nextOf = (c: Context<App>, text: string | undefined) => pathHere(text, new URL(c.req.url).origin)

export const loginFactor = new Hono<App>()

loginFactor.get(site.loginFactor.path, async (c) => {
  const state = await c.var.services.factors.of(halfOf(c).user.id)
  const next = nextOf(c, c.req.query('next'))
  return c.html(
    <LoginFactorPage
      page={pageInfo(c)}
      username={halfOf(c).user.username}
      state={state}
      filled={EMPTY}
      problem={null}
      next={next}
    />,
  )
})

/** The page once more, with why the factor was not taken. */
async function again(c: Context<App>, failure: Failure, next: string | null) {
  const filled = filledWith({}, failure)
  for (const [name, value] of Object.entries(retryHeader(failure))) c.header(name, value)
  const problem = SHOWN.has(failure.code) ? failure : null
  if (failure.code === 'UNAUTHENTICATED') return c.redirect(href(site.login), 303)
  if (!filled && !problem) return failurePage(c, failure.code, c.var.requestId)
  const state = await c.var.services.factors.of(halfOf(c).user.id)
  return c.html(
    <LoginFactorPage
      page={pageInfo(c)}
      username={halfOf(c).user.username}
      state={state}
      filled={filled ?? EMPTY}
      problem={problem}
      next={next}
    />,
    failure.code === 'TOO_MANY_TRIES' ? 429 : 422,
  )
}

/** What is left to do for a session that is whole now. */
function arrive(c: Context<App>, { token, expiresAt }: { token: string; expiresAt: number }, next: string | null) {
  setSessionCookie(c, token, expiresAt)
  watchForNewDevice(c, halfOf(c).user)
  return c.redirect(wayIn({ complete: true }, next), 303)
}

loginFactor.post(site.factorGiving.path, async (c) => {
  const half = halfOf(c)
  const form = await readForm(c, factorCode)
  const next = nextOf(c, form.values.next)
  const done = form.ok ? await c.var.services.factors.complete(half, form.value.code, originOf(c)) : form
  if (!done.ok) return again(c, done, next)
  if (done.value.factor === 'recovery_codes') tellOfFactor(c, half.user, 'recovery_codes', 'used')
  return arrive(c, done.value, next)
})

loginFactor.post(site.factorPasskeyQuestion.path, async (c) =>
  c.json(requestBody(await c.var.services.factors.factorOptions(halfOf(c).user, ceremonyOf(c)))),
)

loginFactor.post(site.factorPasskeyGiving.path, async (c) => {
  const { factors } = c.var.services
  const form = await readForm(c, signedForm)
  const next = nextOf(c, form.values.next)
  if (!form.ok) return again(c, failed('PASSKEY_REFUSED'), next)
  const done = await factors.completeWithPasskey(halfOf(c), form.value.credential, ceremonyOf(c), originOf(c))
  return done.ok ? arrive(c, done.value, next) : again(c, done, next)
})

loginFactor.post(site.factorLeaving.path, async (c) => {
  await c.var.services.factors.leave(halfOf(c))
  clearSessionCookie(c)
  return c.redirect(href(site.login), 303)
})
