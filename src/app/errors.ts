import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { LANGUAGES } from '../../views/text/languages.ts'
import type { Failure, FailureCode } from '../domain/failures.ts'
import type { DecisionCode } from '../domain/metering/decision.ts'
import type { Locale } from '../domain/people/people.ts'
import type { App } from './context.ts'
import { acceptedLocale } from './middleware/locale.ts'

export type Code = FailureCode | DecisionCode

/** The one place that knows what a code is in HTTP. */
const STATUS = {
  VALID: 200,
  VALIDATION_FAILED: 422,
  MALFORMED_BODY: 400,
  UNSUPPORTED_MEDIA_TYPE: 415,
  BODY_TOO_LARGE: 413,
  HEADER_INVALID: 400,
  PROXY_TOKEN_REFUSED: 503,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  CSRF_FAILED: 403,
  FRESH_SIGN_IN_REQUIRED: 403,
  ACCESS_REQUIRED: 403,
  ACCESS_UNAVAILABLE: 503,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  INVALID_CREDENTIALS: 401,
  USER_SUSPENDED: 403,
  second_factor_required: 401,
  INVALID_CODE: 401,
  PASSKEY_REFUSED: 401,
  FACTOR_REQUIRED: 403,
  USERNAME_TAKEN: 409,
  EMAIL_TAKEN: 409,
  PATH_TAKEN: 409,
  TOKEN_UNUSABLE: 410,
  LAST_OWNER: 409,
  TEAM_CHANGED: 409,
  ALREADY_MEMBER: 409,
  TOO_MANY_PENDING: 409,
  TOO_MANY_INVITATIONS: 429,
  INVITATION_OVER: 410,
  INVITATION_FOR_ANOTHER: 403,
  OPERATOR_WITHOUT_ACCOUNT: 409,
  DELETION_UNDER_WAY: 409,
  KEY_OVER: 409,
  KEY_ROTATED: 409,
  KEY_IN_QUERY: 400,
  IDEMPOTENCY_KEY_INVALID: 400,
  IDEMPOTENCY_IN_FLIGHT: 409,
  IDEMPOTENCY_MISMATCH: 422,
  BILL_NOT_OPEN: 409,
  BILL_BEGUN: 409,
  SIGNATURE_REFUSED: 403,
  SIGNER_UNAVAILABLE: 503,
  TOO_MANY_TRIES: 429,
  THROTTLE_UNAVAILABLE: 503,
  PERIOD_NOT_OVER: 409,
  CALL_ARCHIVED: 409,
  NOTHING_CHARGED: 409,
  CALL_UNDER_WAY: 409,
  ALREADY_REFUNDED: 409,
  CURRENCY_MISMATCH: 409,
  METER_UNAVAILABLE: 503,
  INTERNAL: 500,
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
  IP_FORBIDDEN: 403,
  INSUFFICIENT_SCOPE: 403,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 429,
  ROUTE_NOT_FOUND: 404,
  UPSTREAM_TIMEOUT: 504,
  UPSTREAM_UNREACHABLE: 502,
  UPSTREAM_CIRCUIT_OPEN: 503,
} as const satisfies Record<Code, ContentfulStatusCode>

/** The HTTP status of a code. */
export const statusOf = (code: Code): ContentfulStatusCode => STATUS[code]

/** `KEY_REVOKED` -> `Key revoked`: the same in every language, as RFC 9457 asks of a title. */
const titleOf = (code: Code): string => code.charAt(0).toUpperCase() + code.slice(1).toLowerCase().replaceAll('_', ' ')

// How a sentence goes on to the next.
const SPACE: Record<Locale, string> = { en: ' ', zh: '' }

function messageOf(code: Code, locale: Locale, retryAfter: number | undefined): string {
  const { decisions, failures, failure } = LANGUAGES[locale]
  if (code in decisions) {
    const { meaning, remedy } = decisions[code as DecisionCode]
    return meaning + SPACE[locale] + remedy
  }
  const { title, detail } = failures[code as FailureCode]
  return title + failure.stop + (retryAfter === undefined ? detail : failure.tryAgainIn(retryAfter))
}

// `URL` would parse the whole of it, on every refused call.
const originOf = (url: string): string => url.slice(0, url.indexOf('/', 'https://'.length))

/** `Retry-After` for a failure that says when it is worth another try. */
export const retryHeader = (failure: Code | Failure): Record<string, string> =>
  typeof failure === 'string' || failure.retryAfter === undefined ? {} : { 'Retry-After': String(failure.retryAfter) }

/**
 * An RFC 9457 answer: application/problem+json with the code, the request id and a message in the reader's language.
 * `headers` are added to it. Works before any middleware but the request id has run.
 */
export function problem(c: Context<App>, failure: Code | Failure, headers: Record<string, string> = {}): Response {
  const { code, errors = [], retryAfter } = typeof failure === 'string' ? { code: failure } : failure
  const locale = c.get('locale') ?? acceptedLocale(c.req.header('Accept-Language'))
  const message = messageOf(code, locale, retryAfter)
  const body = {
    type: `${c.get('docs') ?? originOf(c.req.url)}/docs#${code}`,
    title: titleOf(code),
    status: STATUS[code],
    detail: message,
    instance: c.req.path,
    code,
    request_id: c.get('requestId'),
    errors: errors.map((error) => ({ ...error, message: LANGUAGES[locale].problems[error.problem](error.limit) })),
    ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
    success: false,
    message,
  }
  return new Response(JSON.stringify(body), {
    status: STATUS[code],
    headers: { 'Content-Type': 'application/problem+json', ...retryHeader(failure), ...headers },
  })
}
