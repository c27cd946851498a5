import { and, asc, eq, sql } from 'drizzle-orm'
import type { RouteStore } from '../domain/routing/make.ts'
import { asRoute, type GatewayRoute } from '../domain/routing/route.ts'
import { recordEvent } from './audit.ts'
import { newestTurns, turnsOf } from './circuit-turns.ts'
import type { Database } from './database.ts'
import { gatewayRoutes, snapshots } from './schema.ts'
import { violates } from './violations.ts'

const COLUMNS = {
  id: gatewayRoutes.id,
  name: gatewayRoutes.name,
  path: gatewayRoutes.path,
  upstreamUrl: gatewayRoutes.upstreamUrl,
  methods: gatewayRoutes.methods,
  credits: gatewayRoutes.credits,
  scopes: gatewayRoutes.scopes,
  timeoutMs: gatewayRoutes.timeoutMs,
  maxBodyBytes: gatewayRoutes.maxBodyBytes,
  stripPrefix: gatewayRoutes.stripPrefix,
  billFailures: gatewayRoutes.billFailures,
  options: gatewayRoutes.options,
  createdAt: gatewayRoutes.createdAt,
} satisfies Record<keyof GatewayRoute, unknown>

// The whole table as the gateway reads it, made by SQL so that it is of the same instant as the change before it.
const SNAPSHOT = sql.raw(`(SELECT coalesce(json_group_array(json_object(
  'id', id, 'name', name, 'path', path, 'upstreamUrl', upstream_url, 'methods', json(methods), 'credits', credits,
  'scopes', json(scopes), 'timeoutMs', timeout_ms, 'maxBodyBytes', max_body_bytes,
  'stripPrefix', json(iif(strip_prefix, 'true', 'false')), 'billFailures', json(iif(bill_failures, 'true', 'false')),
  'options', json(options), 'createdAt', created_at)), '[]') FROM routes WHERE status = 'active')`)

/** Routes in D1. Each change writes the gateway's snapshot in the same transaction. */
export function routeStore(db: Database): RouteStore {
  const active = (id: string) => and(eq(gatewayRoutes.id, id), eq(gatewayRoutes.status, 'active'))
  const snapshot = (now: number) =>
    db
      .insert(snapshots)
      .values({ name: 'routes', body: sql`${SNAPSHOT}`, updatedAt: now })
      .onConflictDoUpdate({
        target: snapshots.name,
        set: { body: sql`excluded.body`, updatedAt: sql`excluded.updated_at` },
      })

  return {
    list: () =>
      db.select(COLUMNS).from(gatewayRoutes).where(eq(gatewayRoutes.status, 'active')).orderBy(asc(gatewayRoutes.path)),

    async find(id) {
      const [route] = await db.select(COLUMNS).from(gatewayRoutes).where(active(id))
      return route ?? null
    },

    turns: (id, limit) => turnsOf(db, id, limit),
    newestTurns: (since) => newestTurns(db, since),

    insert: (route, event) =>
      unlessTaken(db.batch([db.insert(gatewayRoutes).values(route), snapshot(event.at), recordEvent(db, event)])),

    replace: (route, event) =>
      unlessTaken(
        db.batch([
          db.update(gatewayRoutes).set(route).where(active(route.id)),
          snapshot(event.at),
          recordEvent(db, event),
        ]),
      ),

    async remove(id, event) {
      const removal = db.update(gatewayRoutes).set({ status: 'removed' }).where(active(id))
      await db.batch([removal, snapshot(event.at), recordEvent(db, event)])
    },
  }
}

/** The routes as the gateway reads them; null before the first one was saved. */
export async function readRouteSnapshot(d1: D1Database): Promise<GatewayRoute[] | null> {
  const body = await d1.prepare(`SELECT body FROM snapshots WHERE name = 'routes'`).first<string>('body')
  return body === null ? null : JSON.parse(body).map(asRoute)
}

async function unlessTaken(change: Promise<unknown>): Promise<boolean> {
  try {
    await change
    return true
  } catch (error) {
    if (violates(error, 'routes.path')) return false
    throw error
  }
}
