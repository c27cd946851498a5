import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Stub {
  url: string
  /** The heads of what it was asked. */
  asked: { method: string; url: string; headers: IncomingHttpHeaders }[]
  close: () => void
}

/** An upstream on loopback. */
export async function startStub(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<Stub> {
  const asked: Stub['asked'] = []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    asked.push({ method, url, headers })
    Promise.resolve(answer(request, response)).catch((error) => response.destroy(error))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close }
}

/** What a test waits for, or lets happen. */
export function gate(): { passed: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: resolve }
}
