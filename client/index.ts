import type { DecisionCode } from './codes.ts'
import { TollgateError } from './errors.ts'
import { type Asked, type Options, Transport } from './transport.ts'
import type {
  Bill,
  BillQuery,
  CallPage,
  CallQuery,
  ChangedKey,
  ExplainedCall,
  Health,
  Key,
  KeyChange,
  KeyInput,
  KeyQuery,
  KeyRow,
  NewKey,
  Page,
  PageQuery,
  Plan,
  RotatedKey,
  Usage,
  UsageQuery,
  WholeBill,
} from './types.ts'

export type { DecisionCode } from './codes.ts'
export { type FieldError, TollgateError } from './errors.ts'
export type { Options } from './transport.ts'
export type * from './types.ts'

export interface Verification {
  /** As the caller sent it. */
  key: string
  /** Whole credits; 1 unless told. */
  cost?: number | undefined
  /** The key must hold them all. */
  scopes?: string[] | undefined
  /** Where the call comes from, for keys that are bound to addresses: IPv4 or IPv6. */
  ip?: string | undefined
  /** What the call stands under in the account's usage; `verify` unless told. */
  route?: string | undefined
}

interface Known {
  name: string | null
  scopes: string[]
  /** Every limit of the key and its account as it stands now. */
  limits: { name: string; quota: number; remaining: number; reset_seconds: number | null }[]
  /** UTC ms. */
  expires_at: number | null
}

/** The call may pass, and was charged. */
export interface Allowed extends Known {
  valid: true
  code: 'VALID'
  key_id: string
  account_id: string
  plan: string | null
  /** Seconds until the limit that refused starts anew: none did. */
  retry_after: null
  request_id: string
}

/** The call must not pass, and cost nothing. */
export interface Refused extends Known {
  valid: false
  /** METER_UNAVAILABLE also when Tollgate did not answer, or not as it does. */
  code: Exclude<DecisionCode, 'VALID'>
  key_id: string | null
  account_id: string | null
  plan: string | null
  /** Seconds after which another try is worth it; null when none is. */
  retry_after: number | null
  request_id: string | null
  /** Why there is no decision, for a log: with METER_UNAVAILABLE alone. */
  error?: TollgateError
}
export type Decision = Allowed | Refused

export interface CallOptions {
  /** Rejects with the signal's reason. What was asked may have been done. */
  signal?: AbortSignal | undefined
}

export interface WriteOptions extends CallOptions {
  /** Names the write for 24 hours: asked again under it, it is not done again. A new UUID unless told. */
  idempotencyKey?: string | undefined
}

const AWAY: ReadonlySet<number> = new Set([0, 429, 502, 503, 504])
const mayReadAgain = ({ status, code }: TollgateError) => AWAY.has(status) && code !== 'TIMEOUT'
const mayWriteAgain = (error: TollgateError) => mayReadAgain(error) || error.code === 'IDEMPOTENCY_IN_FLIGHT'

/**
 * A Tollgate. What is read or written is asked for again, with backoff and full jitter, when it is away; a write under one
 * Idempotency-Key, so that it is done once.
 * Methods reject with a TollgateError.
 *
 *     const tollgate = new Tollgate({ url: 'https://tollgate.example.com', token: env.TOLLGATE_TOKEN })
 *     const decision = await tollgate.verify({ key, cost: 2, scopes: ['reports'] })
 *     if (!decision.valid) return new Response(decision.code, { status: 403 })
 */
export class Tollgate {
  /** Without a slash at its end. */
  readonly url: string
  readonly #transport: Transport
  readonly #verifyWithinMs: number
  readonly #answerWithinMs: number

  /** Throws a TypeError when the address or the token cannot be used. */
  constructor(options: Options) {
    this.#transport = new Transport(options)
    this.url = this.#transport.base
    this.#verifyWithinMs = options.verifyWithinMs ?? 2_000
    this.#answerWithinMs = options.answerWithinMs ?? 10_000
  }

