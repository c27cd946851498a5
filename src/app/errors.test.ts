import { expect, test } from 'vitest'
import { DECISION_CODES } from '../domain/metering/decision.ts'
import { statusOf } from './errors.ts'

// As the contract's table of decision codes has it.
const CONTRACT: Record<(typeof DECISION_CODES)[number], number> = {
  VALID: 200,
  KEY_MISSING: 401,
  KEY_MALFORMED: 401,
  KEY_NOT_FOUND: 401,
  KEY_REVOKED: 401,
  KEY_EXPIRED: 401,
  KEY_DISABLED: 403,
  ACCOUNT_SUSPENDED: 403,
  ACCOUNT_UNVERIFIED: 403,
  PAYMENT_REQUIRED: 402,
  SPENDING_LIMIT: 402,
  KEY_IN_QUERY: 400,
  IP_FORBIDDEN: 403,
  INSUFFICIENT_SCOPE: 403,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 429,
  ROUTE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  METER_UNAVAILABLE: 503,
  UPSTREAM_TIMEOUT: 504,
  UPSTREAM_UNREACHABLE: 502,
  UPSTREAM_CIRCUIT_OPEN: 503,
}

test.each(DECISION_CODES)('%s has the status of the contract', (code) => {
  expect(statusOf(code)).toBe(CONTRACT[code])
})
