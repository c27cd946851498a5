import type { Context } from 'hono'
import { failed, ok, type Result } from '../../domain/failures.ts'
import type { App, Bindings } from '../context.ts'
import { type Code, problem, statusOf } from '../errors.ts'
import { holdsKey } from '../middleware/query-key.ts'
import { settingsOf } from '../middleware/services.ts'
import { readTerms, type Terms } from './authorize-input.ts'
import { READABLE_BY_ALL } from './cors.ts'
import { admit } from './gateway.ts'
import { addressOf } from './pass-on.ts'
import { presentedKey } from './presented-key.ts'
import { rateHeaders } from './rate-headers.ts'
import { refusal } from './refusal.ts'
import { settleNow } from './settle.ts'
import { serviceTokenOf } from './token-of.ts'

const TIMEOUT_MS = 30_000
const PATH_KEPT = 256
const RETRY = { 'retry-after': '1' }

/**
 * Decides and charges a call that a reverse proxy passes on itself: it asks here first, with the client's own headers.
 * docs/integrations
 */
export async function authorize(c: Context<App>): Promise<Response> {
  const settings = settingsOf(c.env)
  const { headers } = c.req.raw
  const { method, uris } = original(c)
  if (uris.some((uri) => holdsKey(uri, settings.API_PREFIX))) return deny(c, 'KEY_IN_QUERY', refusal(c, 'KEY_IN_QUERY'))
  const presented = presentedKey(headers, settings.API_PREFIX, settings.KEY_SECRETS)
  if (!presented.ok) return deny(c, presented.code, refusal(c, presented.code))
  const unavailable = () => deny(c, 'METER_UNAVAILABLE', refusal(c, 'METER_UNAVAILABLE', RETRY))
  const terms = await termsOf(c).catch(() => null)
  if (!terms) return unavailable()
  if (!terms.ok) return deny(c, terms.code, problem(c, terms, READABLE_BY_ALL))
  const began = Date.now()
  const decision = await admit(c, presented, {
    id: c.var.requestId,
    keyHash: presented.hash,
    ...terms.value,
    method,
    path: (uris[0] ?? '').split(/[?#]/, 1)[0]?.slice(0, PATH_KEPT) ?? '',
    requireVerified: settings.REQUIRE_VERIFIED_EMAIL,
    timeoutMs: TIMEOUT_MS,
  })
  if (!decision || decision.code === 'METER_UNAVAILABLE') return unavailable()
  if (decision.code !== 'VALID') return deny(c, decision.code, refusal(c, decision.code, rateHeaders(decision)))
  settleNow(c, presented.tag, began)
  return Response.json(
    { success: true },
    {
      headers: {
        ...READABLE_BY_ALL,
        ...rateHeaders(decision),
        'Cache-Control': 'no-store',
        'X-Account-Id': decision.accountId ?? '',
        'X-Key-Id': decision.keyId ?? '',
        'X-Plan': decision.plan ?? '',
      },
    },
  )
}

/** What the client asked of the proxy: for the record, and each address in which a key may stand. The first one counts. */
function original(c: Context<App>): { method: string; uris: string[] } {
  const said = c.req.header('X-Original-Method') ?? c.req.header('X-Forwarded-Method') ?? ''
  const uris = [
    c.req.header('X-Original-URI'),
    c.req.header('X-Forwarded-Uri'),
    c.req.url.slice(new URL(c.req.url).origin.length),
  ]
  return {
    method: /^[A-Z]{1,16}$/.test(said) ? said : c.req.method,
    uris: uris.filter((uri) => uri !== undefined),
  }
}

/** What the proxy says counts beside a token that operators issued; else a call costs 1 and comes from who asks. */
async function termsOf(c: Context<App>): Promise<Result<Terms>> {
  if (await isProxy(c.env, c.req.header('X-Proxy-Token'))) return readTerms(c.req.raw.headers)
  // The proxy's own address says so, which no client writes: a token that is over must not do away with scopes unseen.
  if (c.req.query('proxy') === 'required') return failed('PROXY_TOKEN_REFUSED')
  return ok({ credits: 1, scopes: [], routeId: 'authorize', address: addressOf(c.req.raw) })
}

/** A client's own header beside the proxy's comes as one, with a comma: it must not make the proxy's void. */
async function isProxy(env: Bindings, header: string | undefined): Promise<boolean> {
  for (const text of header?.split(',', 3) ?? []) {
    const bearer = await serviceTokenOf(env, text.trim())
    if (bearer && !bearer.session && bearer.scopes.some((scope) => scope === 'proxy' || scope === 'keys:verify'))
      return true
  }
  return false
}

/** The refusal as this proxy can take it: some know no other than 401 and 403. */
function deny(c: Context<App>, code: Code, refused: Response): Response {
  const headers = new Headers(refused.headers)
  headers.set('X-Decision-Code', code)
  headers.set('X-Decision-Status', String(statusOf(code)))
  const status = c.req.query('deny') === '403' && refused.status !== 401 ? 403 : refused.status
  return new Response(refused.body, { status, headers })
}
