import type { Result } from '../failures.ts'
import type { CircuitTurn } from './circuit.ts'
import type { RouteOptions } from './options.ts'

/** The built-in upstream that answers with what it was sent. */
export const DEMO_UPSTREAM = 'builtin:demo'

/** The path of a route for a whole host: every path of API_HOST that no other route takes. */
export const ROOT = '/'

/** A path prefix under /api and the upstream that answers behind it. */
export interface GatewayRoute {
  id: string
  name: string
  /** `/v1`, without a slash at its end; or `/`. */
  path: string
  /** An http(s) URL without credentials, query or fragment; or `builtin:demo`. */
  upstreamUrl: string
  /** Upper case; none means every method. */
  methods: string[]
  /** Credits a call. */
  credits: number
  scopes: string[]
  timeoutMs: number
  maxBodyBytes: number
  /** `/api/v1/x` reaches the upstream as `/x`; without it as `/v1/x`. */
  stripPrefix: boolean
  billFailures: boolean
  options: RouteOptions
  createdAt: number
}

/** The upstream's secret as it is given, and never again shown. */
export interface NewSecret {
  header: string
  value: string
}

/** `secret` null takes it away; left out, it stays as it is. */
export type RouteInput = Omit<GatewayRoute, 'id' | 'createdAt' | 'options'> & {
  options?: Omit<RouteOptions, 'secret'>
  secret?: NewSecret | null
}

/** A route as it was kept, perhaps before there were options. */
export const asRoute = (kept: Omit<GatewayRoute, 'options'> & { options?: RouteOptions }): GatewayRoute => ({
  ...kept,
  options: kept.options ?? {},
})

export interface Routes {
  list(): Promise<GatewayRoute[]>
  find(id: string): Promise<GatewayRoute | null>
  /** The latest 20 turns of a route's circuits, newest first. */
  turns(id: string): Promise<CircuitTurn[]>
  /** Which of these routes an isolate refuses calls of, and since when (UTC ms). */
  openSince(routes: GatewayRoute[]): Promise<Map<string, number>>
  create(actor: { userId: string; address: string }, input: RouteInput): Promise<Result<GatewayRoute>>
  change(
    actor: { userId: string; address: string },
    id: string,
    input: Partial<RouteInput>,
  ): Promise<Result<GatewayRoute>>
  remove(actor: { userId: string; address: string }, id: string): Promise<Result<GatewayRoute>>
}
