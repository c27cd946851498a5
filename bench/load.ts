import { connect, type Socket } from 'node:net'
import { percentile } from './statistics.ts'

export interface Load {
  port: number
  path: string
  /** Several take turns, request by request. */
  headers: Record<string, string> | Record<string, string>[]
  connections: number
  ms: number
  /** At least so many answers, however long that takes. */
  atLeast?: number
  /** How long a connection rests between an answer and its next request, ms. */
  restMs?: number
  /** What every answer must be; another one ends the run with an error. */
  status: number
}

export interface Figures {
  answers: number
  /** Answers a second. */
  rate: number
  /** ms. */
  p50: number
  p99: number
}

/**
 * Keeps so many keep-alive connections busy for a time and measures each answer. A plain socket and the least parsing
 * that HTTP/1.1 allows: on two cores the client must not be what is measured.
 */
export async function load(load: Load): Promise<Figures> {
  const { port, path, connections, ms, atLeast = 0 } = load
  const requests = [load.headers].flat().map((headers) => {
    const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  })
  const durations: number[] = []
  let turn = 0
  const began = performance.now()
  const next = () =>
    performance.now() < began + ms || turn < atLeast ? (requests[turn++ % requests.length] as Buffer) : null
  await Promise.all(Array.from({ length: connections }, () => client(load, next, durations)))
  const seconds = (performance.now() - began) / 1000
  durations.sort((a, b) => a - b)
  return {
    answers: durations.length,
    rate: durations.length / seconds,
    p50: percentile(durations, 0.5),
    p99: percentile(durations, 0.99),
  }
}

/** Sends what `next` gives, one request at a time, until it gives none. */
function client({ port, status, restMs = 0 }: Load, next: () => Buffer | null, durations: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let sent = 0
    let waiting: Buffer = EMPTY
    const send = () => {
      const request = next()
      if (!request) {
        socket.end()
        return resolve()
      }
      sent = performance.now()
      socket.write(request)
    }
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the server ended the connection')))
    socket.on('data', (data) => {
      const answer = waiting.length === 0 ? data : Buffer.concat([waiting, data])
      if (!isWhole(answer)) {
        waiting = answer
        return
      }
      waiting = EMPTY
      const got = (answer[9] as number) * 100 + (answer[10] as number) * 10 + (answer[11] as number) - 48 * 111
      if (got !== status) {
        socket.destroy()
        return reject(new Error(`expected ${status}, got ${got}: ${answer.toString('latin1', 0, 2_000)}`))
      }
      durations.push(performance.now() - sent)
      if (restMs > 0) setTimeout(send, restMs)
      else send()
    })
  })
}

const EMPTY = Buffer.alloc(0)
const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** Whether the one answer that is under way has come whole. One request is out at a time, so nothing follows it. */
function isWhole(answer: Buffer): boolean {
  const head = answer.indexOf(HEAD_END)
  if (head < 0) return false
  const length = answer.indexOf('Content-Length: ')
  if (length >= 0 && length < head)
    return answer.length >= head + 4 + Number.parseInt(answer.toString('latin1', length + 16, length + 24), 10)
  const chunked = answer.indexOf('Transfer-Encoding: chunked')
  if (chunked < 0 || chunked > head) return true
  // A head may end as the last chunk does.
  return answer.length > head + HEAD_END.length && answer.subarray(-5).equals(LAST_CHUNK)
}
