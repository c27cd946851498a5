import { connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Refusal } from '../refusal.ts'

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    // A machine without IPv6 has no ::1 to be taken.
    server.once('error', (error: NodeJS.ErrnoException) =>
      done(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'),
    )
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)))
  })
}

// A service that was ended a moment ago may still be closing.
const PATIENCE_MS = 2_500

/** Refuses a port that someone listens on, on either family of localhost. */
export async function claimPort(port: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!((await canListen(port, '127.0.0.1')) && (await canListen(port, '::1')))) {
    if (Date.now() > deadline) {
      throw new Refusal(
        `Port ${port} is in use: end what listens there, or choose another with PORT=${port + 1} npm start.`,
      )
    }
    await delay(100)
  }
}

/** Lets clients that take localhost for ::1 reach the server on 127.0.0.1. Does nothing on a machine without IPv6. */
export function bridgeIpv6(port: number): void {
  const bridge = createServer((client) => {
    const server = connect(port, '127.0.0.1')
    client.pipe(server).pipe(client)
    client.on('error', () => server.destroy())
    server.on('error', () => client.destroy())
  })
  bridge.on('error', () => bridge.close())
  bridge.listen({ port, host: '::1', ipv6Only: true }).unref()
}
