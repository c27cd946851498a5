import { type Context, Hono } from 'hono'
import { TokenRevocationPage, TokensPage } from '../../views/tokens/pages.tsx'
import { PLACES, type TokenPlace } from '../../views/tokens/place.ts'
import { EMPTY, type Filled } from '../../views/ui/field.tsx'
import { isFresh } from '../domain/people/sessions.ts'
import { ACCOUNT_SCOPES, SERVICE_SCOPES } from '../domain/service-tokens/scopes.ts'
import { memberOf, originOf } from './actor.ts'
import type { App } from './context.ts'
import { readForm } from './middleware/form.ts'
import { href } from './routes.ts'
import { failurePage } from './site/failure.tsx'
import { filledWith } from './site/filled.ts'
import { leaveNotice } from './site/notice.ts'
import { pageInfo } from './site/page.ts'
import { tokenForm } from './token-input.ts'

/** The pages of service tokens: an account's in its settings, the service's in the console. */
export function tokenPages(place: TokenPlace): Hono<App> {
  const { list, creation, revocation, revoking } = PLACES[place]
  const app = new Hono<App>()
  const issuer = (c: Context<App>) => {
    const { user, account } = memberOf(c)
    const accountId = place === 'account' ? account.id : null
    return { userId: user.id, accountId, address: originOf(c).address }
  }
  async function tokensPage(
    c: Context<App>,
    status: 200 | 201 | 422,
    filled: Filled = EMPTY,
    created: { name: string; text: string } | null = null,
  ) {
    const { serviceTokens, clock } = c.var.services
    return c.html(
      <TokensPage
        page={pageInfo(c)}
        place={place}
        list={await serviceTokens.list(issuer(c).accountId)}
        scopes={place === 'account' ? ACCOUNT_SCOPES : SERVICE_SCOPES}
        filled={filled}
        created={created}
        isFresh={isFresh(memberOf(c), clock())}
      />,
      status,
    )
  }

  app.get(list.path, (c) => tokensPage(c, 200))

  app.post(creation.path, async (c) => {
    const { serviceTokens, clock } = c.var.services
    const form = await readForm(c, tokenForm(clock(), memberOf(c).user.timeZone))
    const made = form.ok ? await serviceTokens.create(issuer(c), form.value) : form
    if (made.ok) return tokensPage(c, 201, EMPTY, { name: made.value.value.name, text: made.value.text })
    const filled = filledWith(form.values, made)
    return filled ? tokensPage(c, 422, filled) : failurePage(c, made.code, c.var.requestId)
  })

  app.get(revocation.path, async (c) => {
    const token = await c.var.services.serviceTokens.find(issuer(c).accountId, c.req.param('id') ?? '')
    if (!token) return failurePage(c, 'NOT_FOUND', c.var.requestId)
    if (token.revokedAt !== null) return c.redirect(href(list), 303)
    return c.html(<TokenRevocationPage page={pageInfo(c)} place={place} token={token} />)
  })

  app.post(revoking.path, async (c) => {
    const revoked = await c.var.services.serviceTokens.revoke(issuer(c), c.req.param('id') ?? '')
    if (!revoked.ok) return failurePage(c, revoked.code, c.var.requestId)
    leaveNotice(c, 'token_revoked')
    return c.redirect(href(list), 303)
  })

  return app
}
