/** Why something that was asked could not be done. The statuses and texts of these codes live in src/app. */
export type FailureCode =
  | 'VALIDATION_FAILED'
  | 'MALFORMED_BODY'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'BODY_TOO_LARGE'
  | 'HEADER_INVALID'
  | 'PROXY_TOKEN_REFUSED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'CSRF_FAILED'
  | 'FRESH_SIGN_IN_REQUIRED'
  | 'ACCESS_REQUIRED'
  | 'ACCESS_UNAVAILABLE'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'INVALID_CREDENTIALS'
  | 'USER_SUSPENDED'
  | 'second_factor_required'
  | 'INVALID_CODE'
  | 'PASSKEY_REFUSED'
  | 'FACTOR_REQUIRED'
  | 'USERNAME_TAKEN'
  | 'EMAIL_TAKEN'
  | 'PATH_TAKEN'
  | 'TOKEN_UNUSABLE'
  | 'LAST_OWNER'
  | 'TEAM_CHANGED'
  | 'ALREADY_MEMBER'
  | 'TOO_MANY_PENDING'
  | 'TOO_MANY_INVITATIONS'
  | 'INVITATION_OVER'
  | 'INVITATION_FOR_ANOTHER'
  | 'OPERATOR_WITHOUT_ACCOUNT'
  | 'DELETION_UNDER_WAY'
  | 'KEY_OVER'
  | 'KEY_ROTATED'
  | 'KEY_IN_QUERY'
  | 'IDEMPOTENCY_KEY_INVALID'
  | 'IDEMPOTENCY_IN_FLIGHT'
  | 'IDEMPOTENCY_MISMATCH'
  | 'BILL_NOT_OPEN'
  | 'BILL_BEGUN'
  | 'SIGNATURE_REFUSED'
  | 'SIGNER_UNAVAILABLE'
  | 'TOO_MANY_TRIES'
  | 'THROTTLE_UNAVAILABLE'
  | 'PERIOD_NOT_OVER'
  | 'CALL_ARCHIVED'
  | 'NOTHING_CHARGED'
  | 'CALL_UNDER_WAY'
  | 'ALREADY_REFUNDED'
  | 'CURRENCY_MISMATCH'
  | 'METER_UNAVAILABLE'
  | 'INTERNAL'

/** One wrong field: its JSON name and what is wrong with it. */
export interface FieldError {
  field: string
  problem: FieldProblem
  /** The limit that was broken, where there is one; of a `line` which. */
  limit?: number
}

export type FieldProblem =
  | 'required'
  | 'type'
  | 'unknown'
  | 'too_short'
  | 'too_long'
  | 'too_small'
  | 'too_large'
  | 'format'
  | 'common_password'
  | 'taken'
  | 'reserved'
  | 'address_forbidden'
  | 'another_host'
  | 'in_the_past'
  | 'member'
  | 'mismatch'
  | 'ip_address'
  | 'json_object'
  | 'line'
  | 'body_size'
  | 'no_such_key'
  | 'no_such_route'
  | 'several_keys'
  | 'in_the_future'
  | 'too_early'
  | 'before_start'
  | 'months'

export interface Failure {
  ok: false
  code: FailureCode
  errors?: FieldError[]
  /** Seconds after which it is worth another try. */
  retryAfter?: number
}

/** An expected failure is a value; only the unexpected throws. */
export type Result<T> = { ok: true; value: T } | Failure

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value })
export const failed = (code: FailureCode, errors?: FieldError[]): Failure =>
  errors ? { ok: false, code, errors } : { ok: false, code }
export const mustWait = (code: FailureCode, retryAfter: number): Failure => ({ ok: false, code, retryAfter })
