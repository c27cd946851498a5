import type { HeaderList } from '../domain/routing/headers.ts'
import { DEMO_UPSTREAM, type GatewayRoute } from '../domain/routing/route.ts'
import { demoUpstream } from './demo-upstream.ts'

export type Forwarded =
  | { ok: true; response: Response }
  | { ok: false; code: 'UPSTREAM_TIMEOUT' | 'UPSTREAM_UNREACHABLE' | 'BODY_TOO_LARGE' }

/**
 * Sends a call to its route's upstream and answers when the upstream's head is there; bodies stream both ways. A redirect
 * is the client's to follow. `path` begins after /api. A timeout of the route ends at the head: a stream may go on.
 */
export async function forward(
  request: Request,
  route: GatewayRoute,
  path: string,
  search: string,
  headers: HeaderList,
): Promise<Forwarded> {
  const rest = route.stripPrefix ? path.slice(route.path.length) : path
  const abort = new AbortController()
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    abort.abort()
  }, route.timeoutMs)
  const limited = request.body ? atMost(request.body, route.maxBodyBytes) : null
  try {
    const { method } = request
    const body = limited?.body ?? null
    const answer =
      route.upstreamUrl === DEMO_UPSTREAM
        ? beforeAbort(abort.signal, demoUpstream({ method, path: rest || '/', search, headers, body }))
        : fetch(joined(route.upstreamUrl, rest, search), {
            method,
            headers,
            body,
            redirect: 'manual',
            signal: abort.signal,
          })
    return { ok: true, response: await answer }
  } catch {
    if (limited?.exceeded()) return { ok: false, code: 'BODY_TOO_LARGE' }
    return { ok: false, code: timedOut ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNREACHABLE' }
  } finally {
    clearTimeout(timer)
  }
}

/** `https://x.example/base/` and `/items` make `https://x.example/base/items`. */
const joined = (base: string, rest: string, search: string): string =>
  `${base.replace(/\/+$/, '')}${rest || (base.endsWith('/') ? '/' : '')}${search}`

function beforeAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  return Promise.race([work, aborted])
}

/** Passes a body on and breaks it off after so many bytes: a length that nobody announced is seen only now. */
function atMost(body: ReadableStream<Uint8Array>, most: number): { body: ReadableStream; exceeded: () => boolean } {
  let bytes = 0
  let exceeded = false
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes > most) {
        exceeded = true
        controller.error(new Error('the body is too large'))
      } else controller.enqueue(chunk)
    },
  })
  return { body: body.pipeThrough(counter), exceeded: () => exceeded }
}
