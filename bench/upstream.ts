import { once } from 'node:events'
import { createServer as createHttpServer, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'

/**
 * The upstream of the benchmark, in a process of its own; run by run.ts, which it tells its ports. One port answers every
 * request at once with the least that HTTP/1.1 allows, so that it is not what is measured. The other streams: `/events`
 * sends one event and stays open, `/bytes/N` sends so many.
 */

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok'
const REQUEST_END = '\r\n\r\n'
const PIECE = Buffer.alloc(64 * 1024, 'x')

const plain = createServer((socket) => {
  let waiting = ''
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.on('data', (data) => {
    waiting += data.toString('latin1')
    for (let end = waiting.indexOf(REQUEST_END); end >= 0; end = waiting.indexOf(REQUEST_END)) {
      waiting = waiting.slice(end + REQUEST_END.length)
      socket.write(ANSWER)
    }
  })
})

const streaming = createHttpServer(async ({ url = '' }, response) => {
  if (url.startsWith('/bytes/')) return sendBytes(response, Number(url.slice('/bytes/'.length)))
  response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n')
})

async function sendBytes(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  for (let sent = 0; sent < bytes && !response.destroyed; sent += PIECE.length) {
    if (!response.write(PIECE)) await once(response, 'drain', { signal: gone.signal }).catch(() => {})
  }
  response.end()
}

const listening = (server: Server) =>
  new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port))
  })

process.send?.({ plain: await listening(plain), streaming: await listening(streaming) })
process.on('disconnect', () => process.exit(0))
