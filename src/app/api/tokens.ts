import { type Context, Hono } from 'hono'
import { failed } from '../../domain/failures.ts'
import { type Scope, SERVICE_SCOPES } from '../../domain/service-tokens/scopes.ts'
import { memberOf, originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { operatorRefusal } from '../middleware/access.ts'
import { readJson } from '../middleware/json-body.ts'
import { json } from '../routes.ts'
import { tokenCreation } from '../token-input.ts'
import { listBody, tokenBody } from './bodies.ts'

export const tokens = new Hono<App>()

/** Whose tokens the reader may see and end here: their account's, and for operators those of the service too. */
async function placesOf(c: Context<App>): Promise<(string | null)[]> {
  const { user, account } = memberOf(c)
  const operates = user.isOperator && (await operatorRefusal(c)) === null
  return operates ? [account.id, null] : [account.id]
}

const issuerOf = (c: Context<App>, accountId: string | null) => ({
  userId: memberOf(c).user.id,
  accountId,
  address: originOf(c).address,
})

const isOfService = (scopes: readonly Scope[]) =>
  scopes.every((scope) => SERVICE_SCOPES.some((allowed) => allowed === scope))

tokens.get(json.tokens.path, async (c) => {
  const places = await placesOf(c)
  const items = (await Promise.all(places.map((place) => c.var.services.serviceTokens.list(place)))).flat()
  return c.json(listBody({ items, next: null }, tokenBody))
})

/** What an operator makes for verifying or deciding is operator-issued: for every account. */
tokens.post(json.tokenCreation.path, async (c) => {
  const { serviceTokens, clock } = c.var.services
  const { user, account } = memberOf(c)
  const input = await readJson(c, tokenCreation(clock()))
  if (!input.ok) return problem(c, input)
  const ofService = user.isOperator && isOfService(input.value.scopes)
  const refused = ofService ? await operatorRefusal(c) : null
  if (refused) return problem(c, refused)
  const made = await serviceTokens.create(issuerOf(c, ofService ? null : account.id), input.value)
  if (!made.ok) return problem(c, made)
  return c.json({ success: true, token: tokenBody(made.value.value), service_token: made.value.text }, 201)
})

tokens.delete(json.tokenRevocation.path, async (c) => {
  for (const place of await placesOf(c)) {
    const revoked = await c.var.services.serviceTokens.revoke(issuerOf(c, place), c.req.param('id'))
    if (revoked.ok) return c.json({ success: true, token: tokenBody(revoked.value) })
  }
  return problem(c, failed('NOT_FOUND'))
})
