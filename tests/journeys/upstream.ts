import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Upstream {
  url: string
  /** Resolves when the client of the request on this path has gone. */
  hungUp: (path: string) => Promise<void>
  close: () => Promise<void>
}

/** An HTTP API on loopback that behaves and misbehaves as real ones do. */
export async function startUpstream(): Promise<Upstream> {
  const waiting = new Map<string, () => void>()
  const gone = new Map<string, Promise<void>>()
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://upstream').pathname
    response.on('close', () => waiting.get(path)?.())
    answers[path]?.(request, response) ?? echo(request, response)
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    hungUp(path) {
      const known = gone.get(path)
      if (known) return known
      const promise = new Promise<void>((resolve) => waiting.set(path, resolve))
      gone.set(path, promise)
      return promise
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let bytes = 0
  for await (const chunk of request) bytes += (chunk as Buffer).length
  const { method, url, headers } = request
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ method, url, headers, bytes }))
}

const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => true> = {
  '/dies': (_, response) => {
    response.writeHead(200, { 'Content-Length': '100000' })
    response.write('half')
    setImmediate(() => response.destroy())
    return true
  },
  '/silent': () => true,
  '/redirect': (_, response) => {
    response.writeHead(302, { Location: 'https://example.com/elsewhere' }).end()
    return true
  },
  '/claims': (_, response) => {
    const headers = {
      'Set-Cookie': 'session=stolen',
      Connection: 'X-Private',
      'X-Private': '1',
      'Content-Type': 'text/html',
    }
    response.writeHead(200, headers).end('<script>document.cookie</script>')
    return true
  },
  '/endless': (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write('data: first\n\n')
    // Locally a client that went is noticed when the next piece cannot be written.
    const ticking = setInterval(() => response.write('data: more\n\n'), 100)
    response.on('close', () => clearInterval(ticking))
    return true
  },
}
