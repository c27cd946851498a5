import { errorOf, TollgateError } from './errors.ts'

export interface Options {
  /** Where Tollgate is: `https://tollgate.example.com`. */
  url: string
  /** A service token (`st_…`), or a session's. None: `health` and `plans` alone. */
  token?: string | undefined
  /** Milliseconds within which a verification is decided, its retry included; then it is refused. 2,000 unless told. */
  verifyWithinMs?: number | undefined
  /** Milliseconds for anything else, its retries included. 10,000 unless told. */
  answerWithinMs?: number | undefined
  /** How many more tries what may be repeated gets. 2 unless told. */
  retries?: number | undefined
  /** Instead of the global one: a service binding's, for example. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** Waits so many milliseconds, or rejects when the signal says so. */
  sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined
  /** From 0 to below 1. */
  random?: (() => number) | undefined
}

export interface Asked {
  method: string
  path: string
  query?: object | undefined
  body?: unknown
  /** Names a write: Tollgate does it once, however often it is asked under this name. */
  idempotencyKey?: string | undefined
  /** Ends the operation with its reason. */
  signal?: AbortSignal | undefined
  withinMs: number
  /** Whether an answer that is no success is one all the same. */
  accepts?: (status: number) => boolean
  mayRepeat: (error: TollgateError) => boolean
}

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [200, 2_000]

/** Asks within a time, again where that may be done, and answers with the JSON of a success. Rejects with a TollgateError. */
export class Transport {
  readonly base: string
  readonly #headers: Record<string, string>
  readonly #options: Options

  constructor(options: Options) {
    const { url, token } = options
    const { origin, pathname, username, password } = new URL(url)
    // What `fetch` says of either would hold it.
    if (username || password) throw new TypeError('The address of Tollgate must hold no password')
    if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) throw new TypeError('The token holds what no header can')
    this.base = origin + pathname.replace(/\/+$/, '')
    this.#headers = { Accept: 'application/json', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) }
    this.#options = options
  }

  ask(asked: Asked): Promise<Record<string, unknown>> {
    const { retries = 2, sleep = wait, random = Math.random } = this.#options
    const end = Date.now() + asked.withinMs
    return within(asked.withinMs, asked.signal, async (signal) => {
      for (let tries = 0; ; tries++) {
        const answer = await this.#once(asked, signal)
        signal.throwIfAborted()
        if (!(answer instanceof TollgateError)) return answer
        // Full jitter, and never sooner than Tollgate said.
        const jitter = random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries)
        const waitMs = (answer.retryAfter ?? 0) * 1_000 + jitter
        if (tries >= retries || !asked.mayRepeat(answer) || Date.now() + waitMs >= end) throw answer
        await sleep(waitMs, signal)
      }
    })
  }

  async #once(asked: Asked, signal: AbortSignal): Promise<Record<string, unknown> | TollgateError> {
    const { method, path, body, idempotencyKey, accepts = () => false } = asked
    const { fetch: ask = (url: string, init: RequestInit) => fetch(url, init) } = this.#options
    const content = body === undefined ? {} : { body: JSON.stringify(body) }
    const headers = {
      ...this.#headers,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
    }
    try {
      // A redirect would carry the key along.
      const init = { method, headers, ...content, signal, redirect: 'manual' as const }
      const response = await ask(this.base + path + search(asked.query), init)
      const text = await response.text()
      const answer = parsed(text)
      const isTaken = response.ok || accepts(response.status)
      return isTaken && isObject(answer) ? answer : errorOf(response, answer)
    } catch (cause) {
      return new TollgateError({ code: 'UNREACHABLE', message: 'Tollgate could not be reached', cause })
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function search(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/** The work's outcome, or its end when the time is over or the caller gives up: also when `fetch` takes no notice. */
async function within<T>(
  ms: number,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  caller?.throwIfAborted()
  const abort = new AbortController()
  const giveUp = () => abort.abort(caller?.reason)
  caller?.addEventListener('abort', giveUp)
  const late = () => abort.abort(new TollgateError({ code: 'TIMEOUT', message: `Tollgate gave no answer in ${ms} ms` }))
  const timer = setTimeout(late, ms)
  const ended = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason))
  })
  try {
    return await Promise.race([work(abort.signal), ended])
  } finally {
    clearTimeout(timer)
    caller?.removeEventListener('abort', giveUp)
  }
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done, reject) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
