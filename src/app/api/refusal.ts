import type { Context } from 'hono'
import type { DecisionCode } from '../../domain/metering/decision.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
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

/** The gateway's answer to a call that does not pass, as a problem with its code. */
export function refusal(c: Context<App>, code: DecisionCode, more?: Record<string, string>): Response {
  const headers: Record<string, string> = {
    ...READABLE_BY_ALL,
    'cache-control': 'no-store',
    'x-request-id': c.get('requestId'),
    ...more,
  }
  const challenge = CHALLENGES[code]
  if (challenge) headers['www-authenticate'] = challenge
  return problem(c, code, headers)
}
