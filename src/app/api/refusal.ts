import type { Context } from 'hono'
import type { DecisionCode } from '../../domain/metering/decision.ts'
import type { App } from '../context.ts'
import { problem, statusOf } from '../errors.ts'
import { READABLE_BY_ALL } from './cors.ts'

// RFC 6750, 3.1: without a key no error code.
const CHALLENGES: Partial<Record<DecisionCode, string>> = {
  KEY_MISSING: 'Bearer',
  KEY_MALFORMED: 'Bearer error="invalid_token"',
  KEY_NOT_FOUND: 'Bearer error="invalid_token"',
  KEY_REVOKED: 'Bearer error="invalid_token"',
  KEY_EXPIRED: 'Bearer error="invalid_token"',
  INSUFFICIENT_SCOPE: 'Bearer error="insufficient_scope"',
}

// Others may be stored by any cache unless they say no (RFC 9110, 15.1): a route may be there in a moment.
const NEVER_STORED = new Set([400, 401, 403, 429, 502, 503])

/** The gateway's answer to a call that does not pass, as a problem with its code. */
export function refusal(c: Context<App>, code: DecisionCode, more?: Record<string, string>): Response {
  const headers: Record<string, string> = { ...READABLE_BY_ALL, 'x-request-id': c.get('requestId'), ...more }
  const challenge = CHALLENGES[code]
  if (challenge) headers['www-authenticate'] = challenge
  if (!NEVER_STORED.has(statusOf(code))) headers['cache-control'] = 'no-store'
  return problem(c, code, headers)
}
