import type { HeaderRecord } from '../domain/routing/headers.ts'

const MOST_EVENTS = 1_000
const MOST_WAIT_MS = 30_000

const number = (text: string | null, otherwise: number, most: number): number => {
  const value = Number(text ?? otherwise)
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : otherwise
}
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export interface DemoCall {
  method: string
  path: string
  search: string
  /** Made only when they are wanted. */
  headers: () => HeaderRecord
  body: ReadableStream | null
}

/**
 * The built-in upstream: answers with what it was sent as JSON, streams events on `/stream?events=N&interval=MS`, answers
 * `/status/CODE` with that status, and waits on `/slow?ms=N`. It needs no network, so a new service has something to call.
 */
export function demoUpstream(call: DemoCall): Response | Promise<Response> {
  const [, first, second] = call.path.split('/')
  if (first === 'status') return status(Number(second))
  const query = new URLSearchParams(call.search)
  return first === 'stream' ? stream(query) : echo(call, query, first === 'slow')
}

async function echo(
  { method, path, headers, body }: DemoCall,
  query: URLSearchParams,
  slow: boolean,
): Promise<Response> {
  if (slow) await wait(number(query.get('ms'), 1_000, MOST_WAIT_MS))
  const text = body ? await new Response(body).text() : ''
  return Response.json({
    method,
    path,
    query: Object.fromEntries(query),
    headers: headers(),
    body: text,
  })
}

function status(code: number): Response {
  if (!Number.isInteger(code) || code < 200 || code > 599)
    return Response.json({ error: 'a status from 200 to 599' }, { status: 400 })
  const bodiless = code === 204 || code === 205 || code === 304
  return bodiless ? new Response(null, { status: code }) : Response.json({ status: code }, { status: code })
}

function stream(query: URLSearchParams): Response {
  const events = number(query.get('events'), 5, MOST_EVENTS)
  const interval = number(query.get('interval'), 200, MOST_WAIT_MS)
  const encoder = new TextEncoder()
  let sent = 0
  const body = new ReadableStream({
    async pull(controller) {
      if (sent >= events) return controller.close()
      if (sent > 0) await wait(interval)
      sent += 1
      controller.enqueue(encoder.encode(`id: ${sent}\ndata: ${JSON.stringify({ event: sent, of: events })}\n\n`))
    },
  })
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
}
