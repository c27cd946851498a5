import { type Context, Hono } from 'hono'
import { LoginAgainPage } from '../../../views/site/login-again.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { type Failure, type FailureCode, failed } from '../../domain/failures.ts'
import { memberOf, originOf } from '../actor.ts'
import { ceremonyOf, requestBody, signedForm } from '../ceremony.ts'
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

/** What stands above the form; other failures have a page of their own. */
const SHOWN: ReadonlySet<FailureCode> = new Set(['INVALID_CREDENTIALS', 'PASSKEY_REFUSED', 'TOO_MANY_TRIES'])

const nextOf = (c: Context<App>, text: string | undefined) => pathHere(text, new URL(c.req.url).origin)

async function askAgain(c: Context<App>, next: string | null, failure: Failure | null = null) {
  const filled = failure && filledWith({}, failure)
  const problem = failure && SHOWN.has(failure.code) ? failure : null
  if (failure && !filled && !problem) return failurePage(c, failure.code, c.var.requestId)
  if (failure) for (const [name, value] of Object.entries(retryHeader(failure))) c.header(name, value)
  const { passkeys } = await c.var.services.factors.of(memberOf(c).user.id)
  const hasPasskeys = passkeys.length > 0
  const shown = { filled: filled ?? EMPTY, problem, next, hasPasskeys }
  const status = failure ? (failure.code === 'TOO_MANY_TRIES' ? 429 : 422) : 200
  return c.html(<LoginAgainPage page={pageInfo(c)} {...shown} />, status)
}

function goOn(c: Context<App>, { token, expiresAt }: { token: string; expiresAt: number }, next: string | null) {
  setSessionCookie(c, token, expiresAt)
  return c.redirect(next ?? href(site.settings), 303)
}

export const loginAgain = new Hono<App>()

loginAgain.get(site.loginAgain.path, (c) => askAgain(c, nextOf(c, c.req.query('next'))))

loginAgain.post(site.signInAgain.path, async (c) => {
  const { people } = c.var.services
  const form = await readForm(c, signInAgain)
  const next = nextOf(c, form.values.next)
  const renewed = form.ok ? await people.renewSession(memberOf(c), form.value.password, originOf(c)) : form
  return renewed.ok ? goOn(c, renewed.value, next) : askAgain(c, next, renewed)
})

loginAgain.post(site.passkeyAgainQuestion.path, async (c) =>
  c.json(requestBody(await c.var.services.factors.renewOptions(memberOf(c), ceremonyOf(c)))),
)

loginAgain.post(site.passkeyAgain.path, async (c) => {
  const { factors } = c.var.services
  const form = await readForm(c, signedForm)
  const next = nextOf(c, form.values.next)
  if (!form.ok) return askAgain(c, next, failed('PASSKEY_REFUSED'))
  const renewed = await factors.renew(memberOf(c), form.value.credential, ceremonyOf(c), originOf(c))
  return renewed.ok ? goOn(c, renewed.value, next) : askAgain(c, next, renewed)
})
