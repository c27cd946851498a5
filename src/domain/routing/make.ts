import type { AuditAction, AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { type FieldError, failed, ok } from '../failures.ts'
import type { Ids } from '../ids.ts'
import type { Vault } from '../vault.ts'
import { type CircuitTurn, LONGEST_OPEN_MS, openSince } from './circuit.ts'
import { type RouteOptions, sealedForRoute } from './options.ts'
import { RESERVED } from './reserved.ts'
import type { GatewayRoute, RouteInput, Routes } from './route.ts'
import { pointsInside, upstreamProblem } from './upstream.ts'

/** Keeps routes, and the one row that holds them all for the gateway, in one transaction. */
export interface RouteStore {
  list(): Promise<GatewayRoute[]>
  find(id: string): Promise<GatewayRoute | null>
  turns(id: string, limit: number): Promise<CircuitTurn[]>
  /** The newest turn of each route that had one since then, UTC ms. */
  newestTurns(since: number): Promise<Map<string, CircuitTurn>>
  /** False when another route has the path. */
  insert(route: GatewayRoute, event: AuditEvent): Promise<boolean>
  /** False when another route has the path. */
  replace(route: GatewayRoute, event: AuditEvent): Promise<boolean>
  remove(id: string, event: AuditEvent): Promise<void>
}

export interface RoutePorts {
  store: RouteStore
  /** Copies the routes to where the gateway looks when D1 fails. */
  publish: () => Promise<void>
  clock: Clock
  ids: Ids
  /** Development allows http and loopback upstreams. */
  development: boolean
  /** The service's own hosts: no upstream may be one of them. */
  ownHosts: readonly string[]
  /** Seals upstreams' secrets. */
  vault: Pick<Vault, 'seal'>
  /** The addresses of a name, null when nobody could say. */
  lookUp: (name: string) => Promise<string[] | null>
}

const SHOWN_TURNS = 20
const ENCODER = new TextEncoder()

const isNothing = (value: unknown): boolean =>
  value === null || value === 0 || (typeof value === 'object' && Object.keys(value).length === 0)

/** Whether a change would send the secret that was given for one upstream to another, where nobody may have meant it to go. */
const takesSecretAlong = ({ upstreamUrl, options }: GatewayRoute, input: Partial<RouteInput>): boolean =>
  options.secret !== undefined &&
  input.secret === undefined &&
  input.upstreamUrl !== undefined &&
  new URL(input.upstreamUrl).origin !== new URL(upstreamUrl).origin

/** A route for the log: of its secret where it goes, and never what it is. */
function shown({ id: _, createdAt: __, options: { secret, ...options }, ...fields }: GatewayRoute) {
  return { ...fields, ...options, ...(secret ? { secret: secret.header } : {}) }
}

/** The verbs about routes. Each change is in force everywhere within 5 s. */
export function makeRoutes({ store, publish, clock, ids, development, ownHosts, vault, lookUp }: RoutePorts): Routes {
  /** Whether an upstream's name points inside. One that does not resolve passes: it may be there tomorrow. */
  const isInside = async (upstreamUrl: string) => {
    const { protocol, hostname } = new URL(upstreamUrl)
    return !development && protocol === 'https:' && pointsInside((await lookUp(hostname)) ?? [])
  }
  const problemsOf = async (input: Pick<RouteInput, 'path' | 'upstreamUrl'>): Promise<FieldError[]> => {
    const errors: FieldError[] = []
    const first = input.path.split('/')[1] ?? ''
    if (RESERVED.has(first.toLowerCase())) errors.push({ field: 'path', problem: 'reserved' })
    const wrong = upstreamProblem(input.upstreamUrl, { development, ownHosts })
    const problem = wrong ?? ((await isInside(input.upstreamUrl)) ? 'address_forbidden' : null)
    if (problem) errors.push({ field: 'upstream_url', problem })
    return errors
  }
  type By = { userId: string; address: string }
  const eventOf = (by: By, action: AuditAction, target: string, detail: Record<string, unknown>): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: by.userId,
    accountId: null,
    action,
    target,
    detail,
    address: by.address,
  })
  async function optionsOf(id: string, before: RouteOptions, input: Partial<RouteInput>): Promise<RouteOptions> {
    const { secret, options = {} } = input
    const changed: RouteOptions = { ...before, ...options }
    if (secret === null) delete changed.secret
    else if (secret) {
      const sealed = await vault.seal(ENCODER.encode(secret.value), sealedForRoute(id))
      changed.secret = { header: secret.header, sealed }
    }
    return Object.fromEntries(Object.entries(changed).filter(([, value]) => !isNothing(value)))
  }

  const taken = () => failed('PATH_TAKEN', [{ field: 'path', problem: 'taken' }])

  return {
    list: store.list,
    find: store.find,
    turns: (id) => store.turns(id, SHOWN_TURNS),

    async openSince(routes) {
      const now = clock()
      const newest = await store.newestTurns(now - LONGEST_OPEN_MS)
      const since = routes.map(({ id, options }) => [id, openSince(options.circuit, newest.get(id), now)] as const)
      return new Map(since.flatMap(([id, at]) => (at === null ? [] : [[id, at]])))
    },

    async create(by, input) {
      const errors = await problemsOf(input)
      if (errors.length > 0) return failed('VALIDATION_FAILED', errors)
      const { options: _, secret: __, ...fields } = input
      const id = ids('route')
      const route: GatewayRoute = { id, createdAt: clock(), ...fields, options: await optionsOf(id, {}, input) }
      if (!(await store.insert(route, eventOf(by, 'route.created', id, { after: shown(route) })))) return taken()
      await publish()
      return ok(route)
    },

    async change(by, id, input) {
      const before = await store.find(id)
      if (!before) return failed('NOT_FOUND')
      const { options: _, secret: __, ...fields } = input
      const route: GatewayRoute = { ...before, ...fields, options: await optionsOf(id, before.options, input) }
      const errors = await problemsOf(route)
      if (errors.length === 0 && takesSecretAlong(before, input)) {
        errors.push({ field: 'upstream_url', problem: 'another_host' })
      }
      if (errors.length > 0) return failed('VALIDATION_FAILED', errors)
      if (
        !(await store.replace(route, eventOf(by, 'route.changed', id, { before: shown(before), after: shown(route) })))
      )
        return taken()
      await publish()
      return ok(route)
    },

    async remove(by, id) {
      const route = await store.find(id)
      if (!route) return failed('NOT_FOUND')
      await store.remove(id, eventOf(by, 'route.removed', id, { before: shown(route) }))
      await publish()
      return ok(route)
    },
  }
}