  /**
   * Whether a call with this key may pass; it is charged when it may. Fails closed: within `verifyWithinMs` there is a decision
   * of Tollgate's, or a refusal METER_UNAVAILABLE with its `error`. Asked again only after a 503 that says when, since
   * Tollgate takes back what it charged then; after a timeout nobody knows, and a second try could charge twice.
   *
   * Rejects with a TollgateError for what the program got wrong: 401 and 403 for its token, 404 for the address, 422 with `errors`.
   */
  async verify(verification: Verification, { signal }: CallOptions = {}): Promise<Decision> {
    try {
      const answer = await this.#transport.ask({
        method: 'POST',
        path: '/api/keys/verify',
        body: verification,
        signal,
        withinMs: this.#verifyWithinMs,
        mayRepeat: ({ code, status, retryAfter }) =>
          status === 503 && code === 'METER_UNAVAILABLE' && retryAfter !== null,
      })
      if (isDecision(answer)) return answer
      return unavailable(
        new TollgateError({ code: 'UNEXPECTED_ANSWER', status: 200, message: 'An answer that decides nothing' }),
      )
    } catch (error) {
      if (!(error instanceof TollgateError) || isOurs(error)) throw error
      return unavailable(error)
    }
  }

  readonly keys = {
    /** A page of the account's keys with their use; the newest first unless told. Needs `keys:read`. */
    list: (query: KeyQuery = {}, options?: CallOptions) => this.#read<Page<KeyRow>>('/api/keys', options, query),
    /** All of them, page by page. */
    all: (query: KeyQuery = {}, options?: CallOptions) => pages(query, (part) => this.keys.list(part, options)),
    /** Its text is in this answer alone. Needs `keys:write`, as all that follows but `get`. */
    create: (key: KeyInput, options?: WriteOptions) => this.#write<NewKey>('POST', '/api/keys', options, key),
    get: async (id: string, options?: CallOptions) => (await this.#read<{ key: Key }>(path('keys', id), options)).key,
    /** Changes what is named. KEY_OVER (409) of a revoked key. */
    change: (id: string, change: KeyChange, options?: WriteOptions) =>
      this.#write<ChangedKey>('PATCH', path('keys', id), options, change),
    /** A new key with the same fields; the old one works on for the grace, a day unless told. KEY_OVER, KEY_ROTATED (409). */
    rotate: (id: string, input: { grace_seconds?: number | undefined } = {}, options?: WriteOptions) =>
      this.#write<RotatedKey>('POST', `${path('keys', id)}/rotation`, options, input),
    /** For good, and once more without harm. Its next call is refused when `in_force`. */
    revoke: (id: string, options?: WriteOptions) => this.#write<ChangedKey>('DELETE', path('keys', id), options),
  }

  readonly calls = {
    /** A page of calls, the last ended first. It may be short, even empty, and have a next one. Needs `usage:read`. */
    list: (query: CallQuery = {}, options?: CallOptions) => this.#read<CallPage>('/api/calls', options, query),
    /** All of them, page by page. */
    all: (query: CallQuery = {}, options?: CallOptions) => pages(query, (part) => this.calls.list(part, options)),
    /** One call, its decision with each check in its order. */
    get: async (requestId: string, options?: CallOptions) =>
      (await this.#read<{ call: ExplainedCall }>(path('calls', requestId), options)).call,
  }

  readonly bills = {
    /** A page of the account's bills, the newest month first. Needs `billing:read`. */
    list: (query: BillQuery = {}, options?: CallOptions) => this.#read<Page<Bill>>('/api/bills', options, query),
    /** All of them, page by page. */
    all: (query: BillQuery = {}, options?: CallOptions) => pages(query, (part) => this.bills.list(part, options)),
    /** One bill with its lines, and what was paid and credited since. */
    get: async (id: string, options?: CallOptions) =>
      (await this.#read<{ bill: WholeBill }>(path('bills', id), options)).bill,
  }

  /** Calls over time, in all and by group, beside the period before; and this month against the plan. Needs `usage:read`. */
  usage(query: UsageQuery = {}, options?: CallOptions): Promise<Usage> {
    return this.#read('/api/usage', options, query)
  }

  /** The plans on sale. */
  async plans(options?: CallOptions): Promise<Plan[]> {
    return (await this.#read<Page<Plan>>('/api/plans', options)).data
  }

  /** Whether D1 and the meter answer, also when they do not (`failing`). */
  health(options?: CallOptions): Promise<Health> {
    return this.#ask(
      { method: 'GET', path: '/api/health', accepts: (status) => status === 503, mayRepeat: mayReadAgain },
      options,
    )
  }

  #read<T>(path: string, options?: CallOptions, query?: object): Promise<T> {
    return this.#ask({ method: 'GET', path, query, mayRepeat: mayReadAgain }, options)
  }

  #write<T>(method: string, path: string, options: WriteOptions = {}, body?: unknown): Promise<T> {
    const { idempotencyKey = crypto.randomUUID(), signal } = options
    return this.#ask({ method, path, body, idempotencyKey, mayRepeat: mayWriteAgain }, { signal })
  }

  async #ask<T>(asked: Omit<Asked, 'withinMs'>, options: CallOptions = {}): Promise<T> {
    return (await this.#transport.ask({ ...asked, ...options, withinMs: this.#answerWithinMs })) as T
  }
}

/** Throws a TypeError where an id would make it another path. */
function path(list: string, id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new TypeError(`No id: "${id}"`)
  return `/api/${list}/${encodeURIComponent(id)}`
}

async function* pages<Q extends PageQuery, T>(query: Q, list: (query: Q) => Promise<Page<T>>): AsyncGenerator<T, void> {
  for (let cursor: string | null | undefined = query.cursor; cursor !== null; ) {
    const page: Page<T> = await list({ ...query, cursor })
    yield* page.data
    cursor = page.next_cursor ?? null
  }
}

/** What the program has to mend. A 408 and a 429 are some proxy's, a 413 is of the key that a client sent. */
const isOurs = ({ status }: TollgateError): boolean =>
  status >= 400 && status < 500 && ![408, 413, 429].includes(status)

function isDecision(answer: Record<string, unknown>): answer is Record<string, unknown> & Decision {
  const { valid, code, key_id, account_id, scopes, limits } = answer
  if (typeof code !== 'string' || !Array.isArray(scopes) || !Array.isArray(limits)) return false
  if (valid === true) return code === 'VALID' && typeof key_id === 'string' && typeof account_id === 'string'
  return valid === false && code !== 'VALID'
}

const unavailable = (error: TollgateError): Refused => ({
  valid: false,
  code: 'METER_UNAVAILABLE',
  key_id: null,
  account_id: null,
  plan: null,
  name: null,
  scopes: [],
  limits: [],
  retry_after: error.retryAfter ?? 1,
  expires_at: null,
  request_id: error.requestId,
  error,
})
