import { type Context, Hono } from 'hono'
import { LoginPage } from '../../../views/site/login.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { failed } from '../../domain/failures.ts'
import { originOf } from '../actor.ts'
import { ceremonyOf, requestBody, signedForm } from '../ceremony.ts'
import type { App } from '../context.ts'
import { wayIn } from '../enter.ts'
import { problem, retryHeader, statusOf } from '../errors.ts'
import { readForm } from '../middleware/form.ts'
import { setSessionCookie } from '../middleware/session.ts'
import { watchForNewDevice } from '../new-device.ts'
import { pathHere } from '../next.ts'
import { site } from '../routes.ts'
import { pageInfo } from './page.ts'

const nextOf = (c: Context<App>, text: string | undefined) => pathHere(text, new URL(c.req.url).origin)

/** Signing in with a passkey, without a name and a password: it is both factors at once. */
export const loginPasskey = new Hono<App>()

loginPasskey.post(site.passkeyQuestion.path, async (c) => {
  const options = await c.var.services.factors.signInOptions(ceremonyOf(c), originOf(c))
  return options.ok ? c.json(requestBody(options.value)) : problem(c, options)
})

loginPasskey.post(site.passkeySignIn.path, async (c) => {
  const { people, factors } = c.var.services
  const origin = originOf(c)
  const form = await readForm(c, signedForm)
  const next = nextOf(c, form.values.next)
  const known = form.ok ? await factors.signIn(form.value.credential, ceremonyOf(c), origin) : failed('PASSKEY_REFUSED')
  if (known.ok) {
    const { token, expiresAt } = await people.openSession(known.value, 'cookie', origin, { factor: 'passkey' })
    setSessionCookie(c, token, expiresAt)
    watchForNewDevice(c, known.value)
    return c.redirect(wayIn({ complete: true }, next), 303)
  }
  for (const [name, value] of Object.entries(retryHeader(known))) c.header(name, value)
  const status = known.retryAfter === undefined ? 422 : statusOf(known.code)
  return c.html(<LoginPage page={pageInfo(c)} filled={EMPTY} problem={known} next={next} />, status)
})
