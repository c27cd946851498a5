import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type Service, startService } from './service.ts'
import { gate } from './stub.ts'

/** WebSockets through the gateway, between a client and an upstream of ws. */

let service: Service
let upstream: string
let base: string
let key: string
/** The upgrade requests that reached the upstream, and its ends of the sockets. */
let upgrades: IncomingMessage[]
let sockets: WebSocket[]

const server = createServer()
const accepting = new WebSocketServer({ noServer: true, handleProtocols: (offered) => offered.has('chat') && 'chat' })
server.on('upgrade', (request, socket, head) => {
  upgrades.push(request)
  if (request.url?.startsWith('/refused')) {
    return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 10\r\nConnection: close\r\n\r\nnot to you')
  }
  accepting.handleUpgrade(request, socket, head, (accepted) => {
    sockets.push(accepted)
    accepted.on('message', (data, isBinary) => accepted.send(data, { binary: isBinary }))
  })
})

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  service = await startService('sockets')
  base = `${(await service.addRoute('ws', upstream)).replace('http://localhost', 'ws://127.0.0.1')}`
})
beforeEach(async () => {
  upgrades = []
  sockets = []
  key = await service.newKey()
})
afterAll(async () => {
  await service?.stop()
  for (const socket of accepting.clients) socket.terminate()
  server.closeAllConnections()
  server.close()
})

const connect = (path = '/echo', as = key) =>
  new WebSocket(base + path, ['chat'], { headers: { Authorization: `Bearer ${as}` } })
const opened = (socket: WebSocket) =>
  new Promise<WebSocket>((done, fail) => socket.once('open', () => done(socket)).once('error', fail))
const message = (socket: WebSocket) =>
  new Promise<[string, boolean]>((done) =>
    socket.once('message', (data, isBinary) => done([(data as Buffer).toString('hex'), isBinary])),
  )
const closed = (socket: WebSocket) =>
  new Promise<[number, string]>((done) => socket.once('close', (code, reason) => done([code, String(reason)])))
/** The status and the body of an upgrade that did not come about. */
const refused = (socket: WebSocket) =>
  new Promise<[number | undefined, string]>((done, fail) => {
    socket.once('open', () => fail(new Error('It was opened.'))).on('error', () => {})
    socket.once('unexpected-response', (_, response) => {
      let body = ''
      response.on('data', (piece) => {
        body += piece
      })
      response.on('end', () => done([response.statusCode, body]))
    })
  })
/** How the calls of the key ended. */
async function ended() {
  const id = (await service.owner.keys.list()).data[0]?.id
  const { data } = await service.owner.calls.list({ key: id })
  return data.map(({ outcome, status, credits, path }) => [outcome, status, credits, path])
}

test('text and bytes go both ways, in the subprotocol that the upstream chose', async () => {
  const socket = await opened(connect('/echo?room=1'))
  expect([socket.protocol, sockets[0]?.protocol, upgrades[0]?.url]).toEqual(['chat', 'chat', '/echo?room=1'])
  const hex = (text: string) => Buffer.from(text).toString('hex')
  const text = message(socket)
  socket.send('grüße')
  expect(await text).toEqual([hex('grüße'), false])
  const bytes = message(socket)
  socket.send(Buffer.from([0, 255, 1]))
  expect(await bytes).toEqual(['00ff01', true])
  const large = message(socket)
  socket.send(Buffer.alloc(500_000, 7))
  expect((await large)[0]).toBe('07'.repeat(500_000))
  socket.close()
  await closed(socket)
})

test('the upstream learns whose the socket is, and never the key', async () => {
  const socket = await opened(connect())
  const { headers } = upgrades[0] as IncomingMessage
  expect(headers).toMatchObject({ 'x-account-id': service.account, 'x-plan': 'free' })
  expect(JSON.stringify(headers)).not.toContain(key)
  expect(headers.authorization).toBeUndefined()
  socket.close()
  await closed(socket)
})

test('the client’s close reaches the upstream, with its code and reason', async () => {
  const socket = await opened(connect())
  const there = closed(sockets[0] as WebSocket)
  const here = closed(socket)
  socket.close(4001, 'enough')
  expect([await there, await here]).toEqual([
    [4001, 'enough'],
    [4001, 'enough'],
  ])
})

test('the upstream’s close reaches the client, with its code and reason', async () => {
  const socket = await opened(connect())
  const here = closed(socket)
  sockets[0]?.close(4002, 'moved')
  expect(await here).toEqual([4002, 'moved'])
})

test('an upstream that dies ends the client’s socket', async () => {
  const socket = await opened(connect())
  const here = closed(socket)
  sockets[0]?.terminate()
  expect((await here)[0]).not.toBe(1000)
  await expect.poll(ended).toEqual([['failed', 101, 0, '/api/ws/echo']])
})

test.each([1004, 1015, 999, 5000])('a close that nobody may send ends both sides: %i', async (code) => {
  const socket = await opened(connect())
  const there = sockets[0] as WebSocket
  const ends = [closed(socket), closed(there)]
  const { _socket: raw } = there as unknown as { _socket: Socket }
  raw.write(Buffer.from([0x88, 2, code >> 8, code & 255]))
  await Promise.all(ends)
  await expect.poll(async () => (await ended()).length).toBe(1)
})

test('a key that is none, and one over its limit, open nothing', async () => {
  const wrong = await refused(connect('/echo', `${key.slice(0, -1)}!`))
  expect([wrong[0], JSON.parse(wrong[1]).code]).toEqual([401, 'KEY_MALFORMED'])
  key = await service.newKey({ rate_limit: { limit: 1, window_seconds: 600 } })
  const socket = await opened(connect())
  const over = await refused(connect())
  expect([over[0], JSON.parse(over[1]).code]).toEqual([429, 'RATE_LIMITED'])
  expect(upgrades).toHaveLength(1)
  socket.close()
  await closed(socket)
})

test('an upstream that refuses the upgrade says so to the client', async () => {
  expect(await refused(connect('/refused'))).toEqual([403, 'not to you'])
  await expect.poll(ended).toEqual([['ok', 403, 1, '/api/ws/refused']])
})

test('a socket is one call, which ends with it', async () => {
  const socket = await opened(connect())
  for (const text of ['one', 'two', 'three']) {
    const back = message(socket)
    socket.send(text)
    await back
  }
  expect(await ended()).toEqual([])
  socket.close()
  await closed(socket)
  await expect.poll(ended).toEqual([['ok', 101, 1, '/api/ws/echo']])
})

test('a client that vanishes is gone at the upstream, and its call ends', async () => {
  const socket = await opened(connect())
  const gone = gate()
  sockets[0]?.once('close', gone.open)
  socket.terminate()
  await gone.passed
  await expect.poll(ended).toEqual([['ok', 101, 1, '/api/ws/echo']])
})
