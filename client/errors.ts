/** One wrong field, as a problem names it. */
export interface FieldError {
  field: string
  problem: string
  limit?: number
  message: string
}

interface Told {
  code: string
  status?: number
  message: string
  requestId?: string | null
  retryAfter?: number | null
  errors?: FieldError[]
  cause?: unknown
}

/** Tollgate said no, or nothing that could be understood. Holds no key and no token. */
export class TollgateError extends Error {
  override name = 'TollgateError'
  /** Of the problem (`KEY_OVER`); else TIMEOUT, UNREACHABLE, or UNEXPECTED_ANSWER for what Tollgate never says. */
  readonly code: string
  /** HTTP; 0 when there was no answer. */
  readonly status: number
  /** What to name to an operator; null when there was none. */
  readonly requestId: string | null
  /** Seconds after which it is worth another try; null when nothing was said. */
  readonly retryAfter: number | null
  /** The fields of VALIDATION_FAILED. */
  readonly errors: FieldError[]

  constructor({ code, status = 0, message, requestId = null, retryAfter = null, errors = [], cause }: Told) {
    super(message, { cause })
    this.code = code
    this.status = status
    this.requestId = requestId
    this.retryAfter = retryAfter
    this.errors = errors
  }
}

/** The error in an answer that is none of those that were hoped for. `body` is what it held, as JSON if it was that. */
export function errorOf({ status, headers }: Response, body: unknown): TollgateError {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const { code, message, request_id, errors } = problem
  const said = /^\d{1,9}$/.exec(headers.get('Retry-After') ?? String(problem.retry_after ?? ''))
  const isProblem = typeof code === 'string' && status >= 400
  return new TollgateError({
    code: isProblem ? code : 'UNEXPECTED_ANSWER',
    status,
    message:
      isProblem && typeof message === 'string' ? message : `An answer of status ${status} that is none of Tollgate's`,
    requestId: typeof request_id === 'string' ? request_id : headers.get('X-Request-Id'),
    retryAfter: said ? Number(said[0]) : null,
    errors: isProblem && Array.isArray(errors) ? errors : [],
  })
}
