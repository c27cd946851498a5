import { Hono } from 'hono'
import { mailVerification } from '../access-mails.ts'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { clearSessionCookie } from '../middleware/session.ts'
import { watchForNewDevice } from '../new-device.ts'
import { registration } from '../people-input.ts'
import { json } from '../routes.ts'
import { login } from './auth-input.ts'
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
  const input = await readJson(c, login)
  if (!input.ok) return problem(c, input)
  const { people, usage } = c.var.services
  const known = await people.authenticate(input.value.login, input.value.password, originOf(c))
  if (!known.ok) return problem(c, known)
  const { token, expiresAt } = await people.openSession(known.value, 'bearer', originOf(c))
  const session = await people.session(token)
  if (!session) return problem(c, 'USER_SUSPENDED')
  watchForNewDevice(c, known.value)
  const { month } = await usage.overview(session.account, '24h')
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
