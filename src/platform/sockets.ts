import type { BodyEnd } from './watched-body.ts'

/** Of a connection that ended without saying why (RFC 6455, 7.4.1): nobody may send these. */
const UNSAID = 1005
const BROKEN = 1006
/** What the other side is told then: the gateway got no proper end (IANA's registry of close codes). */
const BAD_GATEWAY = 1014

/**
 * Joins an upstream's socket to one for the client, both ways and with the way it is closed, and counts the bytes that the
 * client gets. Workers tell nothing of how much of a socket's traffic is still to be sent: nothing slows a fast sender down.
 */
export function joinSockets(upstream: WebSocket): { client: WebSocket; ended: Promise<BodyEnd> } {
  const { 0: client, 1: ours } = new WebSocketPair()
  let bytes = 0
  let finish: (end: BodyEnd) => void
  const ended = new Promise<BodyEnd>((resolve) => {
    finish = resolve
  })
  for (const socket of [upstream, ours]) {
    socket.binaryType = 'arraybuffer'
    // A close is answered by the other end, not here.
    socket.accept({ allowHalfOpen: true })
  }
  join(upstream, ours, (size) => {
    bytes += size
  })
  join(ours, upstream)
  upstream.addEventListener('close', ({ code }) => finish({ how: code === BROKEN ? 'broken' : 'sent', bytes }))
  upstream.addEventListener('error', () => finish({ how: 'broken', bytes }))
  ours.addEventListener('close', () => finish({ how: 'cancelled', bytes }))
  ours.addEventListener('error', () => finish({ how: 'cancelled', bytes }))
  return { client, ended }
}

function join(from: WebSocket, to: WebSocket, count?: (bytes: number) => void): void {
  from.addEventListener('message', ({ data }) => {
    count?.(typeof data === 'string' ? ENCODER.encode(data).byteLength : data.byteLength)
    attempt(() => to.send(data))
  })
  from.addEventListener('close', ({ code, reason }) => {
    if (code === UNSAID) attempt(() => to.close())
    // Codes and reasons that nobody may send end the other side all the same.
    else attempt(() => to.close(code === BROKEN ? BAD_GATEWAY : code, reason)) || attempt(() => to.close(BAD_GATEWAY))
  })
  from.addEventListener('error', () => attempt(() => to.close(BAD_GATEWAY)))
}

const ENCODER = new TextEncoder()

/** Whether it could be told: the other side may be gone already. */
function attempt(tell: () => void): boolean {
  try {
    tell()
    return true
  } catch {
    return false
  }
}
