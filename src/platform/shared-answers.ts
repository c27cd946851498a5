import { clientHeaders } from '../domain/routing/headers.ts'
import { SHARED_MOST_BYTES, sharedSeconds } from '../domain/routing/sharing.ts'

/** What of a kept answer is no more true of the bytes that are kept. */
const OF_THE_BYTES = ['content-encoding', 'content-length']

// Answers are in a cache of their own: no address of a site reaches it.
const cache = () => caches.open('shared-answers')
const nameOf = (routeId: string, address: string): string =>
  `https://shared.invalid/${routeId}/${encodeURIComponent(address)}`

/** What a route's upstream answered lately at an address, whoever asked; null when nothing is kept. */
export async function sharedAnswer(routeId: string, address: string): Promise<Response | null> {
  const kept = await cache()
    .then((answers) => answers.match(nameOf(routeId, address)))
    .catch(() => undefined)
  if (!kept) return null
  const headers = new Headers(kept.headers)
  // It said how long it is kept here.
  headers.delete('cache-control')
  return new Response(kept.body, { status: kept.status, headers })
}

/** Gathers an answer's body as it passes, to be kept for others when it has come whole. */
export class Keeping {
  readonly #name: string
  readonly #headers: Headers
  #pieces: Uint8Array[] | null = []
  #bytes = 0

  /** Null for an answer that is not to be kept. */
  static of(routeId: string, address: string, { status, headers }: Response, most: number): Keeping | null {
    const seconds = sharedSeconds(status, headers, most)
    return seconds > 0 ? new Keeping(nameOf(routeId, address), headers, seconds) : null
  }

  private constructor(name: string, headers: Headers, seconds: number) {
    this.#name = name
    this.#headers = new Headers(clientHeaders(headers, {}))
    for (const header of OF_THE_BYTES) this.#headers.delete(header)
    this.#headers.set('cache-control', `max-age=${seconds}`)
  }

  look(piece: Uint8Array): void {
    this.#bytes += piece.byteLength
    if (this.#bytes > SHARED_MOST_BYTES) this.#pieces = null
    // A copy: what passes on may be detached on its way.
    else this.#pieces?.push(piece.slice())
  }

  /** The body has come whole. */
  async keep(): Promise<void> {
    if (!this.#pieces) return
    const answer = new Response(new Blob(this.#pieces), { headers: this.#headers })
    await (await cache()).put(this.#name, answer)
  }
}
