import type { Clock } from '../domain/clock.ts'
import { boldestReading } from '../domain/routing/paths.ts'
import { type GatewayRoute, ROOT } from '../domain/routing/route.ts'

/** The age at which routes are read again in the background, and at which they are no longer used while D1 answers. ms. */
const REFRESH_AT_MS = 4_000
const OLD_AT_MS = 5_000
const TRY_EVERY_MS = 1_000

export interface RouteSources {
  /** The snapshot row. Throws when D1 fails. */
  fromD1: () => Promise<GatewayRoute[]>
  /** The copy for when D1 fails; null without one. */
  fromCopy: () => Promise<GatewayRoute[] | null>
  /** Lets work outlive the request. */
  waitUntil: (work: Promise<unknown>) => void
}

/**
 * The gateway's routes in an isolate's memory: five seconds old at most while D1 answers, else D1's copy, else what was
 * known. Requests share what was read, never a promise: that belongs to the request that made it.
 */
export class RouteTable {
  readonly #clock: Clock
  #routes: GatewayRoute[] | null = null
  #readAt = 0
  #triedAt = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The route of a path when it can be told from memory alone; the usual case costs no promise. */
  known(path: string, isHost: boolean): GatewayRoute | null {
    if (!this.#routes || this.#clock() - this.#readAt >= REFRESH_AT_MS) return null
    return routeOf(this.#routes, path, isHost)
  }

  /**
   * The route whose path is the longest prefix of `path` by whole segments, or null. Of a whole host `/` is one too. Throws when
   * no routes can be had.
   */
  async find(path: string, isHost: boolean, sources: RouteSources): Promise<GatewayRoute | null> {
    const found = routeOf(await this.#current(sources), path, isHost)
    if (found || this.#clock() - this.#triedAt < TRY_EVERY_MS) return found
    // Perhaps it was added a moment ago.
    return routeOf(await this.#read(sources), path, isHost)
  }

  async #current(sources: RouteSources): Promise<GatewayRoute[]> {
    const now = this.#clock()
    const age = now - this.#readAt
    if (this.#routes && (age < REFRESH_AT_MS || now - this.#triedAt < TRY_EVERY_MS)) return this.#routes
    if (this.#routes && age < OLD_AT_MS) {
      this.#triedAt = now
      sources.waitUntil(this.#read(sources))
      return this.#routes
    }
    return this.#read(sources)
  }

  async #read(sources: RouteSources): Promise<GatewayRoute[]> {
    this.#triedAt = this.#clock()
    const began = this.#triedAt
    try {
      const routes = await sources.fromD1()
      // A slow answer never replaces a newer one.
      if (began >= this.#readAt) {
        this.#routes = routes
        this.#readAt = began
      }
    } catch (error) {
      console.log(JSON.stringify({ event: 'routes.unread', error: String(error) }))
      this.#routes ??= await sources.fromCopy()
      if (!this.#routes) throw error
    }
    return this.#routes as GatewayRoute[]
  }
}

/** The route of a path. A path that some server would read as another route's has none: it would go around what that asks for. */
function routeOf(routes: readonly GatewayRoute[], path: string, isHost: boolean): GatewayRoute | null {
  const route = longestPrefix(routes, path, isHost)
  const read = route && boldestReading(path)
  return read && longestPrefix(routes, read, isHost) !== route ? null : route
}

function longestPrefix(routes: readonly GatewayRoute[], path: string, isHost: boolean): GatewayRoute | null {
  let best: GatewayRoute | null = null
  for (const route of routes) {
    const matches = route.path === ROOT ? isHost : path === route.path || path.startsWith(`${route.path}/`)
    if (matches && (!best || route.path.length > best.path.length)) best = route
  }
  return best
}
