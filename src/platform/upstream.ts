import type { HeaderRecord } from '../domain/routing/headers.ts'
import { rewritten } from '../domain/routing/options.ts'
import { DEMO_UPSTREAM, type GatewayRoute, ROOT } from '../domain/routing/route.ts'
import { demoUpstream } from './demo-upstream.ts'
import { backoffMs, mayRepeat, RetryBudget } from './retries.ts'

/** `byClient`: its body was too large or broke off, which says nothing of the upstream. */
export type Forwarded =
  | { ok: true; response: Response; whole: ArrayBuffer | null }
  | { ok: false; code: 'UPSTREAM_TIMEOUT' | 'UPSTREAM_UNREACHABLE' | 'BODY_TOO_LARGE'; byClient: boolean }

/** A body that is announced as no longer is read whole: it mostly came with its head. Others are streams. */
const SMALL_BYTES = 16 * 1024

/** A call on its way to an upstream. */
export interface UpstreamCall {
  request: Request
  route: GatewayRoute
  /** After /api, and what follows it. */
  path: string
  search: string
  headers: () => HeaderRecord
}

/** GET and HEAD have no body that means anything (RFC 9110, 9.3.1), and `fetch` takes none with them. */
export const hasBody = (request: Request): boolean => request.method !== 'GET' && request.method !== 'HEAD'

/** Whether a client asks to go on as a WebSocket (RFC 6455, 4.1). */
const wantsSocket = (request: Request): boolean =>
  request.method === 'GET' && request.headers.get('Upgrade')?.toLowerCase() === 'websocket'

const budget = new RetryBudget(Date.now)
const LATE = new Error('the upstream was too slow')
const TOO_LARGE = new Error('the body is too large')
const ALWAYS_AWAY: ReadonlySet<number> = new Set([502, 503, 504])

/**
 * Sends a call to its route's upstream and answers when the upstream's head is there; bodies stream both ways, but a small
 * one comes whole. A redirect is the client's to follow. A route's timeout ends at the head or with a small body: a stream may
 * go on. A call that may be sent twice is, when
 * the upstream is away and the route says so, within the same timeout.
 */
export async function forward(call: UpstreamCall): Promise<Forwarded> {
  const { request, route } = call
  if (route.options.retries && mayRepeat(request)) return forwardPatiently(call, route.options.retries)
  const stop = new AbortController()
  const body = hasBody(request) && request.body ? atMost(request.body, route.maxBodyBytes, stop) : null
  return once(call, body, route.timeoutMs, stop)
}

async function forwardPatiently(call: UpstreamCall, retries: number): Promise<Forwarded> {
  const { request, route } = call
  const body = hasBody(request) ? await request.arrayBuffer() : null
  if (body && body.byteLength > route.maxBodyBytes) return { ok: false, code: 'BODY_TOO_LARGE', byClient: true }
  const end = Date.now() + route.timeoutMs
  for (let tries = 0; ; tries++) {
    const forwarded = await once(call, body, end - Date.now())
    const isAway = forwarded.ok ? ALWAYS_AWAY.has(forwarded.response.status) : forwarded.code === 'UPSTREAM_UNREACHABLE'
    const waitMs = backoffMs(tries, Math.random())
    if (!isAway || tries >= retries || Date.now() + waitMs >= end || !budget.take()) return forwarded
    if (forwarded.ok && !forwarded.whole) await forwarded.response.body?.cancel()
    await new Promise((done) => setTimeout(done, waitMs))
  }
}

async function once(
  call: UpstreamCall,
  body: ReadableStream | ArrayBuffer | null,
  withinMs: number,
  stop = new AbortController(),
): Promise<Forwarded> {
  const signal = call.route.upstreamUrl === DEMO_UPSTREAM ? undefined : stop.signal
  try {
    const answer = send(call, body, signal)
    if (!(answer instanceof Promise)) return { ok: true, response: answer, whole: null }
    return await inTime(withSmallBody(answer, call.request.method), withinMs)
  } catch (error) {
    const byClient = stop.signal.aborted
    stop.abort()
    if (stop.signal.reason === TOO_LARGE) return { ok: false, code: 'BODY_TOO_LARGE', byClient }
    return { ok: false, code: error === LATE ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNREACHABLE', byClient }
  }
}

async function withSmallBody(answer: Promise<Response>, method: string): Promise<Forwarded> {
  const response = await answer
  if (!isPassable(response)) throw new Error(`the upstream answered ${response.status}`)
  const bytes = method === 'HEAD' ? null : announcedLength(response.headers)
  const whole = bytes !== null && bytes <= SMALL_BYTES ? await response.arrayBuffer() : null
  return { ok: true, response, whole }
}

/** Whether a status can be passed on: those of RFC 9110, and 101 where there is a socket. */
const isPassable = ({ status, webSocket }: Response): boolean =>
  status === 101 ? Boolean(webSocket) : status >= 200 && status <= 599

/** How many bytes a body will have; null when that is not said, or said of bytes that are packed. */
export function announcedLength(headers: Headers): number | null {
  const length = headers.get('content-length') ?? ''
  return /^\d{1,15}$/.test(length) && !headers.has('content-encoding') ? Number(length) : null
}

function send(
  call: UpstreamCall,
  body: ReadableStream | ArrayBuffer | null,
  signal?: AbortSignal,
): Response | Promise<Response> {
  const { request, route, search, headers } = call
  const { method } = request
  const path = pathAtUpstream(route, call.path)
  if (!signal) return demoUpstream({ method, path: path || '/', search, headers, body: new Response(body).body })
  return fetch(upstreamAddress(route, call.path, search), {
    method,
    headers: wantsSocket(request) ? { ...headers(), upgrade: 'websocket' } : headers(),
    body,
    redirect: 'manual',
    signal,
  })
}

/** Where a call goes; of the built-in upstream the path alone means anything. `path` is after /api. */
export const upstreamAddress = (route: GatewayRoute, path: string, search: string): string =>
  joined(route.upstreamUrl, pathAtUpstream(route, path), search)

function pathAtUpstream(route: GatewayRoute, path: string): string {
  const rest = route.stripPrefix && route.path !== ROOT ? path.slice(route.path.length) : path
  return rewritten(rest, route.options.rewrites)
}

function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(LATE), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** `https://x.example/base/` and `/items` make `https://x.example/base/items`. */
const joined = (base: string, rest: string, search: string): string =>
  `${base.replace(/\/+$/, '')}${rest || (base.endsWith('/') ? '/' : '')}${search}`

/**
 * Passes a body on, and stops the call after so many bytes, since a length that nobody announced is seen only now, or when the
 * client breaks it off. An error of the body alone would end it at the upstream as if it were whole.
 */
function atMost(body: ReadableStream<Uint8Array>, most: number, stop: AbortController): ReadableStream {
  const reader = body.getReader()
  let bytes = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        bytes += value.byteLength
        if (bytes > most) throw TOO_LARGE
        controller.enqueue(value)
      } catch (error) {
        stop.abort(error)
        controller.error(error)
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
