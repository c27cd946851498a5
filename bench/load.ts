import { connect, type Socket } from 'node:net'

export interface Load {
  port: number
  path: string
  headers: Record<string, string>
  connections: number
  ms: number
  /** What every answer must be; another one ends the run with an error. */
  status: number
}

export interface Figures {
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
export async function load({ port, path, headers, connections, ms, status }: Load): Promise<Figures> {
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  const durations: number[] = []
  const began = performance.now()
  await Promise.all(Array.from({ length: connections }, () => client(port, request, status, began + ms, durations)))
  const seconds = (performance.now() - began) / 1000
  durations.sort((a, b) => a - b)
  const at = (share: number) =>
    durations[Math.min(durations.length - 1, Math.floor(share * durations.length))] ?? Number.NaN
  return { rate: durations.length / seconds, p50: at(0.5), p99: at(0.99) }
}

function client(port: number, request: Buffer, status: number, until: number, durations: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let sent = 0
    let waiting: Buffer = EMPTY
    const send = () => {
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
      const now = performance.now()
      durations.push(now - sent)
      if (now < until) return send()
      socket.end()
      resolve()
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
