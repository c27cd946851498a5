import type { Clock } from '../domain/clock.ts'
import type { GatewayRoute } from '../domain/routing/route.ts'
import { pointsInside, upstreamProblem } from '../domain/routing/upstream.ts'
import type { LookUp } from './names.ts'

/** How long what a name resolved to is believed. */
const FRESH_MS = 60_000

interface Target {
  host: string
  /** Null for an upstream whose address needs no look-up: it is built in, or written as a number. */
  name: string | null
  isRefused: boolean
}

/**
 * Looks at upstreams once more when they are used: what was saved may come from other rules, and a name may point
 * elsewhere since. A name that nobody could resolve passes, since `fetch` resolves it again: this is a best effort. Requests
 * share what was found out, never a promise.
 */
export class UpstreamGuard {
  readonly #lookUp: LookUp
  readonly #clock: Clock
  readonly #targets = new WeakMap<GatewayRoute, Target>()
  readonly #names = new Map<string, { isInside: boolean; at: number }>()

  constructor(lookUp: LookUp, clock: Clock) {
    this.#lookUp = lookUp
    this.#clock = clock
  }

  /** Whether a call that came to `host` may go to its route's upstream. From memory alone, but for the first call a minute to a name. */
  mayPass(
    route: GatewayRoute,
    development: boolean,
    host: string,
    ownHosts: readonly string[],
  ): boolean | Promise<boolean> {
    const target = this.#targetOf(route, development)
    if (target.isRefused || target.host === host || ownHosts.includes(target.host)) return false
    const { name } = target
    if (development || name === null) return true
    const known = this.#names.get(name)
    if (known && this.#clock() - known.at < FRESH_MS) return !known.isInside
    return this.#resolve(name)
  }

  #targetOf(route: GatewayRoute, development: boolean): Target {
    const known = this.#targets.get(route)
    if (known) return known
    const url = URL.parse(route.upstreamUrl)
    const isName = url !== null && /^https?:$/.test(url.protocol) && !/^(\[|[\d.]+$)/.test(url.hostname)
    const target = {
      host: url?.host ?? '',
      name: isName ? url.hostname : null,
      isRefused: upstreamProblem(route.upstreamUrl, { development, ownHosts: [] }) !== null,
    }
    this.#targets.set(route, target)
    return target
  }

  async #resolve(name: string): Promise<boolean> {
    const addresses = await this.#lookUp(name)
    const isInside = addresses !== null && pointsInside(addresses)
    this.#names.set(name, { isInside, at: this.#clock() })
    if (isInside) console.log(JSON.stringify({ event: 'upstream.refused', name }))
    return !isInside
  }
}
