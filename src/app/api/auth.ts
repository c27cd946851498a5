import { Hono } from 'hono'
import { ok } from '../../domain/failures.ts'
import { UTC } from '../../domain/time-zones.ts'
import { mailVerification } from '../access-mails.ts'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { tellOfFactor } from '../factor-mail.ts'
import { readJson } from '../middleware/json-body.ts'
import { clearSessionCookie } from '../middleware/session.ts'
import { watchForNewDevice } from '../new-device.ts'
import { registration } from '../people-input.ts'
import { json } from '../routes.ts'
import { login as loginInput } from './auth-input.ts'
import { accountBody, userBody } from './bodies.ts'

export const auth = new Hono<App>()

auth.post(json.register.path, async (c) => {
  const input = await readJson(c, registration)
  if (!input.ok) return problem(c, input)
  const registered = await c.var.services.people.register(input.value, originOf(c))
  if (!registered.ok) return problem(c, registered)
  const { user, account, apiKey, inForce } = registered.value
  mailVerification(c, user)
  const message = 'Registered. The API key is shown here once: keep it.'
  return c.json(
    { success: true, message, user: userBody(user), account: accountBody(account), api_key: apiKey, in_force: inForce },
    201,
  )
})

auth.post(json.login.path, async (c) => {
  const input = await readJson(c, loginInput)
  if (!input.ok) return problem(c, input)
  const { people, factors, usage } = c.var.services
  const { login, password, code } = input.value
  const known = await people.authenticate(login, password, originOf(c))
  if (!known.ok) return problem(c, known)
  const { hasFactor } = known.value
  if (hasFactor && code === undefined) return problem(c, 'second_factor_required')
  const given = hasFactor ? await factors.checkCode(known.value, code ?? '', originOf(c)) : ok(undefined)
  if (!given.ok) return problem(c, given)
  const opened = await people.openSession(known.value, 'bearer', originOf(c), { factor: given.value })
  // A factor was added while the password was checked.
  if (!opened.complete) return problem(c, 'second_factor_required')
  const { token, expiresAt } = opened
  const session = await people.session(token)
  if (!session) return problem(c, 'INVALID_CREDENTIALS')
  if (given.value === 'recovery_codes') tellOfFactor(c, known.value, 'recovery_codes', 'used')
  watchForNewDevice(c, known.value)
  const { month } = await usage.overview(session.account, '24h', UTC)
  return c.json({
    success: true,
    token,
    expires_at: expiresAt,
    user: userBody(session.user),
    billing: { plan: session.account.plan.key, usage_count: month.used, usage_limit: month.limit },
  })
})

auth.post(json.logout.path, async (c) => {
  const session = memberOf(c)
  await c.var.services.people.closeSession(session, originOf(c))
  if (session.kind === 'cookie') clearSessionCookie(c)
  return c.json({ success: true })
})
