import { and, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { CallChoices } from '../domain/calls/calls.ts'
import type { Names } from '../domain/calls/make.ts'
import type { CallRecord } from '../domain/metering/face.ts'
import type { Database } from './database.ts'
import { apiKeys, gatewayRoutes } from './schema.ts'

/** Names of the keys and routes of some calls; `where` says whose keys. */
export async function readNames(db: Database, records: CallRecord[], where: SQL | undefined): Promise<Names> {
  const ids = (of: (call: CallRecord) => string) =>
    sql`(SELECT value FROM json_each(${JSON.stringify([...new Set(records.map(of))])}))`
  const [keys, routes] = await db.batch([
    db
      .select({ id: apiKeys.id, hint: apiKeys.hint, name: apiKeys.name })
      .from(apiKeys)
      .where(
        and(
          where,
          inArray(
            apiKeys.id,
            ids((call) => call.keyId),
          ),
        ),
      ),
    db
      .select({ id: gatewayRoutes.id, name: gatewayRoutes.name })
      .from(gatewayRoutes)
      .where(
        inArray(
          gatewayRoutes.id,
          ids((call) => call.routeId),
        ),
      ),
  ])
  return {
    keys: Object.fromEntries(keys.map(({ id, hint, name }) => [id, { hint, name }])),
    routes: Object.fromEntries(routes.map(({ id, name }) => [id, name])),
  }
}

/** Keys to choose from, newest first. */
const MOST_KEYS = 100

/** What an account's calls can be narrowed to by name. */
export async function readChoices(db: Database, accountId: string, key: string): Promise<CallChoices> {
  const { id, name, hint } = apiKeys
  const own = eq(apiKeys.accountId, accountId)
  const newest = db.select({ id }).from(apiKeys).where(own).orderBy(desc(id)).limit(MOST_KEYS)
  const [keys, routes] = await db.batch([
    db
      .select({ id, name, hint })
      .from(apiKeys)
      .where(and(own, or(inArray(id, newest), eq(id, key))))
      .orderBy(desc(id)),
    db.select({ id: gatewayRoutes.id, name: gatewayRoutes.name }).from(gatewayRoutes).orderBy(gatewayRoutes.name),
  ])
  return { keys, routes }
}
